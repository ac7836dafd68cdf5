/** The sigmoid at time t for each walk, through the data points, which can be dragged. Only the neuron has a fit. */

import { axes_of } from "../draw/fit_axes.js";
import { find, live_size, make_svg, set_text } from "../dom.js";
import { FitPoints, MOST_HANDLES } from "./fit_points.js";
import { frame, line_of, MARGIN, path_of } from "../draw/frame.js";
import { number } from "../format.js";
import { remarks_on } from "../data/remarks.js";
import { step_of, theta_at } from "../walks.js";
import { ticks } from "../viewport.js";

const SAMPLES = 90;
/** Up to so many points are named. */
const MOST_NAMES = 6;
/** Pixels: a digit of a name, what stands between digits, and half of a point. */
const DIGIT = 6.6;
const BETWEEN = 3.4;
const DOT = 6;
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

export class FitChart {
  #root = find("[data-fit-chart]");
  #frame = find("[data-frame]", this.#root);
  #size = live_size(this.#frame);
  #note = find("[data-fit-note]", this.#root);
  #step = find("[data-fit-step]", this.#root);
  #points;
  #lines = null;
  #scene = null;
  /** While a point is in a hand the axes stay. */
  #axes = null;
  #shown = { walks: [], t: 0 };
  #undercut = false;

  /** @param {{move: (i: number, point: [number, number]) => void, rest: () => void}} on data points in a hand */
  constructor(on) {
    this.#points = new FitPoints(find("[data-fit-points]", this.#root), on);
  }

  /** Shows the chart for a neuron's data, or hides it for other surfaces. */
  set_surface(surface) {
    this.#root.hidden = !surface.data;
    this.surface = surface;
    this.#scene = null;
    this.#axes = null;
  }

  /** Shows the surface that a hand is making of the one shown; the axes stay. */
  follow(surface) {
    this.#axes ??= axes_of(this.surface.data);
    this.surface = surface;
    this.#scene = null;
    this.draw(this.#shown.walks, this.#shown.t);
  }

  #build() {
    const { width, height } = this.#size;
    const { data, minima } = this.surface;
    const axes = this.#axes ?? axes_of(data);
    const area = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const share = (value, [from, to]) => (value - from) / (to - from);
    const x_at = (x) => area.left + share(x, axes.x) * area.width;
    const y_at = (y) => area.top + (1 - share(y, axes.y)) * area.height;
    const [from, to] = axes.x;
    const curve = (w, b) => Array.from({ length: SAMPLES + 1 }, (_, i) => from + (i / SAMPLES) * (to - from)).map((x) => [x_at(x), y_at(sigmoid(w * x + b))]);
    const levels = axes.y[0] === 0 && axes.y[1] === 1 ? [0, 0.5, 1] : ticks(...axes.y, height / 50);
    this.#lines = make_svg("g");
    this.#frame.replaceChildren(make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
      ...frame(width, height, {
        x: { at: x_at, ticks: ticks(from, to, width / 90).map((value) => [value, number(value, 6)]).filter(([value, text]) => x_at(value) < width - 16 - 3.2 * text.length), name: "x" },
        y: { at: y_at, ticks: levels.map((value) => [value, number(value, 4)]) },
      }),
      ...minima.map(([w, b]) => make_svg("path", { class: "chart-best", d: path_of(curve(w, b)) })),
      this.#lines,
      ...(data.length > MOST_HANDLES ? [cloud(data, x_at, y_at)] : []),
      ...(data.length > MOST_NAMES ? [] : names_of(data, { x_at, y_at, width, middle: (axes.y[0] + axes.y[1]) / 2, falls: minima[0]?.[0] < 0 })),
    ]));
    this.#scene = { curve };
    this.#points.draw(data, { axes, area, x_at, y_at });
    set_text(this.#note, note_of(this.surface, this.#undercut));
  }

  resize() { this.#scene = null; }

  /**
   * @param {object[]} walks the last-added start's
   * @param {number} t
   */
  draw(walks, t) {
    this.#shown = { walks, t };
    if (!this.surface?.data || this.#size.width === 0) return;
    const undercut = walks[0]?.undercut ?? false;
    if (!this.#scene || undercut !== this.#undercut) {
      this.#undercut = undercut;
      this.#build();
    }
    set_text(this.#step, String(t));
    this.#lines.replaceChildren(...walks.map(({ run, look }) => line_of(this.#scene.curve(...theta_at(run, step_of(run, t))), look)));
    const values = walks.map(({ run, name }) => {
      const [w, b] = theta_at(run, step_of(run, t));
      return `${name} ${this.surface.data.slice(0, 4).map(([x]) => `f(${number(x)}) = ${number(sigmoid(w * x + b))}`).join(", ")}`;
    });
    this.#frame.setAttribute("aria-label", `The sigmoid at step ${t}. ${values.join("; ")}.`);
  }
}

/** Many points as one path of dots. */
const cloud = (data, x_at, y_at) => make_svg("path", { class: data.length > 400 ? "chart-cloud chart-cloud--dense" : "chart-cloud", d: data.map(([x, y]) => `M${x_at(x).toFixed(1)} ${y_at(y).toFixed(1)}h0`).join("") });

/**
 * The points' names, where a curve through the point does not go (of one that rises, above at the left or below at the right), but never
 * over another name or point; one that has no room is left out.
 */
const names_of = (data, { x_at, y_at, width, middle, falls }) => {
  const taken = data.map(([x, y]) => [x_at(x) - DOT, y_at(y) - DOT, x_at(x) + DOT, y_at(y) + DOT]);
  return data.flatMap(([x, y]) => {
    const text = `(${number(x)}, ${number(y)})`;
    const below = y > middle;
    const side = below === falls ? -1 : 1;
    const places = [[side, below], [-side, !below], [-side, below], [side, !below]].map(([to, under]) => {
      const [from, foot] = [x_at(x) + 8 * to, y_at(y) + (under ? 18 : -9)];
      const long = to * width_of(text);
      return { to, from, foot, box: [Math.min(from, from + long), foot - 11, Math.max(from, from + long), foot + 3] };
    });
    const free = places.find((place) => place.box[0] > 0 && place.box[2] < width && !taken.some((other) => overlap(place.box, other)));
    if (!free) return [];
    taken.push(free.box);
    return [make_svg("text", { class: "chart-tick chart-tick--on-curves", x: free.from, y: free.foot, "text-anchor": free.to < 0 ? "end" : "start" }, [text])];
  });
};

const width_of = (text) => [...text].reduce((width, character) => width + ("(,. )".includes(character) ? BETWEEN : DIGIT), 0);

const overlap = ([x0, y0, x1, y1], other) => x0 < other[2] && x1 > other[0] && y0 < other[3] && y1 > other[1];

/** What the thin line is, and what to know of the points. */
const note_of = ({ data, minima, minima_are }, undercut) => {
  const through = minima_are !== "found" && minima.length === 1;
  const one = minima.length === 1;
  const which = through ? "through both points" : undercut ? `${one ? "a local minimum" : "local minima"}; a walk has come lower` : one ? "the minimum found" : "the minima found";
  const best = minima.length === 0 ? "" : `Thin grey: ${which}.`;
  const remarks = remarks_on(data);
  const hint = data.length > MOST_HANDLES || remarks.length > 0 ? "" : through ? "Drag one." : "Drag a point.";
  return [best, ...remarks, hint].filter(Boolean).join(" ");
};
