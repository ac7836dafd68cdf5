/** What a learner should know of a set of points before walking on it. Pure. */

import { count, number } from "../format.js";

/** From this condition number on the valley is so narrow that walks crawl along it. */
export const STRETCHED = 1000;

/** The condition number of the loss at w = b = 0, where the Hessian is a multiple of the mean of (x, 1)(x, 1)', whatever y is. */
export const condition_of = (points) => {
  const average = (of) => points.reduce((sum, [x]) => sum + of(x), 0) / points.length;
  const mean = average((x) => x);
  const variance = average((x) => (x - mean) ** 2);
  const half = (mean ** 2 + variance + 1) / 2;
  return (half + Math.sqrt(half ** 2 - variance)) ** 2 / variance;
};

/**
 * @param {[number, number][]} points at least one
 * @returns {string[]} sentences
 */
export const remarks_on = (points) => {
  const remarks = [];
  const beyond = points.filter(([, y]) => y < 0 || y > 1).length;
  const at_edge = points.filter(([, y]) => y === 0 || y === 1).length;
  if (beyond > 0) remarks.push(`${count(beyond, "target")} ${beyond === 1 ? "lies" : "lie"} outside 0 to 1: a sigmoid cannot reach ${beyond === 1 ? "it" : "them"}.`);
  if (at_edge > 0) remarks.push(`${count(at_edge, "target")} ${at_edge === 1 ? "is" : "are"} 0 or 1: a sigmoid comes near, but never there.`);
  const [first] = points[0];
  if (points.every(([x]) => x === first)) remarks.push(`Every x is ${number(first, 6)}: only ${first === 0 ? "b" : first === 1 ? "w + b" : `${number(first, 6)}w + b`} matters, and the loss is the same all along a line.`);
  else if (condition_of(points) >= STRETCHED) remarks.push("The valley is long and narrow, and walks take small steps. Nothing is rescaled; the data editor says why, and can standardise x.");
  return remarks;
};
