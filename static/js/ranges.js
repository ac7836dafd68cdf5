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

const ROOM = 10;

/** The usual part of a range, moved by powers of ten to have a value in its middle that is not a factor of `ROOM` inside it. */
export const usual_around = ({ minimum, maximum, usual: [from, to] }, value) => {
  const by = value >= from * ROOM && value <= to / ROOM ? 1 : 10 ** Math.round(Math.log10(value / Math.sqrt(from * to)));
  return { from: Math.max(from * by, minimum), to: Math.min(to * by, maximum) };
};

/** A range in words: "from 0 up to, but not including, 1". */
export const range_of = ({ minimum, exclusive_minimum, maximum, exclusive_maximum }) => {
  const low = given(minimum) ? `from ${end_of(minimum)}` : `above ${end_of(exclusive_minimum)}`;
  if (given(maximum)) return `${low} ${given(minimum) ? "to" : "and at most"} ${end_of(maximum)}`;
  return `${low} up to, but not including, ${end_of(exclusive_maximum)}`;
};

const end_of = (value) => (value >= 1000 && value < 1e9 ? value.toLocaleString("en") : number(value));
