/** What lies on the map besides Plotly's bands: ticks, axis names, names of contours, minima. Redrawn only when the view changes. */

import { decade_losses, interpolate } from "../contour.js";
import { canvas_context } from "../dom.js";
import { number } from "../format.js";
import { draw_holes } from "./holes.js";
import { found_minimum, label, minimum } from "./marks.js";
import { ticks, to_b, to_w, to_x, to_y } from "../viewport.js";

const TICK = 6;
const EDGE = 30;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("../viewport.js").View} view
 * @param {{grid: object | null, levels: object | null, minima: number[][], found?: boolean, ink: object, names: boolean, numbers?: boolean, named?: object[], keep_clear: number[][]}} options
 *   found: whether the minima were found numerically, not known; names: whether this map carries the words (the first does); numbers: and
 *   the numbers of the b axis (the first of every row does); named: where the minima's names stand, from `name_minima`; keep_clear:
 *   [x0, y0, x1, y1]
 */
export const draw_terrain = (canvas, view, { grid, levels, minima, found = false, ink, names, numbers = names, named = names ? name_minima(view, minima, { found }) : [], keep_clear }) => {
  const c = canvas_context(canvas, view.width, view.height);
  const marked = minima.map(([w, b]) => [to_x(view, w), to_y(view, b)]).map(([x, y]) => [x - (found ? 52 : 16), y - 16, x + (found ? 52 : 92), y + (found ? 30 : 16)]);
  if (grid) draw_holes(c, view, grid, ink, { names, keep_clear: [...keep_clear, ...marked] });
  if (grid && levels) draw_contour_names(c, view, grid, levels, ink, [...keep_clear, ...marked]);
  draw_minima(c, view, minima, { found, ink, numbers });
  c.font = `12.5px ${ink.sans}`;
  for (const { text, x, y, align } of named) label(c, text, x, y, ink.ink, ink.halo, { align });
  draw_axes(c, view, ink, numbers);
};

const draw_axes = (c, view, ink, numbers) => {
  c.font = `12px ${ink.sans}`;
  const floor = view.height;
  const x_of = (w) => Math.round(to_x(view, w)) + 0.5;
  const y_of = (b) => Math.round(to_y(view, b)) + 0.5;
  for (const w of enough_ticks(view.w0, view.w1, view.width / 90, (value) => x_of(value) >= 16 && x_of(value) <= view.width - 40)) {
    const x = x_of(w);
    line(c, x, floor, x, floor - TICK, ink.soft);
    label(c, tick_text(w, view.w1 - view.w0), x, floor - 15, ink.soft, ink.tick_halo, { align: "center" });
  }
  for (const b of enough_ticks(view.b0, view.b1, view.height / 85, (value) => y_of(value) >= 34 && y_of(value) <= floor - 26)) {
    const y = y_of(b);
    line(c, 0, y, TICK, y, ink.soft);
    if (numbers) label(c, tick_text(b, view.b1 - view.b0), 11, y, ink.soft, ink.tick_halo);
  }
  c.font = `italic 17px ${ink.serif}`;
  label(c, "w", view.width - 18, floor - 16, ink.ink, ink.tick_halo, { align: "center" });
  label(c, "b", 14, 15, ink.ink, ink.tick_halo, { align: "center" });
};

/** Ticks that have room; on a small map closer ones, since one alone gives no scale. */
const enough_ticks = (from, to, target, has_room) => {
  const some = ticks(from, to, target).filter(has_room);
  return some.length >= 2 ? some : ticks(from, to, 2 * target).filter(has_room);
};

/** As many digits as tell a tick from its neighbours, a tenth of the view apart or less. */
const tick_text = (value, span) => number(value, Math.max(5, Math.ceil(Math.log10(Math.abs(value) / span || 1)) + 2));

const line = (c, x0, y0, x1, y1, colour) => {
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
};

/** Pixels at the left and at the foot where numbers stand: a quiet mark there would be read as part of one. */
const NUMBERS_WIDE = 42;
const NUMBERS_HIGH = 24;

const inside_of = (view, minima) => minima.filter(([w, b]) => w > view.w0 && w < view.w1 && b > view.b0 && b < view.b1);

const draw_minima = (c, view, minima, { found, ink, numbers }) => {
  const mark = found ? found_minimum : minimum;
  const inside = inside_of(view, minima);
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  for (const [w, b, loss] of inside) {
    const [x, y] = [to_x(view, w), to_y(view, b)];
    // The deepest are marked strongly, other minima quietly: on an egg box there are a hundred of them.
    if (loss <= deepest + 1e-9 * (1 + Math.abs(deepest))) mark(c, x, y, ink.ink, ink.halo);
    else if ((x > NUMBERS_WIDE || !numbers) && y < view.height - NUMBERS_HIGH) mark(c, x, y, ink.soft, "transparent", inside.length > 12 ? 2.6 : 4);
  }
};

/** Half of a name's width and of its height in pixels, with some air. */
const HALF_KNOWN = 30;
const HALF_FOUND = 48;
const HALF_HIGH = 9;
/** Up to so many minima are named. */
const MOST_NAMED = 2;

/**
 * Where the names of minima stand: beside them, on a side that no walk crosses. A found one's name is longer, and a walk comes from the
 * side oftener than from above or below.
 * @param {import("../viewport.js").View} view
 * @param {number[][]} minima
 * @param {{found?: boolean, undercut?: boolean, paths?: ArrayLike<number>[], before?: {side: string}[]}} options undercut: whether a
 *   walk came lower than any; paths: flat [w0, b0, w1, b1, ...]; before: where they stood, and stay while no walk crosses them
 * @returns {{text: string, side: string, x: number, y: number, align: string}[]}
 */
export const name_minima = (view, minima, { found = false, undercut = false, paths = [], before = [] }) => {
  const inside = inside_of(view, minima);
  if (inside.length > MOST_NAMED) return [];
  const text = undercut ? "local minimum" : found ? "minimum, found" : "minimum";
  const half = found ? HALF_FOUND : HALF_KNOWN;
  const sides = { right: [16, 0, "left"], below: [0, 20, "center"], left: [-16, 0, "right"], above: [0, -19, "center"] };
  const order = found ? ["below", "above", "right", "left"] : ["right", "below", "left", "above"];
  return inside.map(([w, b], i) => {
    const places = order.map((side) => {
      const [dx, dy, align] = sides[side];
      const [x, y] = [to_x(view, w) + dx, to_y(view, b) + dy];
      const middle = align === "center" ? x : x + (align === "left" ? half : -half);
      return { text, side, x, y, align, box: [middle - half, y - HALF_HIGH, middle + half, y + HALF_HIGH] };
    }).filter(({ box }) => box[0] > 2 && box[2] < view.width - 2 && box[1] > 2 && box[3] < view.height - NUMBERS_HIGH);
    const free = places.filter(({ box }) => !paths.some((path) => crosses(view, path, box)));
    return free.find(({ side }) => side === before[i]?.side) ?? free[0] ?? places[0];
  }).filter(Boolean);
};

/** Whether a path has a point in a box of pixels, or a step through it. */
const crosses = (view, path, [x0, y0, x1, y1]) => {
  let [from_x, from_y] = [to_x(view, path[0]), to_y(view, path[1])];
  for (let i = 2; i < path.length; i += 2) {
    const [x, y] = [to_x(view, path[i]), to_y(view, path[i + 1])];
    // The part of the step, from 0 to 1, that is within the box on both axes (Liang and Barsky 1984).
    const [a, b] = within(from_x, x, x0, x1);
    const [c, d] = within(from_y, y, y0, y1);
    if (Math.max(a, c, 0) <= Math.min(b, d, 1)) return true;
    [from_x, from_y] = [x, y];
  }
  return false;
};

const within = (from, to, low, high) => {
  if (from === to) return from >= low && from <= high ? [0, 1] : [1, 0];
  const ends = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.min(...ends), Math.max(...ends)];
};

/** Names the stronger contours with their loss, turned along the line, where there is room. */
const draw_contour_names = (c, view, grid, levels, ink, keep_clear) => {
  c.font = `11.5px ${ink.sans}`;
  const taken = [...keep_clear];
  for (const loss of decade_losses(levels)) {
    const place = find_crossing(view, grid, loss, taken);
    if (!place) continue;
    const [x, y, angle] = place;
    taken.push([x - 44, y - 44, x + 44, y + 44]);
    c.save();
    c.translate(x, y);
    c.rotate(angle);
    label(c, number(loss, 3), 0, 0, ink.soft, ink.tick_halo, { align: "center" });
    c.restore();
  }
};

/** Scan lines, as shares of the map: from the lower right, where a walk seldom goes, to the middle. */
const SCANS = [["v", 0.88], ["h", 0.2], ["v", 0.74], ["h", 0.82], ["v", 0.3], ["h", 0.34]];
const SCAN_STEPS = 90;

const find_crossing = (view, grid, loss, taken) => {
  for (const [direction, share] of SCANS) {
    let before = null;
    for (let i = 0; i <= SCAN_STEPS; i += 1) {
      const along = i / SCAN_STEPS;
      const x = (direction === "v" ? share : along) * view.width;
      const y = (direction === "v" ? along : share) * view.height;
      const value = interpolate(grid, to_w(view, x), to_b(view, y));
      const crossed = before !== null && value !== null && (before - loss) * (value - loss) < 0;
      before = value;
      const roomy = x > EDGE + 14 && x < view.width - EDGE && y > EDGE && y < view.height - EDGE - 8;
      if (crossed && roomy && !hits(taken, [x - 16, y - 16, x + 16, y + 16])) return [x, y, angle_along(view, grid, x, y)];
    }
  }
  return null;
};

/** The angle of the contour through a pixel, kept readable: never upside down. */
const angle_along = (view, grid, x, y) => {
  const at = (dx, dy) => interpolate(grid, to_w(view, x + dx), to_b(view, y + dy)) ?? 0;
  const angle = Math.atan2(at(0, 5) - at(0, -5), at(5, 0) - at(-5, 0)) + Math.PI / 2;
  return Math.abs(angle) > Math.PI / 2 ? angle - Math.sign(angle) * Math.PI : angle;
};

const hits = (boxes, [x0, y0, x1, y1]) => boxes.some((box) => x0 < box[2] && x1 > box[0] && y0 < box[3] && y1 > box[1]);

