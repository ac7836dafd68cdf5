/** Where a grid of losses is not defined. Pure. */

/** Whether a grid of losses has holes. */
export const has_holes = (grid) => (grid?.non_finite_count ?? 0) > 0;

/** Whether the grid's point next to a place of the plane is in a hole; false outside the grid. */
export const hole_at = (grid, w, b) => {
  const columns = grid.w.length;
  const rows = grid.b.length;
  const column = Math.round(((w - grid.w[0]) / (grid.w[columns - 1] - grid.w[0])) * (columns - 1));
  const row = Math.round(((b - grid.b[0]) / (grid.b[rows - 1] - grid.b[0])) * (rows - 1));
  if (column < 0 || row < 0 || column >= columns || row >= rows) return false;
  return !Number.isFinite(grid.loss[row * columns + column]);
};

/**
 * A grid's values with every hole filled from its edge inwards, each point from a neighbour that was filled before.
 * @param {Float32Array | Float64Array} values row by row; what is not finite is a hole
 * @param {number} columns
 */
export const filled = (values, columns) => {
  const result = values.slice();
  const queue = [];
  result.forEach((value, i) => { if (Number.isFinite(value)) queue.push(i); });
  for (let head = 0; head < queue.length; head += 1) {
    const i = queue[head];
    const column = i % columns;
    for (const next of [i - columns, i + columns, ...(column > 0 ? [i - 1] : []), ...(column < columns - 1 ? [i + 1] : [])]) {
      if (next < 0 || next >= result.length || Number.isFinite(result[next])) continue;
      result[next] = result[i];
      queue.push(next);
    }
  }
  return result;
};
