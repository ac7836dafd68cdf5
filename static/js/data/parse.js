/**
 * From pasted text to points (x, y). Pure. Nothing is dropped, reordered or rescaled: what cannot be read is named with its line, and
 * what was taken to be what is told.
 */

import { count, grouped } from "../format.js";
import { decimal_mark, reading, reads } from "./numbers.js";
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
  const columns = width > 2 ? (header ?? Array.from({ length: width }, (_, i) => `column ${i + 1}`)) : null;
  const places = columns ? (chosen ?? named_columns(header)) : [0, 1];
  if (!places) return { ...refused(null), columns, told };
  if (columns) told.push(`x is ${columns[places[0]]}, y is ${columns[places[1]]}; the other columns are not used.`);

  const mark = decimal_mark(records, places);
  if (mark.refusal) return { ...refused(mark.refusal), columns };
  if (mark.comma) told.push("Numbers have decimal commas.");
  return { ...read_points(records, places, { width, emptied, comma: mark.comma, most: limits.data_value.maximum }), refusal: null, columns, told };
};

const refused = (refusal) => ({ points: [], mistakes: [], refusal, columns: null, told: [] });

/** The first line's fields, where none of them is a number; null if the points begin there. */
const header_of = ([{ fields }]) => (fields && fields.some((field) => field !== "") && !fields.some(reads) ? fields : null);

/** How many columns there are: as the header says, else as most lines have; and whether every line ends with a separator. */
const width_of = (records, header) => {
  const lengths = new Map();
  for (const { fields } of records) if (fields) lengths.set(fields.length, (lengths.get(fields.length) ?? 0) + 1);
  const usual = [...lengths].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  const emptied = usual > 2 && records.every(({ fields }) => !fields || fields.length < usual || fields.at(-1) === "");
  return { width: Math.max(header?.filter((name, i) => !(emptied && i === usual - 1 && name === "")).length ?? 0, emptied ? usual - 1 : usual), emptied };
};

const named_columns = (header) => {
  const places = ["x", "y"].map((name) => (header ?? []).map((each) => each.toLowerCase()).indexOf(name));
  return places.every((place) => place >= 0) ? places : null;
};

const read_points = (records, places, { width, emptied, comma, most }) => {
  const points = [];
  const mistakes = [];
  for (const { at, fields } of records) {
    const expected = emptied && fields?.length === width + 1 && fields.at(-1) === "" ? width + 1 : width;
    if (!fields) mistakes.push(`line ${at}: a quotation mark is not closed`);
    else if (fields.length !== expected) mistakes.push(`line ${at} has ${count(fields.length, "value")}, not ${width}`);
    else {
      const read = places.map((place, i) => reading(fields[place], "xy"[i], comma, most));
      const wrong = read.find(({ mistake }) => mistake);
      if (wrong) mistakes.push(`line ${at}: ${wrong.mistake}`);
      else points.push(read.map(({ value }) => value));
    }
  }
  return { points, mistakes };
};
