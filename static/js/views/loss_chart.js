/** Loss against iteration, all runs. Hovering, or focusing and using the arrow keys, reads exact values. */

import { find, make, make_svg, set_text } from "../dom.js";
import { key_of, line_of, MARGIN, mark_of, frame } from "../draw/frame.js";
import { loss_scale } from "../draw/loss_scale.js";
import { number, plain } from "../format.js";
import { step_of } from "../walks.js";
import { ticks } from "../viewport.js";

const PIXEL = 1;

export class LossChart {
  #root = find("[data-loss-chart]");
  #frame = find("[data-frame]", this.#root);
  #legend = make("div", { class: "chart-legend" });
  #plot = make("div", { class: "chart-plot" });
  #reading = find("[data-reading]", this.#root);
  #note = find("[data-loss-note]", this.#root);
  #cursor = null;
  #scene = null;
  #hover = null;

  /** @param {import("../clock.js").Clock} clock */
  constructor(clock) {
    this.clock = clock;
    this.#frame.classList.add("chart-frame--legend");
    this.#frame.replaceChildren(this.#legend, this.#plot);
    this.#frame.addEventListener("pointermove", (event) => this.#read(event));
    this.#frame.addEventListener("pointerleave", () => { this.#hover = null; this.draw_cursor(); });
    this.#frame.addEventListener("pointerdown", (event) => { this.#read(event); clock.pause(); clock.seek(this.#hover ?? clock.t); clock.dispatchEvent(new Event("rest")); });
    this.#frame.addEventListener("focus", () => this.#say());
  }

  #read(event) {
    if (!this.#scene) return;
    const rect = this.#frame.getBoundingClientRect();
    const share = (event.clientX - rect.left - MARGIN.left) / (rect.width - MARGIN.left - MARGIN.right);
    this.#hover = Math.round(Math.min(Math.max(share, 0), 1) * this.#scene.last);
    this.draw_cursor();
  }

  /**
   * @param {object[]} walks every run with its look and name; `active` for the last-added start's
   * @param {{log: boolean, lowest: number}} options lowest: the known lowest loss
   */
  draw(walks, { log, lowest }) {
    if (walks.length === 0) return;
    const shown = walks.filter((walk) => walk.active);
    this.#legend.style.setProperty("--longest", String(Math.max(...shown.map(({ name }) => name.length))));
    this.#legend.replaceChildren(...shown.map(({ look, name }) => make("p", { class: "chart-legend-row" }, [key_of(look), make("span", { class: "chart-legend-name" }, [name]), make("span", { class: "chart-legend-value number" })])));
    // The legend's rows leave the plot what room there is.
    const { clientWidth: width, clientHeight: height } = this.#plot;
    if (width === 0) return;
    const last = Math.max(...walks.map(({ run }) => run.iterations), 1);
    const scale = loss_scale(walks.map(({ run }) => run.loss), log, lowest, height);
    const x_at = (step) => MARGIN.left + (step / last) * (width - MARGIN.left - MARGIN.right);
    this.#scene = { shown, scale, x_at, last, height, width };
    const lines = [...walks].sort((a, b) => a.active - b.active).map(({ run, look, active }) => line_of(points_of(run, x_at, scale.at), look, active ? "" : "chart-line--quiet"));
    this.#cursor = make_svg("g", { class: "chart-cursor" });
    const steps = ticks(0, last, width / 110).filter(Number.isInteger).map((value) => [value, String(value)]);
    this.#plot.replaceChildren(make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
      ...frame(width, height, { x: { at: x_at, ticks: steps.filter(([value]) => x_at(value) < width - 52), name: "step" }, y: { at: scale.at, ticks: scale.ticks } }),
      ...lines,
      this.#cursor,
    ]));
    this.draw_cursor();
  }

  /** The line at the clock's step, or at the pointer's. */
  draw_cursor() {
    if (!this.#scene) return;
    const { shown, scale, x_at, height, last } = this.#scene;
    const t = Math.min(this.#hover ?? this.clock.t, last);
    const x = x_at(t);
    this.#cursor.replaceChildren(
      make_svg("line", { class: "chart-cursor-line", x1: x, x2: x, y1: MARGIN.top, y2: height - MARGIN.bottom }),
      ...shown.map(({ run, look }) => [run, look, scale.at(run.loss[step_of(run, t)])]).filter(([, , y]) => Number.isFinite(y)).map(([run, look, y]) => mark_of(look, x_at(step_of(run, t)), y)),
    );
    const digits = this.#hover === null ? 3 : 6;
    const values = this.#legend.querySelectorAll(".chart-legend-value");
    shown.forEach(({ run }, i) => set_text(values[i], number(run.loss[step_of(run, t)], digits)));
    set_text(this.#note, `${scale.note} The line marks step ${t}.`);
    this.#frame.setAttribute("aria-label", `Loss at each step. At step ${t}: ${shown.map(({ run, name }) => `${name} ${plain(run.loss[step_of(run, t)], 6)}`).join(", ")}.`);
    if (document.activeElement === this.#frame) this.#say();
  }

  #say() { if (!this.clock.playing) set_text(this.#reading, this.#frame.getAttribute("aria-label")); }
}

/** Extremes a pixel column: a walk of 10,000 steps costs as many points as the chart has pixels, and no peak is lost. */
const points_of = (run, x_at, y_at) => {
  const points = [];
  let column = -Infinity;
  let [low, high] = [null, null];
  const flush = () => { if (low) points.push(...(low[2] < high[2] ? [low, high] : low === high ? [low] : [high, low])); };
  for (let step = 0; step <= run.iterations; step += 1) {
    const point = [x_at(step), y_at(run.loss[step]), step];
    if (point[0] - column > PIXEL) {
      flush();
      column = point[0];
      [low, high] = [point, point];
    } else {
      if (!(point[1] >= low[1])) low = point;
      if (!(point[1] <= high[1])) high = point;
    }
  }
  flush();
  return points;
};
