/** A domain as it is typed: four fields, any of them empty. Pure. */

import { typed } from "./format.js";
import { range_of, within } from "./ranges.js";

const NAMES = { w0: "w from", w1: "w to", b0: "b from", b1: "b to" };

/**
 * Four texts as a box with holes.
 * @param {string[]} texts w from, w to, b from, b to
 * @param {{minimum: number, maximum: number}} limits of a coordinate
 * @returns {{box: (number | null)[], wrong: string[], message: string}} null where a field is empty; an empty message when it may be sent
 */
export const checked_box = (texts, limits) => {
  const box = texts.map((text) => (text.trim() === "" ? null : typed(text)));
  const names = Object.keys(NAMES);
  const wrong = names.filter((_, i) => box[i] !== null && !within(box[i], limits));
  if (wrong.length > 0) return { box, wrong, message: `${wrong.map((name) => NAMES[name]).join(", ")}: a number ${range_of(limits)}, or empty for a guess.` };
  const turned = [["w0", "w1", 0], ["b0", "b1", 2]].find(([, , i]) => box[i] !== null && box[i + 1] !== null && !(box[i] < box[i + 1]));
  if (!turned) return { box, wrong, message: "" };
  const [low, high] = turned;
  return { box, wrong: [low, high], message: `${NAMES[low]} must be smaller than ${NAMES[high]}.` };
};

/**
 * The box with its holes filled from a guess; null where that leaves an empty range.
 * @param {(number | null)[]} box
 * @param {number[] | null} guess
 */
export const filled_box = (box, guess) => {
  const filled = box.map((edge, i) => edge ?? guess[i]);
  return filled[0] < filled[1] && filled[2] < filled[3] ? filled : null;
};
