/** Chapter 9: a plane that slides through the surface and the lines it cuts; then the land read from its lines. */

import { ceiling_of, even_traces, heights_of, name_heights } from "./even_contours.js";
import { channel, fetch_grid, fetch_loss } from "../api.js";
import { ChapterState, choice, point, real } from "../walk/state.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { find_all } from "../dom.js";
import { level_lines, seen_of } from "../walk/level_lines.js";
import { levels_of } from "../contour.js";
import { NEURON, page_data, try_it } from "../walk/chapter.js";
import { number } from "../format.js";
import { Plane } from "../walk/plane.js";
import { Relief } from "../views/relief.js";
import { TerrainReading } from "./terrain_reading.js";
import { to_x, to_y } from "../viewport.js";

/** Points an axis of the block's grid: finer cannot be seen, and takes longer to draw at every move of the plane. */
const RELIEF_COUNT = 52;
const GROUNDS = {
  himmelblau: { surface: { kind: "named", id: "himmelblau" }, box: [-4.8, 4.8, -4.8, 4.8], eye: { azimuth: -2.05, pitch: 0.85 } },
  neuron: { surface: NEURON, box: [-3.4, 4, -4.2, 3.2], eye: { azimuth: -0.95, pitch: 0.85 } },
};
const ground_of = (id) => ({ ...GROUNDS[id], minima: page_data.surfaces.find((entry) => entry.id === id).minima });
/** A mark that the address does not name has not been placed. */
const unplaced = { ...point(null), write: (theta) => (theta === null ? "" : theta.join(",")) };

const figure = new Figure("slice");
const state = new ChapterState({ surface: choice("himmelblau", Object.keys(GROUNDS)), height: real(20, 0.5, 100), steep: unplaced, gentle: unplaced }, () => draw());
const dial = new Dial("height", (height) => state.set({ height }));
const relief = new Relief(figure.find("[data-relief]"));
const plane = new Plane(figure.plane_root("slice"), {
  ...ground_of(state.values.surface),
  traces: even_traces,
  draw: (c, view, colours) => draw_lines(c, view, colours),
  click: (theta) => raise_to(theta),
  failed: figure.failed,
});
const reading = new TerrainReading({ ...ground_of(state.values.surface), placed: (patch) => state.set(patch) });

let map_drawn = false;
let cut = { loss: 0, lines: [] };

const request = channel(({ surface, box: [w0, w1, b0, b1] }) => fetch_grid({ surface, w: { minimum: w0, maximum: w1, count: RELIEF_COUNT }, b: { minimum: b0, maximum: b1, count: RELIEF_COUNT } }), {
  answered: (grid, { minima, eye }) => {
    const levels = levels_of(grid, minima);
    relief.show(grid, { lowest: levels.lowest, ceiling: ceiling_of(grid, levels), heights: heights_of(grid, levels) }, eye);
    cut_through();
  },
  failed: figure.failed,
  busy: () => {},
});

/** The loss at a share of the way from the lowest ground to the top, in per cent, and back. */
const range_of = () => [plane.levels.lowest, ceiling_of(plane.grid, plane.levels)];
const loss_at = (height) => {
  const [low, high] = range_of();
  return low + (height / 100) * (high - low);
};
const height_at = (loss) => {
  const [low, high] = range_of();
  return Math.min(Math.max((100 * (loss - low)) / (high - low), 0.5), 100);
};

const raise_to = async (theta) => {
  try {
    const loss = await fetch_loss(GROUNDS[state.values.surface].surface, theta);
    if (loss !== null && plane.grid) state.set({ height: Number(height_at(loss).toFixed(2)) });
  } catch (error) {
    figure.failed(error);
  }
};

let shown = null;
const draw = () => {
  const { surface, height, steep, gentle } = state.values;
  dial.show(height);
  for (const radio of find_all("[name=ground]", figure.root)) radio.checked = radio.value === surface;
  if (surface !== shown) stand_on(surface);
  else cut_through();
  reading.show(steep, gentle);
  try_it({ surface, starts: [steep, gentle].filter((theta) => theta !== null).map((theta) => theta.join(",")).join(";") || default_start(surface), view: "3d" });
};

const default_start = (id) => page_data.surfaces.find((entry) => entry.id === id).suggested.start.join(",");

const stand_on = async (id) => {
  const first = shown === null;
  shown = id;
  const ground = ground_of(id);
  request(ground);
  if (!first) reading.change(ground);
  await (first ? plane.show() : plane.change(ground));
  map_drawn = true;
  if (id === shown) cut_through();
};

/** The plane's lines, on the map from the map's grid, on the surface from the surface's. */
const cut_through = () => {
  if (!plane.grid || !plane.levels) return;
  const loss = loss_at(state.values.height);
  const lines = level_lines(plane.grid, loss);
  cut = { loss, lines };
  plane.redraw();
  relief.cut(loss);
  tell(loss, lines);
  if (map_drawn && relief.shown) figure.ready();
};

const tell = (loss, lines) => {
  const { closed, open } = seen_of(lines, plane.view);
  const heights = heights_of(plane.grid, plane.levels);
  figure.say("");
  figure.set("height", number(loss, 4));
  figure.set("rings", String(closed));
  figure.set("open", String(open));
  figure.set("every", number(heights[1] - heights[0]));
  const rings = closed === 1 ? "one closed ring" : `${closed} closed rings`;
  const others = open === 0 ? "" : ` and ${open === 1 ? "one line that leaves" : `${open} lines that leave`} the map`;
  figure.describe(`The plane stands at a loss of ${number(loss, 4)}, ${number(state.values.height)}% of the way up. It cuts the surface in ${rings}${others}. The map has a line every ${number(heights[1] - heights[0])}.`);
};

const draw_lines = (c, view, colours) => {
  c.lineJoin = "round";
  for (const [width, stroke] of [[5, colours.halo], [2.2, colours.ink]]) {
    c.beginPath();
    for (const { points } of cut.lines) points.forEach(([w, b], i) => (i ? c.lineTo(to_x(view, w), to_y(view, b)) : c.moveTo(to_x(view, w), to_y(view, b))));
    c.lineWidth = width;
    c.strokeStyle = stroke;
    c.stroke();
  }
  name_heights(c, view, plane, colours);
};

for (const radio of find_all("[name=ground]", figure.root)) radio.addEventListener("change", () => state.set({ surface: radio.value, steep: null, gentle: null }));
draw();
