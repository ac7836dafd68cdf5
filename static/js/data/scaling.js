/** What x far from 0, or close to it, makes of the loss's valley, and x moved and scaled on request. Pure. */

import { grouped, number } from "../format.js";
import { condition_of, STRETCHED } from "./remarks.js";

/** Significant digits of a deviation, and of it that the mean is told to: few enough to be said, and to be typed again. */
const DIGITS = 3;
/** Significant digits of a standardised x. */
const KEPT = 6;
const MILLION = 1e6;

/** Mean and standard deviation of x, and the root of the mean of its square. */
const spread_of = (points) => {
  const average = (of) => points.reduce((sum, [x]) => sum + of(x), 0) / points.length;
  const mean = average((x) => x);
  return { mean, deviation: Math.sqrt(average((x) => (x - mean) ** 2)), size: Math.sqrt(average((x) => x * x)) };
};

/** Whether walks would do better with x in other units, and there are units that help. */
export const is_stretched = (points) => {
  const condition = condition_of(points);
  return condition >= STRETCHED && condition < Infinity && points.some(([x]) => x !== points[0][0]);
};

/**
 * Why the valley of x is narrow, and how narrow: the condition number is about (size + 1/size)^2 (size/deviation)^2.
 * @param {[number, number][]} points whose x are not all equal
 */
export const stretch_of = (points) => {
  const { deviation, size } = spread_of(points);
  const times = Number(condition_of(points).toPrecision(2));
  const alike = size / deviation > size + 1 / size;
  const why = alike ? "x varies so little for its distance from 0 that w and b do nearly the same to wx + b"
    : `x lies so ${size > 1 ? "far from" : "close to"} 0 that a step in w changes wx + b much ${size > 1 ? "more" : "less"} than the same step in b`;
  return `${why}: at w = b = 0 the loss bends ${times < MILLION ? grouped(times) : number(times)} times as much across its valley as along it.`;
};

/**
 * The points with (x - mean) / deviation for x, by a mean and a deviation of few digits, each to `KEPT` digits.
 * @param {[number, number][]} points whose x are not all equal
 */
export const standardised = (points) => {
  const spread = spread_of(points);
  const deviation = Number(spread.deviation.toPrecision(DIGITS));
  const place = 10 ** (Math.floor(Math.log10(deviation)) - DIGITS + 1);
  const mean = Number((Math.round(spread.mean / place) * place).toPrecision(12));
  return { points: points.map(([x, y]) => [Number(((x - mean) / deviation).toPrecision(KEPT)), y]), mean, deviation };
};
