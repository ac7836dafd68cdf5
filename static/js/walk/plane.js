/**
 * The (w, b) plane as a figure: Plotly's contours, names and minima, our own marks on a canvas, handles to drag, clicks. The view is
 * fixed; both axes have one scale.
 */

import { box_of, fit, grow, to_b, to_w, to_x, to_y } from "../viewport.js";
import { channel, fetch_grid } from "../api.js";
import { canvas_context, find, live_size, make } from "../dom.js";
import { contour_traces, levels_of } from "../contour.js";
import { coordinate, exact } from "../format.js";
import { draw_terrain, name_minima } from "../draw/terrain.js";
import { ink } from "../ink.js";
import { key_moved } from "../starts.js";
import { limits } from "./chapter.js";
import { listen_to_pointer } from "../views/pointer.js";
import Plotly from "../../vendor/plotly-2d.min.js";

const CONFIG = { staticPlot: true, displayModeBar: false, responsive: false, plotlyServerURL: "", modeBarButtonsToRemove: ["sendChartToCloud"] };
const CELL = 6.5;
/** Share of the view that the grid reaches beyond it, so that contours never run along the frame. */
const BEYOND = 0.05;

export class Plane {
  #base;
  #terrain;
  #marks;
  #layer;
  #size;
  #handles = new Map();
  #box;
  #waiting = [];
  #drawing = Promise.resolve();
  #frame = 0;
  /** Where the names of minima stand, with their boxes in pixels. */
  named = [];
  view = null;
  grid = null;
  levels = null;

  /**
   * @param {HTMLElement} root [data-plane]
   * @param {{surface: object, minima: number[][], box: number[], draw?: (c: CanvasRenderingContext2D, view: object, ink: object) => void,
   *   click?: (theta: number[]) => void, hover?: (theta: number[] | null) => void, failed?: (error: Error) => void, names?: boolean, axes?: boolean,
   *   traces?: (grid: object, levels: object, ink: object) => object[], paths?: () => ArrayLike<number>[]}} options
   *   surface: as the API takes it; minima: [w, b, loss] to be marked, known ones; box: [w from, w to, b from, b to] that must be seen;
   *   draw: our own marks over the terrain, again whenever `redraw` is called; names: name minima and contours;
   *   axes: draw ticks, names and minima at all; traces: other contours than the explorer's, for Plotly; they have no names;
   *   paths: flat [w0, b0, w1, b1, ...], what a minimum's name keeps clear of
   */
  constructor(root, options) {
    this.root = root;
    this.options = { names: true, axes: true, minima: [], traces: contour_traces, paths: () => [], ...options };
    this.#box = options.box;
    this.#base = find("[data-base]", root);
    this.#terrain = find("[data-terrain]", root);
    this.#marks = find("[data-marks]", root);
    this.#layer = find("[data-map]", root);
    this.#size = live_size(root);
    const at = (x, y) => [to_w(this.view, x), to_b(this.view, y)];
    const handle_of = (element) => [...this.#handles.values()].find(({ button }) => button === element);
    listen_to_pointer(this.#layer, {
      click: (x, y, _, handle) => { if (this.view && !handle) this.options.click?.(at(x, y)); },
      drag_start: (element, x, y) => this.#moved(handle_of(element), at(x, y), false),
      drag_end: (element) => this.#moved(handle_of(element), handle_of(element).theta, true),
      pan: () => {},
      gesture_end: () => {},
      press: () => {},
      hover: (x, y) => { if (this.view) this.options.hover?.(at(x, y)); },
      hover_end: () => this.options.hover?.(null),
    });
    if (!options.click) this.#layer.classList.add("map-pointer--still");
    this.#layer.addEventListener("keydown", (event) => this.#key(event));
    this.request = channel((wish) => fetch_grid(wish), {
      answered: (grid) => this.#take(grid),
      failed: (error) => this.options.failed?.(error),
      busy: () => {},
    });
    new ResizeObserver(() => this.#resized()).observe(root);
    document.documentElement.addEventListener("themechange", () => this.#draw_all());
  }

  /**
   * A handle on the plane: dragged, or moved by the arrow keys.
   * @param {string} name
   * @param {{label: string, text?: string, theta: number[], move: (theta: number[], done: boolean) => void}} handle label: what it is, for
   *   a screen reader; text: what stands beside it; move: called with every place, `done` when the hand lets go
   */
  add_handle(name, { label, text = "", theta, move }) {
    const index = String(this.#handles.size);
    const button = make("button", { class: "start start--active", type: "button", "data-start": index, "data-handle": name }, [make("span", { class: "start-name", "aria-hidden": "true" }, [text])]);
    this.#layer.append(button);
    this.#handles.set(name, { button, label, theta, move });
    this.set_handle(name, theta);
  }

  set_handle(name, theta) {
    const handle = this.#handles.get(name);
    handle.theta = theta;
    const { button, label } = handle;
    button.dataset.w = exact(theta[0]);
    button.dataset.b = exact(theta[1]);
    button.setAttribute("aria-label", `${label}: w ${coordinate(theta[0])}, b ${coordinate(theta[1])}. Arrow keys move it.`);
    this.#place(handle);
  }

  /** Another surface or another box: the old picture stays until the new one is here. */
  change(options) {
    Object.assign(this.options, options);
    if (options.box) this.#box = options.box;
    this.levels = null;
    return this.show();
  }

  /** Asks for the terrain and draws it; resolves when it is drawn. */
  show() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#ask();
    });
  }

  /** Draws our own marks again; merged into one drawing a frame. */
  redraw() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw_marks();
    });
  }

  #ask() {
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    this.view = fit(this.#box, width, height, false);
    const { minimum, maximum } = limits.coordinate;
    const region = grow(box_of(this.view), BEYOND).map((edge) => Math.min(Math.max(edge, minimum), maximum));
    const count = (pixels) => Math.round(Math.min(Math.max((pixels * (1 + 2 * BEYOND)) / CELL, 24), 240));
    this.request({
      surface: this.options.surface,
      w: { minimum: region[0], maximum: region[1], count: count(width) },
      b: { minimum: region[2], maximum: region[3], count: count(height) },
    });
  }

  #take(grid) {
    this.grid = grid;
    this.levels ??= levels_of(grid, this.options.minima);
    this.#draw_all();
  }

  async #draw_all() {
    if (!this.grid) return;
    this.#drawing = this.#drawing.then(() => this.#draw_base());
    this.#draw_marks();
    for (const handle of this.#handles.values()) this.#place(handle);
    await this.#drawing;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #draw_base() {
    const { view, grid, levels } = this;
    const colours = ink();
    const axis = { visible: false, fixedrange: true };
    const layout = {
      width: view.width, height: view.height, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: colours.terrain[4],
      xaxis: { ...axis, range: [view.w0, view.w1] }, yaxis: { ...axis, range: [view.b0, view.b1] },
    };
    await Plotly.react(this.#base, this.options.traces(grid, levels, colours), layout, CONFIG);
    this.#draw_terrain();
  }

  #name_minima() {
    const { minima, names, axes, paths } = this.options;
    return names && axes ? name_minima(this.view, minima, { paths: paths(), before: this.named }) : [];
  }

  #draw_terrain() {
    const { view, grid, levels, options: { minima, names, axes, traces } } = this;
    if (!axes) return;
    this.named = this.#name_minima();
    draw_terrain(this.#terrain, view, { grid: names && traces === contour_traces ? grid : null, levels, minima, ink: ink(), names, named: this.named, keep_clear: [] });
  }

  #draw_marks() {
    if (!this.view) return;
    const sides = (named) => named.map(({ side }) => side).join();
    if (this.grid && this.levels && sides(this.#name_minima()) !== sides(this.named)) this.#draw_terrain();
    const c = canvas_context(this.#marks, this.view.width, this.view.height);
    this.options.draw?.(c, this.view, ink());
  }

  #place({ button, theta }) {
    if (!this.view) return;
    const [x, y] = [to_x(this.view, theta[0]), to_y(this.view, theta[1])];
    button.style.transform = `translate(${x}px, ${y}px)`;
    button.hidden = x < -20 || x > this.view.width + 20 || y < -20 || y > this.view.height + 20;
    button.classList.toggle("start--flipped", x < 60);
  }

  #moved(handle, theta, done) {
    if (!handle || !this.view) return;
    const [w, b] = [Math.min(Math.max(theta[0], this.view.w0), this.view.w1), Math.min(Math.max(theta[1], this.view.b0), this.view.b1)];
    handle.theta = [w, b];
    this.#place(handle);
    handle.move([w, b], done);
  }

  #key(event) {
    const element = event.target.closest("[data-start]");
    const handle = [...this.#handles.values()].find(({ button }) => button === element);
    if (!handle || event.ctrlKey || event.metaKey) return;
    const theta = key_moved(event, handle.theta, this.view);
    if (!theta) return;
    event.preventDefault();
    this.#moved(handle, theta, true);
  }

  #resized() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (width === 0 || height === 0 || (this.view?.width === width && this.view?.height === height)) return;
    Object.assign(this.#size, { width, height });
    if (this.grid || this.#waiting.length > 0) this.#ask();
  }
}
