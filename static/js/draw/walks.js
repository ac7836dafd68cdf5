/** Paths, current points and a step's vectors on a map's overlay. The only thing that is redrawn while the clock runs. */

import { canvas_context } from "../dom.js";
import { arrow, current_point, ghost, markers } from "./marks.js";
import { parts_of, reach_of, step_of, theta_at } from "../walks.js";
import { scale_of, to_x, to_y } from "../viewport.js";

/** Dots closer than this look like beads on a string. */
const DOT_GAP = 9;
/** Points closer than this to the last one kept do not change a line's picture. */
const LINE_GAP = 0.9;
const FAR = 20_000;
/** A vector shorter than this many pixels is left to the lens. */
export const VISIBLE = 14;

/** Pixels around a path's points that marks and halos reach. */
const MARGIN = 14;

const EMPTY = [Infinity, Infinity, -Infinity, -Infinity];

const polylines = new WeakMap();
/** By canvas: left, top, right, bottom of what is drawn on it. */
const inked = new WeakMap();

/** A run's path in pixels, thinned; kept until the view changes. */
const polyline = (run, view) => {
  const kept = polylines.get(run);
  if (kept?.view === view) return kept;
  const line = { view, x: [], y: [], step: [], dots: [], box: EMPTY };
  let [last_x, last_y, dot_x, dot_y] = [Infinity, Infinity, Infinity, Infinity];
  for (let step = 0; step <= run.iterations; step += 1) {
    const [x, y] = reined_in(to_x(view, run.theta[2 * step]), to_y(view, run.theta[2 * step + 1]), last_x, last_y);
    if (Math.hypot(x - last_x, y - last_y) < LINE_GAP && step < run.iterations) continue;
    line.x.push(x);
    line.y.push(y);
    line.step.push(step);
    line.box = around(line.box, [x, y, x, y]);
    if (Math.hypot(x - dot_x, y - dot_y) >= DOT_GAP) {
      line.dots.push([step, x, y]);
      [dot_x, dot_y] = [x, y];
    }
    [last_x, last_y] = [x, y];
  }
  polylines.set(run, line);
  return line;
};

/** The smallest box around two. */
const around = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

/** More was drawn on a canvas of walks than the walks: the next drawing clears all of it. */
export const mark_inked = (canvas) => { inked.delete(canvas); };

/** A point far outside moves nearer along its own line: canvases lose precision there, and a diverging walk goes to 1e300. */
const reined_in = (x, y, from_x, from_y) => {
  if (Math.abs(x) < FAR && Math.abs(y) < FAR) return [x, y];
  const base_x = Number.isFinite(from_x) ? from_x : 0;
  const base_y = Number.isFinite(from_y) ? from_y : 0;
  const share = FAR / Math.max(Math.abs(x - base_x), Math.abs(y - base_y));
  return [base_x + (x - base_x) * share, base_y + (y - base_y) * share];
};

const trace = (c, line, from, to) => {
  c.beginPath();
  for (let i = from; i <= to; i += 1) {
    if (i === from) c.moveTo(line.x[i], line.y[i]);
    else c.lineTo(line.x[i], line.y[i]);
  }
};

/** Index of the last kept point at or before a step. */
const index_of = (line, step) => {
  let [low, high] = [0, line.step.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (line.step[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
};

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("../viewport.js").View} view
 * @param {{run: object, look: object, active: boolean}[]} walks  active: of the last-added start
 * @param {number} t the clock's time
 * @param {{ink: object, playing: boolean}} options
 * @returns {CanvasRenderingContext2D}
 */
export const draw_walks = (canvas, view, walks, t, { ink, playing }) => {
  const c = canvas_context(canvas, view.width, view.height, inked.get(canvas));
  c.lineCap = "round";
  c.lineJoin = "round";
  const drawn = walks.map((walk) => {
    const line = polyline(walk.run, view);
    const step = step_of(walk.run, t);
    return { ...walk, line, step, end: index_of(line, step), colour: ink.walks[walk.look.index].stroke };
  });
  for (const walk of drawn) draw_future(c, walk);
  for (const walk of drawn) draw_past(c, view, walk, ink, playing);
  for (const walk of drawn) if (walk.run.trials) draw_trials(c, view, walk, ink);
  for (const walk of drawn) if (walk.active) draw_vectors(c, view, walk, ink);
  for (const walk of drawn) {
    const [w, b] = theta_at(walk.run, walk.step);
    const [x, y] = reined_in(to_x(view, w), to_y(view, b), 0, 0);
    current_point(c, walk.look.marker, x, y, walk.colour, ink.halo);
  }
  const box = drawn.map(({ line }) => line.box).reduce(around, EMPTY);
  const reach = MARGIN + Math.max(0, ...drawn.map((walk) => vector_reach(view, walk)));
  // A trial may lie anywhere.
  if (drawn.some(({ run }) => run.trials)) inked.delete(canvas);
  else inked.set(canvas, [box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach]);
  return c;
};

const draw_future = (c, { line, end, colour, active }) => {
  trace(c, line, end, line.x.length - 1);
  c.lineWidth = 1.2;
  c.strokeStyle = colour;
  c.globalAlpha = active ? 0.6 : 0.4;
  c.stroke();
  c.globalAlpha = 1;
};

/** While playing the tail fades; at rest the whole walk is equally strong. */
const TAIL = [[0, 0.55, 0.5], [0.55, 0.85, 0.75], [0.85, 1, 1]];
const WHOLE = [[0, 1, 1]];

const draw_past = (c, view, { line, end, step, run, colour, look, active }, ink, playing) => {
  const strength = active ? 1 : 0.7;
  const tip = [to_x(view, run.theta[2 * step]), to_y(view, run.theta[2 * step + 1])];
  for (const [from, to, share] of playing && end > 12 ? TAIL : WHOLE) {
    trace(c, line, Math.floor(from * end), Math.floor(to * end));
    if (to === 1) c.lineTo(...reined_in(...tip, line.x[end], line.y[end]));
    c.globalAlpha = share * strength;
    c.lineWidth = 4.6;
    c.strokeStyle = ink.halo;
    c.stroke();
    c.lineWidth = 2;
    c.strokeStyle = colour;
    c.stroke();
  }
  c.globalAlpha = strength;
  const dots = line.dots.filter((dot) => dot[0] <= step && dot[0] > 0).map((dot) => [dot[1], dot[2]]);
  markers(c, look.marker, dots, 2.9, colour);
  c.globalAlpha = 1;
};

/** Every point that a line search tried, hollow: the next step's stronger than those of the steps before. */
const draw_trials = (c, view, { run, step, colour, active }, ink) => {
  const strength = active ? 1 : 0.6;
  for (const [now, alpha, radius] of [[false, 0.4, 2.4], [true, 1, 3.6]]) {
    c.beginPath();
    for (let i = 0; i < run.trial_step.length; i += 1) {
      if (run.trial_step[i] > step + 1 || (run.trial_step[i] === step + 1) !== now) continue;
      const [x, y] = [to_x(view, run.trials[2 * i]), to_y(view, run.trials[2 * i + 1])];
      if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) continue;
      c.moveTo(x + radius, y);
      c.arc(x, y, radius, 0, 2 * Math.PI);
    }
    c.globalAlpha = alpha * strength;
    c.fillStyle = ink.halo;
    if (now) c.fill();
    c.lineWidth = 1.1;
    c.strokeStyle = colour;
    c.stroke();
  }
  c.globalAlpha = 1;
};

/** Pixels that a step's vectors reach from its point, 0 where they are left to the lens. */
const vector_reach = (view, { run, step, active }) => {
  const reach = active ? scale_of(view) * reach_of(parts_of(run, step)) : 0;
  return reach < VISIBLE ? 0 : Math.min(reach, FAR);
};

const draw_vectors = (c, view, walk, ink) => {
  if (vector_reach(view, walk) === 0) return;
  const { run, step, colour } = walk;
  const [w, b] = theta_at(run, step);
  draw_parts(c, parts_of(run, step), to_x(view, w), to_y(view, b), scale_of(view), colour, ink);
};

/**
 * The parts of a step from a pixel on: carried, ghost, push.
 * @param {number} k pixels for a unit of w or b
 */
export const draw_parts = (c, { carried, push, ahead }, x, y, k, colour, ink) => {
  const [tip_x, tip_y] = carried ? [x + k * carried[0], y - k * carried[1]] : [x, y];
  const far = [tip_x, tip_y, tip_x + k * push[0], tip_y - k * push[1]].some((pixel) => Math.abs(pixel) > FAR);
  if (far) return;
  if (carried) arrow(c, x, y, tip_x, tip_y, colour, ink.halo, { carried: true, width: 1.8 });
  if (ahead) ghost(c, tip_x, tip_y, colour, ink.halo);
  arrow(c, tip_x, tip_y, tip_x + k * push[0], tip_y - k * push[1], colour, ink.halo);
};
