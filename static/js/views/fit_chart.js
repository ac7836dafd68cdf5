/** The sigmoid at time t for each walk, through the data points. Only the neuron has a fit. */

import { find, live_size, make_svg, set_text } from "../dom.js";
import { frame, line_of, MARGIN, path_of } from "../draw/frame.js";
import { number } from "../format.js";
import { step_of, theta_at } from "../walks.js";
import { ticks } from "../viewport.js";

const SAMPLES = 90;
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

export class FitChart {
  #root = find("[data-fit-chart]");
  #frame = find("[data-frame]", this.#root);
  #size = live_size(this.#frame);
  #note = find("[data-fit-note]", this.#root);
  #step = find("[data-fit-step]", this.#root);
  #svg = null;
  #lines = null;
  #scene = null;

  /** Shows the chart for a neuron's data, or hides it for other surfaces. */
  set_surface(surface) {
    this.#root.hidden = !surface.data;
    this.surface = surface;
    this.#scene = null;
  }

  #build() {
    const { width, height } = this.#size;
    const { data, minima } = this.surface;
    const xs = data.map((row) => row[0]);
    const span = Math.max(...xs) - Math.min(...xs) || 1;
    const from = Math.min(0, Math.min(...xs) - 0.12 * span);
    const to = Math.max(...xs) + 0.25 * span;
    const x_at = (x) => MARGIN.left + ((x - from) / (to - from)) * (width - MARGIN.left - MARGIN.right);
    const y_at = (y) => MARGIN.top + (1 - y) * (height - MARGIN.top - MARGIN.bottom);
    const curve = (w, b) => Array.from({ length: SAMPLES + 1 }, (_, i) => from + (i / SAMPLES) * (to - from)).map((x) => [x_at(x), y_at(sigmoid(w * x + b))]);
    this.#lines = make_svg("g");
    const best = minima.map(([w, b]) => make_svg("path", { class: "chart-best", d: path_of(curve(w, b)) }));
    const dots = data.slice(0, 400).map(([x, y]) => make_svg("circle", { class: "chart-datum", cx: x_at(x), cy: y_at(y), r: data.length > 40 ? 2.4 : 4.5 }));
    const names = data.length > 6 ? [] : data.map(([x, y]) => make_svg("text", { class: "chart-tick", x: x_at(x) + (y > 0.5 ? 0 : -6), y: y_at(y) + (y > 0.5 ? 20 : -12), "text-anchor": y > 0.5 ? "middle" : "middle" }, [`(${number(x)}, ${number(y)})`]));
    this.#svg = make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
      ...frame(width, height, {
        x: { at: x_at, ticks: ticks(from, to, width / 90).map((value) => [value, number(value)]).filter(([value]) => x_at(value) < width - 34), name: "x" },
        y: { at: y_at, ticks: [[0, "0"], [0.5, "0.5"], [1, "1"]] },
      }),
      ...best,
      this.#lines,
      ...dots,
      ...names,
    ]);
    this.#frame.replaceChildren(this.#svg);
    this.#scene = { curve, width, height };
    set_text(this.#note, minima.length > 0 ? "Thin grey: the sigmoid through both points." : "Dots: the data.");
  }

  resize() { this.#scene = null; }

  /**
   * @param {object[]} walks the last-added start's
   * @param {number} t
   */
  draw(walks, t) {
    if (!this.surface?.data || this.#size.width === 0) return;
    if (!this.#scene) this.#build();
    set_text(this.#step, String(t));
    this.#lines.replaceChildren(...walks.map(({ run, look }) => line_of(this.#scene.curve(...theta_at(run, step_of(run, t))), look)));
    const values = walks.map(({ run, name }) => {
      const [w, b] = theta_at(run, step_of(run, t));
      return `${name} ${this.surface.data.slice(0, 4).map(([x]) => `f(${number(x)}) = ${number(sigmoid(w * x + b))}`).join(", ")}`;
    });
    this.#frame.setAttribute("aria-label", `The sigmoid at step ${t}. ${values.join("; ")}.`);
  }
}
