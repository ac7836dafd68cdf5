/** The magnifier: at most steps the vectors are far below a pixel, so each map carries an enlarged view of the current point. */

import { draw_parts, VISIBLE } from "./walks.js";
import { marker, markers } from "./marks.js";
import { parts_of, reach_of, round_factor, step_of, theta_at } from "../walks.js";
import { scale_of, to_x, to_y } from "../viewport.js";

const HATCH = 13;
const NEIGHBOURS = 40;

/**
 * The lens over a walk's current point, or null when the vectors are large enough by themselves, or the walk has ended.
 * @param {object} run
 * @param {number} t
 * @param {import("../viewport.js").View} view
 * @param {number} radius in pixels
 * @returns {{factor: number, parts: object, step: number} | null} factor: how many times the map's scale
 */
export const lens_of = (run, t, view, radius) => {
  const step = step_of(run, t);
  if (step === run.iterations) return null;
  const parts = parts_of(run, step);
  const reach = scale_of(view) * reach_of(parts);
  if (!(reach > 0) || reach >= VISIBLE) return null;
  const factor = round_factor((1.15 * radius) / reach);
  return Number.isFinite(factor) ? { factor, parts, step } : null;
};

/**
 * @param {CanvasRenderingContext2D} c the overlay, walks drawn already
 * @param {import("../viewport.js").View} view
 * @param {{run: object, look: object}} walk
 * @param {{factor: number, parts: object, step: number}} lens
 * @param {{x: number, y: number, radius: number}} place
 * @param {object} ink
 */
export const draw_lens = (c, view, { run, look }, lens, { x, y, radius }, ink) => {
  const colour = ink.walks[look.index].stroke;
  const theta = theta_at(run, lens.step);
  draw_leader(c, to_x(view, theta[0]), to_y(view, theta[1]), x, y, radius, ink);
  c.save();
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.fillStyle = ink.lens;
  c.fill();
  c.clip();
  const k = scale_of(view) * lens.factor;
  // The vectors' middle, not the point, stands in the middle of the glass.
  const { carried, push } = lens.parts;
  const total = [push[0] + (carried?.[0] ?? 0), push[1] + (carried?.[1] ?? 0)];
  const xs = [0, total[0], carried?.[0] ?? 0];
  const ys = [0, total[1], carried?.[1] ?? 0];
  const origin_x = x - (k * (Math.min(...xs) + Math.max(...xs))) / 2;
  const origin_y = y + (k * (Math.min(...ys) + Math.max(...ys))) / 2;
  draw_hatching(c, run, lens.step, x, y, radius, origin_x, origin_y, ink);
  draw_path(c, run, lens.step, theta, origin_x, origin_y, k, colour, look.marker);
  draw_parts(c, lens.parts, origin_x, origin_y, k, colour, ink);
  marker(c, look.marker, origin_x, origin_y, 4.6, colour);
  c.restore();
  c.beginPath();
  c.arc(x, y, radius, 0, 2 * Math.PI);
  c.lineWidth = 0.9;
  c.strokeStyle = ink.ink;
  c.stroke();
};

const draw_leader = (c, from_x, from_y, x, y, radius, ink) => {
  const distance = Math.hypot(from_x - x, from_y - y);
  if (distance < radius + 12 || distance > 4000) return;
  const [ux, uy] = [(from_x - x) / distance, (from_y - y) / distance];
  c.beginPath();
  c.moveTo(x + ux * radius, y + uy * radius);
  c.lineTo(from_x - ux * 11, from_y - uy * 11);
  c.setLineDash([1.5, 2.5]);
  c.lineWidth = 1;
  c.strokeStyle = ink.ink;
  c.stroke();
  c.setLineDash([]);
};

/** So near, contours are straight: lines at right angles to the gradient at the current point. */
const draw_hatching = (c, run, step, x, y, radius, origin_x, origin_y, ink) => {
  const gradient = [run.gradient[2 * step], -run.gradient[2 * step + 1]];
  const norm = Math.hypot(...gradient);
  if (!(norm > 0)) return;
  const [nx, ny] = [gradient[0] / norm, gradient[1] / norm];
  const offset = (((origin_x - x) * nx + (origin_y - y) * ny) % HATCH + HATCH) % HATCH;
  c.beginPath();
  for (let d = offset - HATCH * Math.ceil((radius + HATCH) / HATCH); d < radius + HATCH; d += HATCH) {
    c.moveTo(x + d * nx - radius * ny, y + d * ny + radius * nx);
    c.lineTo(x + d * nx + radius * ny, y + d * ny - radius * nx);
  }
  c.lineWidth = 0.7;
  c.strokeStyle = ink.line;
  c.stroke();
};

const draw_path = (c, run, step, theta, origin_x, origin_y, k, colour, shape) => {
  const from = Math.max(0, step - NEIGHBOURS);
  const to = Math.min(run.iterations, step + NEIGHBOURS);
  const place = (i) => [origin_x + k * (run.theta[2 * i] - theta[0]), origin_y - k * (run.theta[2 * i + 1] - theta[1])];
  const reach = (i) => Math.max(Math.abs(place(i)[0]), Math.abs(place(i)[1])) < 8000;
  const past = [];
  c.globalAlpha = 0.6;
  c.lineWidth = 1.2;
  c.strokeStyle = colour;
  c.beginPath();
  for (let i = from; i <= to; i += 1) {
    if (!reach(i)) continue;
    const [px, py] = place(i);
    if (i === from) c.moveTo(px, py);
    else c.lineTo(px, py);
    if (i < step) past.push([px, py]);
  }
  c.stroke();
  markers(c, shape, past, 2.6, colour);
  c.globalAlpha = 1;
};
