/** Ranges as the server gives them: minimum or exclusive_minimum, maximum or exclusive_maximum, whole. Pure. */

import { grouped, number, plain } from "./format.js";

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

/** A whole number that three digits would round is written in full: an end that is told can be typed. */
const end_of = (value) => {
  const size = Math.abs(value);
  const in_full = size >= 1000 && (size < 1e9 || Number(plain(value)) !== value);
  return in_full ? grouped(value).replace("-", "\u2212") : number(value);
};
