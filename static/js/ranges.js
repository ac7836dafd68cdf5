/** Ranges as the server gives them: minimum or exclusive_minimum, maximum or exclusive_maximum, whole. Pure. */

import { number } from "./format.js";

const given = (bound) => bound !== undefined && bound !== null;

/** Whether a value is a number in a range. */
export const within = (value, { minimum, exclusive_minimum, maximum, exclusive_maximum, whole }) =>
  Number.isFinite(value) &&
  (!given(minimum) || value >= minimum) &&
  (!given(exclusive_minimum) || value > exclusive_minimum) &&
  (!given(maximum) || value <= maximum) &&
  (!given(exclusive_maximum) || value < exclusive_maximum) &&
  (!whole || Number.isInteger(value));

/** A range in words: "from 0 up to, but not including, 1". */
export const range_of = ({ minimum, exclusive_minimum, maximum, exclusive_maximum }) => {
  const low = given(minimum) ? `from ${end(minimum)}` : `above ${end(exclusive_minimum)}`;
  if (given(maximum)) return `${low} ${given(minimum) ? "to" : "and at most"} ${end(maximum)}`;
  return `${low} up to, but not including, ${end(exclusive_maximum)}`;
};

const end = (value) => (value >= 1000 ? value.toLocaleString("en") : number(value));
