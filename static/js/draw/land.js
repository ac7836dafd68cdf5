/** Land as a block: a grid of losses in units of the block, with its contour lines, its light and its sides. Pure. */

import { level_lines } from "../walk/level_lines.js";

/** Height of the land from its lowest to its highest, and of the ground under its lowest, where the floor is one unit wide. */
const RISE = 0.46;
const GROUND = 0.05;
export const TALL = GROUND + RISE;
/** Steps of height and of light that a place's colour is told by; two more columns hold the colours of the block's sides. */
export const SHADES = 96;
export const SIDE_W = SHADES;
export const SIDE_B = SHADES + 1;
/** Where the light comes from, as a direction of length one: from the upper left of the map. */
const LIGHT = [-0.46, 0.42, 0.78];

/**
 * @typedef {{x: Float64Array, y: Float64Array, loss: ArrayLike<number>, z_of: (loss: number) => number, w: ArrayLike<number>, b: ArrayLike<number>,
 *   lowest: number, ceiling: number, points: Point[], triangles: Int32Array, lines: Place[][]}} Land
 *   x, y: the axes in units of the block; points: places of the triangles' corners with their colours; lines: contour lines
 * @typedef {{x: number, y: number, z: number, height: number, light: number}} Point  height and light: 0 to SHADES - 1
 * @typedef {[number, number, number]} Place
 */

/**
 * @param {{w: ArrayLike<number>, b: ArrayLike<number>, loss: ArrayLike<number>}} grid losses, all finite, row by row
 * @param {{lowest: number, ceiling: number, heights: number[]}} levels what is higher than the ceiling is cut off; heights: of the contour lines
 * @returns {Land}
 */
export const land_of = ({ w, b, loss }, { lowest, ceiling, heights }) => {
  const widest = Math.max(w.at(-1) - w[0], b.at(-1) - b[0]);
  const place = (axis) => Float64Array.from(axis, (value) => (value - (axis[0] + axis.at(-1)) / 2) / widest);
  const z_of = (value) => GROUND + (RISE * (Math.min(value, ceiling) - lowest)) / (ceiling - lowest);
  const land = { x: place(w), y: place(b), loss, z_of, w, b, lowest, ceiling };
  const top = top_of(land, Float64Array.from(loss, z_of));
  const sides = sides_of(top, w.length, b.length);
  return { ...land, ...sides, lines: heights.flatMap((height) => lines_at(land, height)) };
};

/** The lines in which a horizontal plane cuts the land. */
export const lines_at = ({ x, y, loss, z_of }, level) => level_lines({ w: x, b: y, loss }, level).map(({ points }) => points.map(([px, py]) => [px, py, z_of(level)]));

const top_of = ({ x, y }, z) => Array.from(z, (height, i) => {
  const [column, row] = [i % x.length, Math.floor(i / x.length)];
  const slope = (axis, at, value) => {
    const [before, after] = [Math.max(at - 1, 0), Math.min(at + 1, axis.length - 1)];
    return (value(after) - value(before)) / (axis[after] - axis[before]);
  };
  const slope_x = slope(x, column, (at) => z[row * x.length + at]);
  const slope_y = slope(y, row, (at) => z[at * x.length + column]);
  const lit = (LIGHT[2] - LIGHT[0] * slope_x - LIGHT[1] * slope_y) / Math.hypot(slope_x, slope_y, 1);
  return { x: x[column], y: y[row], z: height, height: ((SHADES - 1) * (height - GROUND)) / RISE, light: (SHADES - 1) * Math.max(lit, 0) };
});

/** The triangles of the land, and of its four sides down to the floor. */
const sides_of = (top, columns, rows) => {
  const points = [...top];
  const triangles = [];
  const quad = (a, b, c, d) => triangles.push(a, b, c, a, c, d);
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let i = row * columns; i + 1 < (row + 1) * columns; i += 1) quad(i, i + 1, i + columns + 1, i + columns);
  }
  const side = (edge, light) => {
    const first = points.length;
    for (const i of edge) points.push({ ...top[i], height: 0, light }, { ...top[i], z: 0, height: 0, light });
    for (let i = first; i + 3 < points.length; i += 2) quad(i, i + 2, i + 3, i + 1);
  };
  const count = (length) => Array.from({ length }, (_, i) => i);
  for (const row of [0, rows - 1]) side(count(columns).map((column) => row * columns + column), SIDE_W);
  for (const column of [0, columns - 1]) side(count(rows).map((row) => row * columns + column), SIDE_B);
  return { points, triangles: Int32Array.from(triangles) };
};
