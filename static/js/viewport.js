/**
 * What part of the (w, b) plane a map shows. Both axes have one scale, so that an arrow against the gradient crosses the contours
 * at right angles; the map's shape therefore decides how much is seen around what matters.
 *
 * @typedef {{w0: number, w1: number, b0: number, b1: number, width: number, height: number}} View
 * @typedef {[number, number, number, number]} Box  w from, w to, b from, b to
 */

/** Pixels kept free around what matters: the title above, the ticks below and at the left. */
const INSETS = { top: 96, right: 26, bottom: 40, left: 78 };
const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };
/** Never closer or farther than this, in data units a map's width: beyond it floating point shows. */
export const NARROWEST = 1e-9;
export const WIDEST = 1e6;
const MOST_TICKS = 100;

/**
 * The view that contains a box in a map of the given size.
 * @param {Box} box
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 * @param {boolean} [padded] whether to keep title and ticks clear
 * @returns {View}
 */
export const fit = (box, width, height, padded = true) => {
  const insets = padded && width > 200 && height > 280 ? { ...INSETS, left: Math.min(INSETS.left, 0.2 * width) } : NO_INSETS;
  const inner_width = width - insets.left - insets.right;
  const inner_height = height - insets.top - insets.bottom;
  const scale = Math.max((box[1] - box[0]) / inner_width, (box[3] - box[2]) / inner_height);
  const centre_x = insets.left + inner_width / 2;
  const centre_y = insets.top + inner_height / 2;
  const w0 = (box[0] + box[1]) / 2 - centre_x * scale;
  const b1 = (box[2] + box[3]) / 2 + centre_y * scale;
  return { w0, w1: w0 + width * scale, b0: b1 - height * scale, b1, width, height };
};

export const to_x = (view, w) => ((w - view.w0) / (view.w1 - view.w0)) * view.width;
export const to_y = (view, b) => ((view.b1 - b) / (view.b1 - view.b0)) * view.height;
export const to_w = (view, x) => view.w0 + (x / view.width) * (view.w1 - view.w0);
export const to_b = (view, y) => view.b1 - (y / view.height) * (view.b1 - view.b0);
/** Pixels for a unit of w or b. */
export const scale_of = (view) => view.width / (view.w1 - view.w0);
export const box_of = (view) => [view.w0, view.w1, view.b0, view.b1];

/** The view moved by so many pixels. */
export const pan = (view, dx, dy) => {
  const k = scale_of(view);
  return { ...view, w0: view.w0 - dx / k, w1: view.w1 - dx / k, b0: view.b0 + dy / k, b1: view.b1 + dy / k };
};

/** The view enlarged `factor` times around a pixel, which stays where it is. */
export const zoom = (view, factor, x, y) => {
  const spans = [(view.w1 - view.w0) / factor, (view.b1 - view.b0) / factor];
  if (spans[0] < narrowest(view.w0, view.w1, view.b0, view.b1) || Math.max(...spans) > WIDEST) return view;
  const w = to_w(view, x);
  const b = to_b(view, y);
  return {
    ...view,
    w0: w - (w - view.w0) / factor,
    w1: w + (view.w1 - w) / factor,
    b0: b - (b - view.b0) / factor,
    b1: b + (view.b1 - b) / factor,
  };
};

/** The view moved back, where it has left the allowed coordinates. */
export const keep_within = (view, { minimum, maximum }) => {
  const back = (from, to) => Math.max(0, minimum - from) - Math.max(0, to - maximum);
  const w = back(view.w0, view.w1);
  const b = back(view.b0, view.b1);
  return { ...view, w0: view.w0 + w, w1: view.w1 + w, b0: view.b0 + b, b1: view.b1 + b };
};

/** A box grown on every side by a share of its size. */
export const grow = (box, share) => {
  const w = (box[1] - box[0]) * share;
  const b = (box[3] - box[2]) * share;
  return [box[0] - w, box[1] + w, box[2] - b, box[3] + b];
};

/**
 * Round values that suit an axis: multiples of 1, 2 or 5 times a power of ten.
 * @param {number} from
 * @param {number} to
 * @param {number} target about how many
 */
export const ticks = (from, to, target) => {
  const raw = (to - from) / Math.max(target, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((candidate) => candidate >= 0.8 * raw) ?? 10 * power;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values = [];
  const first = Math.ceil(from / step);
  // Counted, not compared: far from the origin `i += 1` may no longer change i.
  const count = Math.min(Math.floor(to / step) - first + 1, MOST_TICKS);
  for (let i = first; i < first + count; i += 1) values.push(Number((i * step).toFixed(Math.min(decimals, 15))));
  return values;
};

/**
 * The box that a map opens with: the starts, the suggested one too, the deepest minima and the walks themselves within the surface's
 * domain, which reaches out to starts beyond it; of a function that someone typed, all of its domain.
 * @param {object} surface an entry of the page's data
 * @param {ArrayLike<number>[]} paths flat [w0, b0, w1, b1, ...]
 * @returns {Box}
 */
export const focus_box = (surface, paths) => {
  const { w, b } = surface.domain;
  const starts = paths.map((path) => [path[0], path[1]]);
  const ground = around([[w[0], b[0]], [w[1], b[1]], ...starts]);
  const inside = (x, y) => x >= ground[0] && x <= ground[1] && y >= ground[2] && y <= ground[3];
  if (surface.kind === "formula") return starts.every(([x, y]) => x >= w[0] && x <= w[1] && y >= b[0] && y <= b[1]) ? ground : grow(ground, 0.06);
  const points = [surface.suggested.start, ...starts];
  const deepest = Math.min(...surface.minima.map((m) => m[2]));
  for (const minimum of surface.minima) if (minimum[2] <= deepest + 1e-9 && inside(minimum[0], minimum[1])) points.push(minimum);
  for (const path of paths) for (let i = 0; i < path.length; i += 2) if (inside(path[i], path[i + 1])) points.push([path[i], path[i + 1]]);
  const least = 0.3 * Math.min(w[1] - w[0], b[1] - b[0]);
  const grown = grow(around(points), 0.06);
  return [...at_least(grown[0], grown[1], least), ...at_least(grown[2], grown[3], least)];
};

/** The smallest box around points. */
const around = (points) => points.reduce(([w0, w1, b0, b1], [x, y]) => [Math.min(w0, x), Math.max(w1, x), Math.min(b0, y), Math.max(b1, y)], [Infinity, -Infinity, Infinity, -Infinity]);

/** Whether floating point can tell the points of a box apart, and the map has room for it. */
export const viewable = ([w0, w1, b0, b1]) => {
  const spans = [w1 - w0, b1 - b0];
  return Math.min(...spans) >= narrowest(w0, w1, b0, b1) && Math.max(...spans) <= 2 * WIDEST;
};

/** The narrowest view there: near the origin a fixed one, farther out as far as the digits reach. */
const narrowest = (...edges) => Math.max(NARROWEST, ...edges.map((edge) => Math.abs(edge) * NARROWEST));

const at_least = (from, to, span) => {
  const missing = Math.max(0, span - (to - from)) / 2;
  return [from - missing, to + missing];
};
