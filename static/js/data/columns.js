/** The columns of a pasted table: which line names them, how many there are, and which hold x and y. Pure. */

import { reads } from "./numbers.js";
import { SEPARATORS, split } from "./lines.js";

const LETTER = /\p{L}/u;
/** What programs write for a number that is missing. */
const MISSING = /^([+-]?inf(inity)?|nan|n\/?a|null|none)$/i;
/** "x", or "x (hours)". */
const NAMED = /^([xy])\s*($|[[(])/i;

/** Whether a line has a word: one of numbers alone is never a header, however they are separated. */
const has_word = (line) => line.split(/[\s,;"]+/).some((word) => LETTER.test(word) && !reads(word) && !MISSING.test(word));

/** The first line's fields, where it has a word and no field is a number; null if the points begin there. */
export const header_of = ([{ line, fields }]) => (fields && has_word(line) && !fields.some(reads) ? fields : null);

/** How many columns there are: as the header says, else as most lines have; and whether every line ends with a separator. */
export const width_of = (records, header) => {
  const lengths = new Map();
  for (const { fields } of records) if (fields) lengths.set(fields.length, (lengths.get(fields.length) ?? 0) + 1);
  const [usual] = [...lengths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0];
  const emptied = usual > 2 && records.every(({ fields }) => !fields || fields.length < usual || fields.at(-1) === "");
  const named = header?.filter((name, i) => !(emptied && i === usual - 1 && name === "")).length ?? 0;
  // Where some lines have two values, those of one are the broken ones.
  const least = Math.min(2, Math.max(0, ...lengths.keys()));
  return { width: Math.max(named, emptied ? usual - 1 : usual, least), emptied };
};

/** The header's names, by its own separator where that is not the one of the lines below. */
export const names_of = ({ line, fields }, width) =>
  fields.length >= width ? fields : (Object.keys(SEPARATORS).map((separator) => split(line, separator)).find((each) => each?.length === width) ?? fields);

/**
 * Which columns a header says are x and y; of two columns the other one, where it names one.
 * @returns {[number, number] | null} null where it does not say
 */
export const named_columns = (header, width) => {
  const names = (header ?? []).map((name) => NAMED.exec(name)?.[1].toLowerCase());
  const [x, y] = ["x", "y"].map((name) => (names.indexOf(name) === names.lastIndexOf(name) ? names.indexOf(name) : -1));
  if (width === 2) return x === 1 || y === 0 ? [1, 0] : [0, 1];
  return x >= 0 && y >= 0 ? [x, y] : null;
};
