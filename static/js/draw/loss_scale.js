/** The vertical axis of losses, linear or logarithmic above the lowest. */

import { MARGIN } from "./frame.js";
import { number } from "../format.js";
import { ticks } from "../viewport.js";

/** What a loss is above another to rounding, as a share of it: less is drawn on the floor, and is no descent. */
const ROUNDING = 2 ** -52;

/** Powers of ten below the first losses: what lies deeper, as an exact hit, is drawn on the floor too. */
const DEEPEST = 20;

/** Of ten, among the doubles. */
const LARGEST_POWER = 308;

/**
 * Where a loss stands on a chart's vertical axis, its ticks and a note in words.
 * @param {ArrayLike<number>[]} series
 * @param {boolean} log
 * @param {number} lowest the known lowest loss
 * @param {number} height of the chart in pixels
 */
export const loss_scale = (series, log, lowest, height) => {
  let [least, most] = [Infinity, -Infinity];
  for (const losses of series) {
    for (const value of losses) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  if (least > most) [least, most] = [0, 1];
  const [top, floor] = [MARGIN.top, height - MARGIN.bottom];
  if (!log) {
    const pad = 0.04 * (most - least || 1);
    const [from, to] = [least > 0 && least < 0.3 * most ? 0 : least - pad, most + pad];
    const at = (value) => floor - ((value - from) / (to - from)) * (floor - top);
    return { at, ticks: ticks(from, to, height / 40).map((value) => [value, number(value, 3)]), note: "Linear scale." };
  }
  const base = least > 0 ? 0 : Math.min(lowest, least);
  const high = most > base ? Math.log10(most - base) : 0;
  let low = high - 1;
  for (const losses of series) for (const value of losses) if (value - base > ROUNDING * Math.abs(base)) low = Math.min(low, Math.log10(value - base));
  const first = Math.max(...series.map(([loss]) => loss - base));
  if (first > 0) low = Math.max(low, Math.log10(first) - DEEPEST);
  const [from, to] = [low - 0.04 * (high - low), high + 0.04 * (high - low)];
  const at = (value) => (Number.isFinite(value) ? floor - (Math.max(Math.log10(Math.max(value - base, Number.MIN_VALUE)), from) - from) / (to - from) * (floor - top) : NaN);
  const every = Math.max(1, Math.ceil((to - from) / (height / 28)));
  const powers = [];
  for (let power = Math.ceil(from / every) * every; power <= Math.min(to, LARGEST_POWER); power += every) powers.push([base + 10 ** power, power >= -2 && power <= 3 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`]);
  return { at, ticks: powers, note: base === 0 ? "Log scale." : `Log scale of the loss above ${number(base, 4)}.` };
};
