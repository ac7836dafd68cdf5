/** Numbers of a pasted table: points or commas as decimal marks, and what is wrong with a field. Pure. */

import { typed } from "../format.js";

const WITH_COMMA = /^[+\-\u2212]?\d*,\d+(e[+-]?\d+)?$/i;
/** 1,234: one comma before three digits may be either. */
const THOUSANDS = /^[+\-\u2212]?[1-9]\d{0,2},\d{3}$/;
const LONGEST_SHOWN = 40;

const with_point = (text) => text.replace(",", ".");

/** Whether a field is a number, whichever its decimal mark. */
export const reads = (field) => !Number.isNaN(typed(field)) || (WITH_COMMA.test(field) && !Number.isNaN(typed(with_point(field))));

/**
 * Whether a table's numbers have decimal commas, or why that cannot be told.
 * @param {{at: number, fields: string[] | null}[]} records
 * @param {[number, number]} places of x and y among the fields
 * @returns {{comma: boolean, refusal?: string}}
 */
export const decimal_mark = (records, places) => {
  let comma = null;
  let point = null;
  let certain = false;
  for (const { at, fields } of records) {
    for (const place of places) {
      const field = fields?.[place] ?? "";
      if (WITH_COMMA.test(field)) {
        comma ??= { at, field };
        certain ||= !THOUSANDS.test(field);
      } else if (field.includes(".") && !Number.isNaN(typed(field))) point ??= { at, field };
    }
  }
  if (comma && point) return { comma: false, refusal: `Line ${comma.at} has a decimal comma (${comma.field}), line ${point.at} a decimal point (${point.field}). Write all numbers in one way.` };
  if (comma && !certain) return { comma: false, refusal: `Line ${comma.at}: “${comma.field}” may be ${with_point(comma.field)} or ${comma.field.replace(",", "")}. Write it with a decimal point, or without the comma.` };
  return { comma: comma !== null };
};

/**
 * One field as a number.
 * @param {string} field
 * @param {string} name of its column, x or y
 * @param {boolean} comma whether numbers have decimal commas
 * @param {number} most the largest absolute value allowed
 * @returns {{value: number, mistake?: undefined} | {mistake: string}}
 */
export const reading = (field, name, comma, most) => {
  if (field === "") return { mistake: `there is no ${name}` };
  const value = typed(comma ? with_point(field) : field);
  if (Number.isNaN(value)) return { mistake: `‘${field.length > LONGEST_SHOWN ? `${field.slice(0, LONGEST_SHOWN)}…` : field}’ is not a number` };
  if (!(Math.abs(value) <= most)) return { mistake: `${field.slice(0, LONGEST_SHOWN)} is farther from 0 than ${most.toLocaleString("en")}` };
  return { value };
};
