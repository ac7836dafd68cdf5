/**
 * Brute force: one evaluation in the middle of every cell of a square grid, row by row from the top. Chapter 3 fills the grid and
 * chapter 13 replays it, so both go through the cells in one order.
 */

import { fetch_grid } from "../api.js";
import { NEURON } from "../walk/chapter.js";

/** What is searched: both parameters from -6 to 6, where the sliders of chapters 1 and 2 reach. */
export const WIDEST = 6;
export const FEWEST = 5;
export const MOST = 200;
/** Rows come in so many blocks, so that there is progress to be seen. */
const BLOCKS = 24;
/** The API's least count of lines along an axis. */
const LEAST_ROWS = 2;

/** Width of a cell. */
export const spacing = (count) => (2 * WIDEST) / count;

/** Middle of a column, and of a row counted from the top. */
export const w_of = (count, column) => -WIDEST + (column + 0.5) * spacing(count);
export const b_of = (count, row) => WIDEST - (row + 0.5) * spacing(count);

/** The blocks of a grid's rows, as [first, end). */
export const blocks_of = (count) => {
  const blocks = Math.min(BLOCKS, Math.floor(count / LEAST_ROWS));
  const edge = (i) => Math.round((i * count) / blocks);
  return Array.from({ length: blocks }, (_, i) => [edge(i), edge(i + 1)]);
};

/**
 * The losses of the rows from `first` to before `end`, in the order of the search: from the top, and from the left.
 * @returns {Promise<Float64Array>}
 */
export const fetch_rows = async (count, first, end) => {
  const grid = await fetch_grid({
    surface: NEURON,
    w: { minimum: w_of(count, 0), maximum: w_of(count, count - 1), count },
    b: { minimum: b_of(count, end - 1), maximum: b_of(count, first), count: end - first },
  });
  const rows = end - first;
  const losses = new Float64Array(rows * count);
  // The API's rows go upwards.
  for (let row = 0; row < rows; row += 1) losses.set(grid.loss.subarray((rows - 1 - row) * count, (rows - row) * count), row * count);
  return losses;
};

/** Index of the least loss; -1 where there is none. */
export const index_of_least = (losses) => {
  let best = -1;
  for (let i = 0; i < losses.length; i += 1) if (Number.isFinite(losses[i]) && (best < 0 || losses[i] < losses[best])) best = i;
  return best;
};

/** The cell with an index, as (w, b, loss). */
export const cell_of = (count, losses, index) => [w_of(count, index % count), b_of(count, Math.floor(index / count)), losses[index]];
