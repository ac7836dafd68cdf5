/** A chart of a chapter, as SVG: axes linear or logarithmic, lines, areas, marks and rules. Drawn anew at every change. */

import { frame, line_of, MARGIN, mark_of, path_of, tick_text } from "../draw/frame.js";
import { live_size, make, make_svg } from "../dom.js";
import { number } from "../format.js";
import { ticks } from "../viewport.js";

/**
 * @typedef {{from: number, to: number, log?: boolean, name?: string, ticks?: [number, string][], count?: number}} Axis  log: from > 0
 * @typedef {{x: Axis, y: Axis,
 *   areas?: {x?: [number, number], y?: [number, number], look?: object}[],
 *   rules?: {x?: number, y?: number, text?: string, strong?: boolean, align?: "start" | "middle" | "end"}[],
 *   lines?: {points: [number, number][], look?: object, quiet?: boolean, dash?: string, ink?: boolean}[],
 *   texts?: {x: number, y: number, text: string, align?: "start" | "middle" | "end"}[],
 *   marks?: {x: number, y: number, look?: object, hollow?: boolean, text?: string, side?: "left" | "right", lift?: number}[]}} Scene
 *   lift: pixels that a mark's text stands above it; look: of walks.js, for an optimizer's colour, dash and marker; without it, ink. Points that are not finite break a line
 */

export class Plot {
  #size;
  #scene = null;
  #svg = make_svg("svg");
  #handles = new Map();

  /**
   * @param {HTMLElement} root [data-plot]
   * @param {(x: number, y: number) => void} [on_point] where the pointer is pressed or dragged, in the axes' units
   */
  constructor(root, on_point) {
    this.root = root;
    this.#size = live_size(root);
    root.replaceChildren(this.#svg);
    new ResizeObserver(() => { if (this.#scene) this.draw(this.#scene); }).observe(root);
    if (on_point) this.#listen(on_point);
  }

  #listen(on_point) {
    this.root.classList.add("plot--live");
    let down = false;
    const tell = (event) => {
      if (!this.#scene) return;
      const box = this.root.getBoundingClientRect();
      on_point(this.x_of(event.clientX - box.left), this.y_of(event.clientY - box.top));
    };
    this.root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      down = true;
      this.root.setPointerCapture(event.pointerId);
      tell(event);
    });
    this.root.addEventListener("pointermove", (event) => { if (down) tell(event); });
    for (const end of ["pointerup", "pointercancel"]) this.root.addEventListener(end, () => { down = false; });
  }

  get #area() { return { left: MARGIN.left, right: this.#size.width - MARGIN.right, top: MARGIN.top, floor: this.#size.height - MARGIN.bottom }; }

  /** Pixel of a value, and value of a pixel. */
  x_at = (value) => at(this.#scene.x, value, this.#area.left, this.#area.right);
  y_at = (value) => at(this.#scene.y, value, this.#area.floor, this.#area.top);
  x_of = (pixel) => value_at(this.#scene.x, pixel, this.#area.left, this.#area.right);
  y_of = (pixel) => value_at(this.#scene.y, pixel, this.#area.floor, this.#area.top);

  /** @param {Scene} scene */
  draw(scene) {
    this.#scene = scene;
    const { width, height } = this.#size;
    if (width === 0) return;
    const { x, y, areas = [], rules = [], lines = [], texts = [], marks = [] } = scene;
    const clip = `clip-${(Plot.count = (Plot.count ?? 0) + 1)}`;
    const { left, right, top, floor } = this.#area;
    const place = ([px, py]) => [this.x_at(px), this.y_at(py)];
    const svg = make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [
      make_svg("clipPath", { id: clip }, [make_svg("rect", { x: left, y: top - 2, width: Math.max(right - left, 0), height: Math.max(floor - top + 4, 0) })]),
      ...areas.filter(({ look }) => !look).map((area) => this.#area_of(area)),
      ...frame(width, height, {
        x: { at: this.x_at, ticks: this.#x_ticks(x), name: x.name ?? "" },
        y: { at: this.y_at, ticks: ticks_of(y, height / 40) },
      }),
      ...(y.name ? [tick_text(y.name, { x: left, y: top - 1, "text-anchor": "start" }, `chart-name${y.name.length === 1 ? " chart-name--symbol" : ""}`)] : []),
      ...areas.filter(({ look }) => look).map((area) => this.#area_of(area)),
      ...rules.map((rule) => this.#rule(rule)),
      make_svg("g", { "clip-path": `url(#${clip})` }, lines.map((line) => draw_line(line, line.points.map(place)))),
      ...rules.filter(({ text }) => text).map((rule) => this.#rule_text(rule)),
      ...texts.map(({ x: tx, y: ty, text, align = "start" }) => make_svg("text", { class: "plot-text", x: this.x_at(tx), y: this.y_at(ty), "text-anchor": align, "dominant-baseline": "central" }, [text])),
      ...marks.filter((mark) => Number.isFinite(mark.x) && Number.isFinite(mark.y)).flatMap((mark) => this.#mark(mark)),
    ]);
    this.#svg.replaceWith(svg);
    this.#svg = svg;
    for (const handle of this.#handles.values()) this.#place(handle);
  }

  /**
   * A handle on the chart, dragged or moved by the arrow keys.
   * @param {string} name
   * @param {{label: (x: number, y: number) => string, text?: string, at: [number, number], step: [number, number],
   *   move: (x: number, y: number, done: boolean) => void}} handle in the axes' units; step: of an arrow key; move: may call `set_handle`
   */
  add_handle(name, handle) {
    const button = make("button", { class: "start start--active plot-handle", type: "button", "data-handle": name }, [make("span", { class: "start-name", "aria-hidden": "true" }, [handle.text ?? ""])]);
    const kept = { ...handle, button };
    this.#handles.set(name, kept);
    this.root.append(button);
    let held = false;
    const go = (event, done) => {
      const box = this.root.getBoundingClientRect();
      handle.move(this.x_of(event.clientX - box.left), this.y_of(event.clientY - box.top), done);
    };
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      held = true;
      button.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    button.addEventListener("pointermove", (event) => { if (held) go(event, false); });
    button.addEventListener("pointerup", (event) => { if (held) go(event, true); held = false; });
    button.addEventListener("pointercancel", () => { held = false; });
    button.addEventListener("keydown", (event) => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
      if ((!dx && !dy) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const factor = event.shiftKey ? 10 : 1;
      const moved = [kept.at[0] + dx * factor * handle.step[0], kept.at[1] + dy * factor * handle.step[1]].map((value) => Number(value.toPrecision(12)));
      handle.move(...moved, true);
    });
    this.set_handle(name, handle.at);
  }

  set_handle(name, place) {
    const handle = this.#handles.get(name);
    handle.at = place;
    handle.button.setAttribute("aria-label", handle.label(...place));
    this.#place(handle);
  }

  #place({ button, at: [x, y] }) {
    if (!this.#scene) return;
    button.style.transform = `translate(${this.x_at(x)}px, ${this.y_at(y)}px)`;
  }

  /** A tick under the axis's name goes without its number. */
  #x_ticks(axis) {
    const free = this.#area.right + MARGIN.right - 8 - 6 * (axis.name ?? "").length;
    return ticks_of(axis, this.#size.width / 90).map(([value, text]) => [value, axis.name && this.x_at(value) + 3.2 * text.length > free ? "" : text]);
  }

  #area_of({ x, y, look }) {
    const { left, right, top, floor } = this.#area;
    const [x0, x1] = x ? x.map(this.x_at) : [left, right];
    const [y1, y0] = y ? y.map(this.y_at) : [floor, top];
    return make_svg("rect", { ...(look ? { class: "plot-bar", "data-walk": String(look.index) } : { class: "plot-area" }), x: x0, y: y0, width: Math.max(x1 - x0, 0), height: Math.max(y1 - y0, 0) });
  }

  #rule({ x, y, strong }) {
    const { left, right, top, floor } = this.#area;
    const name = strong ? "plot-rule plot-rule--strong" : "plot-rule";
    if (x !== undefined) {
      const px = this.x_at(x);
      return make_svg("line", { class: name, x1: px, x2: px, y1: top, y2: floor });
    }
    const py = this.y_at(y);
    return make_svg("line", { class: name, x1: left, x2: right, y1: py, y2: py });
  }

  /** Over the lines, which it is told from by its halo. */
  #rule_text({ x, y, text, align = "start" }) {
    const { left, right, top } = this.#area;
    const place = x !== undefined
      ? { x: this.x_at(x) + { start: 6, middle: 0, end: -6 }[align], y: top + 10 }
      : { x: align === "end" ? right - 4 : left + 6, y: this.y_at(y) - 6 };
    return make_svg("text", { class: "plot-text", ...place, "text-anchor": align }, [text]);
  }

  #mark({ x, y, look, hollow, text, side = "right", lift = 0 }) {
    const [px, py] = [this.x_at(x), this.y_at(y)];
    const sign = side === "right" ? 1 : -1;
    const words = text ? [make_svg("text", { class: "plot-text plot-text--strong", x: px + 11 * sign, y: py - lift, "dominant-baseline": "central", "text-anchor": sign > 0 ? "start" : "end" }, [text])] : [];
    if (look) return [mark_of(look, px, py), ...words];
    return [make_svg("circle", { class: hollow ? "plot-mark plot-mark--hollow" : "plot-mark", cx: px, cy: py, r: 4.6 }), ...words];
  }
}

const at = ({ from, to, log }, value, low, high) => {
  const share = log ? Math.log(Math.max(value, Number.MIN_VALUE) / from) / Math.log(to / from) : (value - from) / (to - from);
  return low + share * (high - low);
};

const value_at = ({ from, to, log }, pixel, low, high) => {
  const share = Math.min(Math.max((pixel - low) / (high - low), 0), 1);
  return log ? from * (to / from) ** share : from + share * (to - from);
};

const ticks_of = (axis, room) => {
  if (axis.ticks) return axis.ticks;
  const { from, to, log, count } = axis;
  if (!log) return ticks(from, to, count ?? room).map((value) => [value, number(value, 4)]);
  const powers = [];
  const every = Math.max(1, Math.ceil(Math.log10(to / from) / Math.max(count ?? room, 1)));
  for (let power = Math.ceil(Math.log10(from) - 1e-9); power <= Math.log10(to) + 1e-9; power += every) powers.push([10 ** power, power >= -2 && power <= 3 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`]);
  return powers;
};

const draw_line = ({ look, quiet, dash = "", ink = !look }, points) => {
  if (look) return line_of(points, look, quiet ? "chart-line--quiet" : "");
  return make_svg("path", { class: `plot-line${quiet ? " plot-line--quiet" : ""}${ink ? "" : " plot-line--soft"}`, d: path_of(points), "stroke-dasharray": dash });
};
