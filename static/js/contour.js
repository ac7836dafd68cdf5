/**
 * From a grid of losses to contours. Levels are even in log(loss - lowest), or the valley, where all happens, is blank.
 *
 * @typedef {{lowest: number, low: number, high: number, per_decade: number, greatest: number | null}} Levels  low and high are powers of
 *   ten of loss - lowest; greatest: of the losses on the map, null where none is defined
 */

import { filled } from "./holes.js";

const FEWEST_DECADES = 1.6;
const MOST_DECADES = 5;
const LINES = 22;
/** A map of more decades than this shows those from its valley up: of e^(w^2 + b^2) the highest five are all at the edge. */
const TOO_MANY_DECADES = 9;
const VALLEY_SHARE = 0.15;
/** Without a minimum: how far the deepest loss may lie below this quantile of the map, in the distance to its middle, to be no pole. */
const POLE_SHARE = 0.02;
const POLE_DEPTH = 10;
/** The lowest line lies a little below this quantile of the map: deeper ones would be finer than the grid in a narrow valley. */
const LOW_SHARE = 0.01;
/** Room above the highest line, in decades: on a plateau that line would trace rounding, not terrain. */
const TOP = 0.02;

/**
 * The levels that suit a surface, from its first grid; they stay while the map moves, so that a colour keeps its meaning.
 * @param {{loss: Float32Array, finite_minimum: number | null}} grid
 * @param {number[][]} minima known minima as [w, b, loss]
 * @returns {Levels}
 */
export const levels_of = (grid, minima) => {
  const finite = grid.loss.filter(Number.isFinite).sort();
  if (finite.length === 0) return { lowest: 0, low: -1, high: 1, per_decade: 10, greatest: null };
  const known = minima.length > 0 ? Math.min(...minima.map((m) => m[2])) : Infinity;
  const quantile = (share) => finite[Math.floor(share * (finite.length - 1))];
  const { lowest, share: low_share, least = lowest } = Number.isFinite(known) ? { lowest: Math.min(known, finite[0]), share: LOW_SHARE } : stand_in(quantile);
  const power = (share) => Math.log10(Math.max(quantile(share) - lowest, 1e-12));
  const [bottom, top] = [power(low_share) - 0.45, power(0.985) + TOP];
  const high = top - bottom > TOO_MANY_DECADES ? Math.max(bottom + MOST_DECADES, power(VALLEY_SHARE)) : top;
  const low = Math.max(high - Math.min(Math.max(high - bottom, FEWEST_DECADES), MOST_DECADES), Math.log10(Math.max(least - lowest, 0)));
  const decades = high - low;
  const per_decade = [2, 3, 4, 5, 6, 8, 10, 12, 15].reduce((best, n) => (Math.abs(n * decades - LINES) < Math.abs(best * decades - LINES) ? n : best));
  return { lowest, low, high, per_decade, greatest: finite.at(-1) };
};

/**
 * Without a known minimum (a saddle has none) the deepest point of the first map stands in, a little lowered; where a pole leads down,
 * what surrounds it; zero where no loss is negative. The levels begin at the least of the losses, for what stands in is none.
 */
const stand_in = (quantile) => {
  const low = quantile(POLE_SHARE);
  const is_pole = low - quantile(0) > POLE_DEPTH * (quantile(0.5) - low);
  const from = is_pole ? low : quantile(0);
  const lowered = from - 0.02 * (quantile(1 - POLE_SHARE) - from || 1);
  return { lowest: quantile(0) >= 0 ? Math.max(lowered, 0) : lowered, share: is_pole ? 4 * POLE_SHARE : LOW_SHARE, least: quantile(0) };
};

/** The same levels above the lowest loss of another grid: while a surface changes under the hand, colours keep their meaning. */
export const moved_levels = (levels, grid, minima) => {
  const known = Math.min(...minima.map(([, , loss]) => loss), grid.finite_minimum ?? Infinity);
  return Number.isFinite(known) ? { ...levels, lowest: known, greatest: grid.finite_maximum } : levels;
};

/** log10 of the height above the lowest loss, cut off below the lowest level. */
export const height_of = (levels, loss) => {
  if (!Number.isFinite(loss)) return null;
  return Math.log10(Math.max(loss - levels.lowest, 10 ** (levels.low - 0.5)));
};

/** Where a loss stands on the colour bar: 0 at the lowest level, 1 at the highest. */
export const share_of = (levels, loss) => {
  const height = height_of(levels, loss);
  return height === null ? null : Math.min(Math.max((height - levels.low) / (levels.high - levels.low), 0), 1);
};

/**
 * Rows of heights, as Plotly wants them. Holes are filled from their edges and covered on the map: left to Plotly, a hole that takes
 * half of the map costs twelve times as long as the whole map without it.
 */
export const height_rows = (grid, levels) => {
  const columns = grid.w.length;
  const loss = grid.non_finite_count > 0 ? filled(grid.loss, columns) : grid.loss;
  return Array.from(grid.b, (_, row) => Array.from({ length: columns }, (_unused, column) => height_of(levels, loss[row * columns + column])));
};

/**
 * Round losses for the colour bar, as [loss, share].
 * @param {Levels} levels
 * @param {number} length of the bar in pixels
 */
export const loss_ticks = (levels, length) => {
  const steps = length / (levels.high - levels.low) > 130 ? [1, 2, 5] : length / (levels.high - levels.low) > 70 ? [1, 3] : [1];
  const found = [];
  for (let power = Math.floor(levels.low); power <= Math.ceil(levels.high); power += 1) {
    for (const step of steps) {
      // Rounded to its own magnitude above the lowest, so that -78.33 + 2 reads -76.
      const unit = 10 ** power;
      const loss = Math.round((levels.lowest + step * unit) / unit) * unit;
      const share = (Math.log10(loss - levels.lowest) - levels.low) / (levels.high - levels.low);
      if (share >= -0.001 && share <= 1.001 && loss <= levels.greatest) found.push([loss, share]);
    }
  }
  return found;
};

/** The losses of the stronger lines, one a decade above the lowest: those that a map names. */
export const decade_losses = (levels) => {
  const found = [];
  for (let power = Math.ceil(levels.low); power < levels.high - TOP; power += 1) found.push(levels.lowest + 10 ** power);
  return found;
};

/**
 * The two traces of a map: filled bands with fine lines, and the decades a little stronger.
 * @param {object} grid
 * @param {Levels} levels
 * @param {{terrain: string[], line: string, decade: string}} ink
 */
export const contour_traces = (grid, levels, ink) => {
  const z = height_rows(grid, levels);
  const size = 1 / levels.per_decade;
  const start = Math.ceil(levels.low / size) * size;
  const shared = { type: "contour", x: Array.from(grid.w), y: Array.from(grid.b), z, hoverinfo: "skip", showscale: false, autocontour: false, connectgaps: false };
  return [
    {
      ...shared,
      contours: { coloring: "fill", start, end: levels.high - TOP, size },
      colorscale: ink.terrain.map((colour, i) => [i / (ink.terrain.length - 1), colour]),
      zmin: levels.low,
      zmax: levels.high,
      line: { width: 0.6, color: ink.line, smoothing: 1 },
    },
    {
      ...shared,
      contours: { coloring: "none", start: Math.ceil(levels.low), end: levels.high - TOP, size: 1 },
      line: { width: 0.9, color: ink.decade, smoothing: 1 },
    },
  ];
};

/** The loss at a place between the grid's points (bilinear), or null outside or in a hole. For labels only. */
export const interpolate = (grid, w, b) => {
  const columns = grid.w.length;
  const x = ((w - grid.w[0]) / (grid.w[columns - 1] - grid.w[0])) * (columns - 1);
  const y = ((b - grid.b[0]) / (grid.b[grid.b.length - 1] - grid.b[0])) * (grid.b.length - 1);
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (!(column >= 0 && row >= 0 && column < columns - 1 && row < grid.b.length - 1)) return null;
  const at = (r, c) => grid.loss[r * columns + c];
  const fx = x - column;
  const fy = y - row;
  const value = (1 - fy) * ((1 - fx) * at(row, column) + fx * at(row, column + 1)) + fy * ((1 - fx) * at(row + 1, column) + fx * at(row + 1, column + 1));
  return Number.isFinite(value) ? value : null;
};
