/** Ticks and names along three edges of the block: w and b along the floor's near ones, the loss up the leftmost. */

import { label } from "./marks.js";
import { TALL } from "./land.js";
import { number } from "../format.js";
import { ticks } from "../viewport.js";

/** Edges that look shorter than so many pixels carry no ticks: they are seen end on. */
const SHORTEST = 60;
const SPACING = 38;
const TICK = 5;
/** From an edge to the middle of its ticks' names, and to its own. */
const TICK_NAME = 15;
const NAME = 34;
/** A tick of the loss gives way to the plane's own number within so many pixels. */
const ROOM = 13;

/**
 * @param {{c: CanvasRenderingContext2D, land: object, project: (x: number, y: number, z: number) => number[], right: boolean, back: boolean, ink: object}} scene
 * @param {number | null} loss of the plane
 */
export const draw_axes = (scene, loss) => {
  const { land: { x, y, w, b }, right, back } = scene;
  const [x_near, y_near] = [right ? x.at(-1) : x[0], back ? y.at(-1) : y[0]];
  draw_floor_axis(scene, "w", w, (share) => [x[0] + share * (x.at(-1) - x[0]), y_near, 0]);
  draw_floor_axis(scene, "b", b, (share) => [x_near, y[0] + share * (y.at(-1) - y[0]), 0]);
  draw_loss_axis(scene, loss);
};

const draw_floor_axis = ({ c, project, ink }, name, values, place) => {
  const [from, to, middle] = [project(...place(0)), project(...place(1)), project(0, 0, 0)];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length < SHORTEST) return;
  const side = Math.sign((to[0] - from[0]) * (middle[1] - from[1]) - (to[1] - from[1]) * (middle[0] - from[0]));
  const [nx, ny] = [(side * (to[1] - from[1])) / length, (-side * (to[0] - from[0])) / length];
  const [low, high] = [values[0], values.at(-1)];
  c.font = `11.5px ${ink.sans}`;
  for (const value of ticks(low, high, length / SPACING)) {
    const [px, py] = project(...place((value - low) / (high - low)));
    line(c, px, py, px + TICK * nx, py + TICK * ny, ink.soft);
    label(c, number(value), px + TICK_NAME * nx, py + TICK_NAME * ny, ink.soft, ink.paper, { align: "center" });
  }
  c.font = `italic 17px ${ink.serif}`;
  const [px, py] = project(...place(0.5));
  label(c, name, px + NAME * nx, py + NAME * ny, ink.ink, ink.paper, { align: "center" });
};

const draw_loss_axis = ({ c, land, project, ink }, loss) => {
  const { x, y, lowest, ceiling, z_of } = land;
  const corners = [x[0], x.at(-1)].flatMap((px) => [[px, y[0]], [px, y.at(-1)]]);
  const [px, py] = corners.reduce((best, corner) => (project(...corner, 0)[0] < project(...best, 0)[0] ? corner : best));
  const [floor, top] = [project(px, py, 0), project(px, py, TALL)];
  line(c, floor[0], floor[1], top[0], top[1], ink.soft);
  const own = loss === null ? null : project(px, py, z_of(loss));
  const tick = (value, place, colour) => {
    line(c, place[0], place[1], place[0] - TICK, place[1], colour);
    label(c, number(value), place[0] - TICK - 4, place[1], colour, ink.paper, { align: "right" });
  };
  c.font = `11.5px ${ink.sans}`;
  for (const value of ticks(lowest, ceiling, (floor[1] - top[1]) / 22)) {
    const place = project(px, py, z_of(value));
    if (!own || Math.abs(place[1] - own[1]) > ROOM) tick(value, place, ink.soft);
  }
  label(c, "loss", top[0], top[1] - 12, ink.soft, ink.paper, { align: "center" });
  c.font = `600 11.5px ${ink.sans}`;
  if (own) tick(loss, own, ink.ink);
};

const line = (c, x0, y0, x1, y1, colour) => {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.lineWidth = 1;
  c.strokeStyle = colour;
  c.stroke();
};
