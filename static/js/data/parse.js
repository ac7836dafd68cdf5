/**
 * From pasted text to points (x, y). Pure. Nothing is dropped, reordered or rescaled: what cannot be read is named with its line, and
 * what was taken to be what is told.
 */

import { count, grouped } from "../format.js";
import { decimal_mark, reading } from "./numbers.js";
import { header_of, named_columns, names_of, width_of } from "./columns.js";
import { lines_of, separator_of, SEPARATORS, split } from "./lines.js";

/** Fields of a comma-separated line that may as well be numbers with decimal commas: 1,5,2,5. */
const AMBIGUOUS_WIDTHS = [3, 4];
const WHOLE = /^[+-]?\d+$/;

/**
 * @param {string} text
 * @param {{data_points: {maximum: number}, data_value: {maximum: number}}} limits
 * @param {[number, number] | null} [chosen] the columns of x and y, where there are more than two
 * @returns {{points: [number, number][], mistakes: string[], refusal: string | null, columns: string[] | null, told: string[]}}
 *   points: of the lines that can be read, in their order; refusal: why nothing can be; columns: names to choose x and y from
 */
export const parse = (text, limits, chosen = null) => {
  const { rows, comments } = lines_of(text);
  if (rows.length === 0) return refused("There are no points here. Paste lines of two numbers each, such as 0.5, 0.2");
  const separator = separator_of(rows.map(({ line }) => line));
  const table = rows.map(({ line, at }) => ({ at, line, fields: split(line, separator) }));
  const header = header_of(table);
  const records = header ? table.slice(1) : table;
  if (records.length === 0) return refused(`Line ${table[0].at} has no numbers, and no line follows it.`);
  if (records.length > limits.data_points.maximum) return refused(`These are ${count(records.length, "point")}, and ${grouped(limits.data_points.maximum)} at most can be walked on. Which to leave out is for you to say.`);
  const told = [`Columns are separated by ${SEPARATORS[separator]}.`];
  if (header) told.push(`Line ${table[0].at} is taken as the header: ${header.join(", ")}.`);
  if (comments > 0) told.push(`${count(comments, "comment line")} left out.`);

  const { width, emptied } = width_of(records, header);
  if (emptied) told.push("Nothing follows the last separator of each line.");
  if (width < 2 && records.every(({ fields }) => fields)) return refused("Each line has one value only, and a point needs two: x and y, separated by a comma, a semicolon, a tab or a space.");
  if (!header && separator === "," && AMBIGUOUS_WIDTHS.includes(width) && records.every(({ line, fields }) => !/,\s/.test(line) && fields?.every((field) => WHOLE.test(field)))) {
    return refused(`Line ${records[0].at} can be read in more than one way: its commas may separate numbers or be decimal commas. Separate the columns by semicolons or tabs, or write decimal points.`);
  }
  const names = header && names_of(table[0], width);
  const columns = width > 2 ? (names ?? Array.from({ length: width }, (_, i) => `column ${i + 1}`)) : null;
  const places = chosen ?? named_columns(names, width);
  if (!places) return { ...refused(null), columns, told };
  if (columns) told.push(`x is ${columns[places[0]]}, y is ${columns[places[1]]}; the other columns are not used.`);
  else if (places[0] === 1) told.push("x is column 2 and y is column 1, as the header says.");

  const widths = emptied ? [width, width + 1] : [width];
  const mark = decimal_mark(records.filter(({ fields }) => widths.includes(fields?.length)), places);
  if (mark.refusal) return { ...refused(mark.refusal), columns };
  if (mark.comma) told.push("Numbers have decimal commas.");
  return { ...read_points(records, places, { width, emptied, separator, comma: mark.comma, most: limits.data_value.maximum }), refusal: null, columns, told };
};

const refused = (refusal) => ({ points: [], mistakes: [], refusal, columns: null, told: [] });

const read_points = (records, places, { width, emptied, separator, comma, most }) => {
  const points = [];
  const mistakes = [];
  for (const { at, line, fields } of records) {
    const expected = emptied && fields?.length === width + 1 && fields.at(-1) === "" ? width + 1 : width;
    if (!fields) mistakes.push(`line ${at}: a quotation mark is not closed`);
    else if (fields.length !== expected) mistakes.push(`line ${at} ${misfit({ line, fields }, { width, separator, comma })}`);
    else {
      const read = places.map((place, i) => reading(fields[place], "xy"[i], comma, most));
      const wrong = read.find(({ mistake }) => mistake);
      if (wrong) mistakes.push(`line ${at}: ${wrong.mistake}`);
      else points.push(read.map(({ value }) => value));
    }
  }
  return { points, mistakes };
};

/** Why a line has not as many values as the others: another separator, where that gives numbers and the table's own does not. */
const misfit = ({ line, fields }, { width, separator, comma }) => {
  const are_numbers = (all, with_comma) => all.every((field) => !reading(field, "", with_comma, Infinity).mistake);
  const other = are_numbers(fields, comma) ? undefined
    : Object.keys(SEPARATORS).find((each) => each !== separator && split(line, each)?.length === width && are_numbers(split(line, each), comma && each !== ","));
  return other ? `is separated by ${SEPARATORS[other]}, not by ${SEPARATORS[separator]}` : `has ${count(fields.length, "value")}, not ${width}`;
};
