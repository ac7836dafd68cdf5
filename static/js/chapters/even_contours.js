/**
 * A topographic map proper: lines even in loss. The other maps' lines are even in the logarithm, or their valleys would be blank; but only
 * lines that are the same height apart can be read for steepness.
 */

import { label } from "../draw/marks.js";
import { level_lines } from "../walk/level_lines.js";
import { number } from "../format.js";
import { ticks, to_x, to_y } from "../viewport.js";

const LINES = 16;
/** Every so many lines one is named, with so much room around its name and so far from the frame, in pixels. */
const NAMED = 2;
const ROOM = 46;
const EDGE = 34;

/** The highest loss that lines are drawn for: above it a few corners would take them all. */
export const ceiling_of = (grid, levels) => Math.min(levels.lowest + 10 ** levels.high, grid.finite_maximum ?? Infinity);

/** Round heights of the lines. */
export const heights_of = (grid, levels) => ticks(levels.lowest, ceiling_of(grid, levels), LINES).filter((height) => height > levels.lowest);

/** For a plane's `traces`. */
export const even_traces = (grid, levels, ink) => {
  const columns = grid.w.length;
  const heights = heights_of(grid, levels);
  return [{
    type: "contour", x: Array.from(grid.w), y: Array.from(grid.b), hoverinfo: "skip", showscale: false, autocontour: false, connectgaps: false,
    z: Array.from(grid.b, (_, row) => Array.from({ length: columns }, (_unused, column) => grid.loss[row * columns + column])),
    contours: { coloring: "fill", start: heights[0], end: heights.at(-1), size: heights[1] - heights[0] },
    colorscale: ink.terrain.map((colour, i) => [i / (ink.terrain.length - 1), colour]),
    zmin: levels.lowest,
    zmax: ceiling_of(grid, levels),
    line: { width: 0.8, color: ink.decade, smoothing: 1 },
  }];
};

const kept = new WeakMap();
const named_lines = (grid, levels) => {
  if (!kept.has(grid)) kept.set(grid, heights_of(grid, levels).filter((_, i) => i % NAMED === NAMED - 1).map((height) => ({ height, lines: level_lines(grid, height) })));
  return kept.get(grid);
};

/** Writes the heights on some of the lines: without them a pit could not be told from a peak. */
export const name_heights = (c, view, { grid, levels }, ink) => {
  if (!grid || !levels) return;
  c.font = `11.5px ${ink.sans}`;
  const taken = [];
  const is_free = ([x, y]) => x > EDGE && x < view.width - EDGE && y > EDGE && y < view.height - EDGE && taken.every(([tx, ty]) => Math.hypot(x - tx, y - ty) > ROOM);
  for (const { height, lines } of named_lines(grid, levels)) {
    for (const { points } of lines) {
      const free = points.map(([w, b]) => [to_x(view, w), to_y(view, b)]).filter(is_free);
      if (free.length < 8) continue;
      const [x, y] = free[Math.floor(free.length / 3)];
      taken.push([x, y]);
      label(c, number(height), x, y, ink.soft, ink.halo, { align: "center" });
    }
  }
};
