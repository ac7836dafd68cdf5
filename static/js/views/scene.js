/** The surface in three dimensions, the paths lying on it, its contours on the floor. The bundle is fetched when first needed. */

import { height_of } from "../contour.js";
import { find, set_text } from "../dom.js";
import { step_of, theta_at } from "../walks.js";

const CONFIG = { displayModeBar: false, responsive: false, plotlyServerURL: "", modeBarButtonsToRemove: ["sendChartToCloud"] };
const MOST_POINTS = 400;
const SYMBOLS = { circle: "circle", square: "square", triangle: "diamond", diamond: "diamond", cross: "cross", pentagon: "circle" };
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "solid"];
/** A surface whose losses spread over more than this reads better by its logarithm. */
const LOG_FROM = 60;
const HAIR = 0.012;
/** What an arrow key turns the camera by, in radians. */
const TURN = Math.PI / 18;
/** On a narrow screen the camera stands further away, or the surface is cut. */
const NARROW = 500;

export class Scene {
  #root;
  #status;
  #plotly = null;
  #drawing = false;
  #next = null;
  #points_from = 0;
  #height = null;
  #time_wish = null;
  #hair = 0;

  /** @param {ParentNode} [within] what holds the scene and its status line */
  constructor(within = document) {
    this.#root = find("[data-scene]", within);
    this.#status = find("[data-scene-status]", within);
    this.#root.addEventListener("keydown", (event) => this.#turn(event));
  }

  /** Arrow keys walk the camera around the surface. */
  #turn(event) {
    const [around, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    const camera = this.#root._fullLayout?.scene?.camera;
    if (!camera || (!around && !up)) return;
    event.preventDefault();
    const { x, y, z } = camera.eye;
    const radius = Math.hypot(x, y, z);
    const turned = Math.atan2(y, x) + around * TURN;
    const height = Math.min(Math.max(Math.asin(z / radius) + up * TURN, -1.4), 1.5);
    const flat = radius * Math.cos(height);
    this.#plotly.relayout(this.#root, { "scene.camera.eye": { x: flat * Math.cos(turned), y: flat * Math.sin(turned), z: radius * Math.sin(height) } });
  }

  get visible() { return this.#root.offsetParent !== null; }

  /**
   * Draws surface, paths and floor; keeps the camera. Calls while one is being drawn are merged into the last.
   * @param {{grid: object, levels: object, walks: object[], t: number, ink: object, height: string}} scene
   */
  async draw(scene) {
    this.#next = scene;
    if (this.#drawing) return;
    this.#drawing = true;
    try {
      if (!this.#plotly) set_text(this.#status, "Fetching the 3-D view…");
      this.#plotly ??= (await import("../../vendor/plotly-3d.min.js")).default;
      while (this.#next) {
        const now = this.#next;
        this.#next = null;
        this.#time_wish = null;
        await this.#render(now);
        if (!this.#next) await this.#move_points();
      }
      set_text(this.#status, "");
    } catch (error) {
      set_text(this.#status, `The 3-D view cannot be drawn here: ${error.message}. The maps show the same walks.`);
    } finally {
      this.#drawing = false;
    }
  }

  async #render({ grid, levels, walks, t, ink, height }) {
    const log = height === "log" || (height === "auto" && spread_of(grid) > LOG_FROM);
    const ceiling = ceiling_of(grid, levels);
    this.#height = (loss) => (log ? height_of(levels, loss) : Math.min(loss, ceiling));
    for (const radio of document.getElementsByName("height")) radio.checked = radio.value === (log ? "log" : "linear");
    const columns = grid.w.length;
    const z = Array.from(grid.b, (_, row) => Array.from(grid.w, (_unused, column) => this.#clipped(grid.loss[row * columns + column], ceiling)));
    const range = [this.#height(levels.lowest), this.#height(ceiling)];
    this.#hair = HAIR * (range[1] - range[0]);
    const floor = range[0] - 0.32 * (range[1] - range[0]);
    const surface = {
      type: "surface", x: Array.from(grid.w), y: Array.from(grid.b), z, showscale: false, hoverinfo: "skip", opacity: 1,
      colorscale: ink.terrain.map((colour, i) => [i / (ink.terrain.length - 1), colour]),
      surfacecolor: Array.from(grid.b, (_, row) => Array.from(grid.w, (_unused, column) => height_of(levels, grid.loss[row * columns + column]))),
      cmin: levels.low, cmax: levels.high,
      lighting: { ambient: 0.78, diffuse: 0.35, specular: 0.03, roughness: 0.9 },
      contours: { z: { show: true, usecolormap: false, color: ink.contour_solid, width: 1, project: { z: true }, start: range[0], end: range[1], size: (range[1] - range[0]) / 14 } },
    };
    const paths = walks.map(({ run, look }) => ({ type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false, line: { color: ink.walks[look.index].stroke, width: 5, dash: DASHES[look.index] }, ...this.#line(run) }));
    const points = walks.map((walk) => ({ type: "scatter3d", mode: "markers", hoverinfo: "skip", showlegend: false, marker: { color: ink.walks[walk.look.index].stroke, size: 6, symbol: SYMBOLS[walk.look.marker], line: { color: ink.halo, width: 1.5 } }, ...this.#place(walk.run, t) }));
    this.#points_from = 1 + paths.length;
    const away = this.#root.clientWidth < NARROW ? 1.45 : 1;
    const axis = { showbackground: false, gridcolor: ink.rule, zerolinecolor: ink.rule, color: ink.soft, tickfont: { family: ink.sans, size: 11 }, showspikes: false };
    const layout = {
      width: this.#root.clientWidth, height: this.#root.clientHeight, margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", showlegend: false, uirevision: "camera",
      scene: {
        uirevision: "camera",
        xaxis: { ...axis, title: { text: "w" } }, yaxis: { ...axis, title: { text: "b" } },
        zaxis: { ...axis, title: { text: log ? "log₁₀ of the loss above its minimum" : "loss" }, range: [floor, range[1] + 0.02 * (range[1] - range[0])] },
        aspectmode: "manual", aspectratio: aspect_of(grid),
        camera: { eye: { x: 1.0 * away, y: -1.22 * away, z: 1.3 * away }, center: { x: 0, y: 0, z: -0.14 } },
      },
    };
    await this.#plotly.react(this.#root, [surface, ...paths, ...points], layout, CONFIG);
  }

  #clipped(loss, ceiling) { return Number.isFinite(loss) ? this.#height(Math.min(loss, ceiling)) : null; }

  /** A hair above the surface, or it would swallow half of the line's thickness. */
  #lifted(loss) { return this.#height(loss) + this.#hair; }

  #line(run) {
    const every = Math.max(1, Math.floor(run.iterations / MOST_POINTS));
    const steps = [];
    for (let step = 0; step < run.iterations; step += every) steps.push(step);
    steps.push(run.iterations);
    return { x: steps.map((s) => run.theta[2 * s]), y: steps.map((s) => run.theta[2 * s + 1]), z: steps.map((s) => this.#lifted(run.loss[s])) };
  }

  #place(run, t) {
    const step = step_of(run, t);
    const [w, b] = theta_at(run, step);
    return { x: [w], y: [b], z: [this.#lifted(run.loss[step])] };
  }

  /** Moves the current points; the terrain stays. Calls while a frame is being drawn are made good by one after it. */
  async draw_time(walks, t) {
    this.#time_wish = { walks, t };
    if (!this.#height || this.#drawing || !this.visible) return;
    this.#drawing = true;
    await this.#move_points();
    this.#drawing = false;
    if (this.#next) this.draw(this.#next);
  }

  async #move_points() {
    while (this.#time_wish) {
      const { walks, t } = this.#time_wish;
      this.#time_wish = null;
      const places = walks.map(({ run }) => this.#place(run, t));
      const traces = walks.map((_, i) => this.#points_from + i);
      await this.#plotly.restyle(this.#root, { x: places.map((p) => p.x), y: places.map((p) => p.y), z: places.map((p) => p.z) }, traces);
    }
  }
}

/** The highest loss drawn: that of the highest level, or of this grid if it stays below. */
const ceiling_of = (grid, levels) => Math.min(10 ** levels.high + levels.lowest, grid.finite_maximum ?? Infinity);

const spread_of = (grid) => {
  const finite = grid.loss.filter(Number.isFinite).sort();
  const at = (share) => finite[Math.floor(share * (finite.length - 1))];
  return (at(0.97) - finite[0]) / (at(0.4) - finite[0] || 1);
};

const aspect_of = (grid) => {
  const w = grid.w.at(-1) - grid.w[0];
  const b = grid.b.at(-1) - grid.b[0];
  const longest = Math.max(w, b);
  return { x: (1.35 * w) / longest, y: (1.35 * b) / longest, z: 0.75 };
};
