/** One contour map: Plotly draws the terrain once, two canvases lie over it, and our own layer takes the pointer. */

import { contour_traces } from "../contour.js";
import { find, make, set_hidden, set_text } from "../dom.js";
import { coordinate, exact, number } from "../format.js";
import { draw_lens, lens_of } from "../draw/lens.js";
import { label, start_ring } from "../draw/marks.js";
import { draw_terrain, name_minima } from "../draw/terrain.js";
import { draw_walks, mark_inked } from "../draw/walks.js";
import { listen_to_pointer } from "./pointer.js";
import { scale_of, to_b, to_w, to_x, to_y } from "../viewport.js";
import Plotly from "../../vendor/plotly-2d.min.js";

const CONFIG = { staticPlot: true, displayModeBar: false, responsive: false, plotlyServerURL: "", modeBarButtonsToRemove: ["sendChartToCloud"] };
const LENS_SHARE = 0.215;
const LENS_SHARE_DOWN = 0.13;
const LENS_LARGEST = 84;
/** Room below the lens for the legend, and at the sides. */
const LENS_BELOW = 112;
const LENS_ASIDE = 40;
/** The overlay's row of lenses: from which width of map on, and its measures. */
const ROW_FROM = 640;
const ROW_RADIUS = 62;
const ROW_GAP = 16;
const ROW_ASIDE = 44;
const ROW_BELOW = 56;
const FIRST_STEPS = 12;
/** Half the height of a contour's number, which keeps clear of the buttons. */
const TOOLS_MARGIN = 14;

export class MapView {
  #base;
  #terrain;
  #walks;
  #layer;
  #legend;
  #readout;
  #tools = find("[data-map-tools]");
  #drawn = null;
  #handles = [];
  #carried = null;
  #lens_right = false;
  #legend_wish = null;
  /** What the names were drawn for, where those of the minima stand, and the walks that they keep clear of. */
  #scene = null;
  #named = [];
  #paths = [];
  /** Whether a walk has come lower than the minima that are named. */
  #undercut = false;
  view = null;

  /**
   * @param {HTMLElement} panel
   * @param {object} on what the pointer and the keyboard ask for, in data units
   */
  constructor(panel, on) {
    this.panel = panel;
    this.names = false;
    this.leads = false;
    this.#base = find("[data-base]", panel);
    this.#terrain = find("[data-terrain]", panel);
    this.#walks = find("[data-walks]", panel);
    this.#layer = find("[data-map]", panel);
    this.#legend = find("[data-legend]", panel);
    this.#readout = find("[data-readout]", panel);
    const at = (x, y) => [to_w(this.view, x), to_b(this.view, y)];
    listen_to_pointer(this.#layer, {
      click: (x, y, event, handle) => on.click(at(x, y), event.shiftKey, handle ? Number(handle.dataset.start) : null),
      drag_start: (handle, x, y) => on.move_start(Number(handle.dataset.start), at(x, y)),
      drag_end: () => on.rest(),
      pan: (dx, dy) => on.pan(dx, dy),
      zoom: (factor, x, y) => on.zoom(factor, x, y),
      gesture_end: () => on.gesture_end(),
      press: () => on.press(),
      hover: (x, y) => { if (this.view) on.hover(at(x, y), this); },
      hover_end: () => this.read(""),
    });
    this.#layer.addEventListener("keydown", (event) => on.start_key(event, this));
  }

  /** What lies under the pointer, in words; "" when nothing does. */
  read(text) { set_text(this.#readout, text); }

  /** Its width and height in pixels, 0 while it is hidden; and whether it leads a row, whose b axis it numbers. Forces a layout: not for every frame. */
  measure() {
    this.leads = this.panel.offsetLeft === 0;
    return [this.#layer.clientWidth, this.#layer.clientHeight];
  }

  /** Draws Plotly's terrain for the present view; slow (tens of milliseconds), so never on a click's path. */
  async draw_base(grid, levels, ink) {
    const { view } = this;
    const axis = { visible: false, fixedrange: true };
    const layout = {
      width: view.width,
      height: view.height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: ink.terrain[4],
      xaxis: { ...axis, range: [view.w0, view.w1] },
      yaxis: { ...axis, range: [view.b0, view.b1] },
      showlegend: false,
    };
    await Plotly.react(this.#base, contour_traces(grid, levels, ink), layout, CONFIG);
    this.#drawn = view;
    this.#place_base();
  }

  /** A new view, and whether this map carries the words (the first of a row does): the old terrain is moved and scaled under it until the new one is drawn. */
  set_view(view, names) {
    this.view = view;
    if (this.names !== names) {
      this.names = names;
      for (const handle of this.#handles) this.#name(handle);
    }
    this.#place_base();
    this.#place_handles();
  }

  #place_base() {
    if (!this.#drawn) return;
    const factor = scale_of(this.view) / scale_of(this.#drawn);
    const x = to_x(this.view, this.#drawn.w0);
    const y = to_y(this.view, this.#drawn.b1);
    const still = Math.abs(factor - 1) < 1e-9 && Math.abs(x) < 1e-6 && Math.abs(y) < 1e-6;
    this.#base.style.transform = still ? "" : `translate(${x}px, ${y}px) scale(${factor})`;
  }

  draw_terrain(scene) {
    this.#scene = scene;
    this.#named = this.#name_minima();
    draw_terrain(this.#terrain, this.view, { ...scene, names: this.names, numbers: this.leads, named: this.#named, keep_clear: this.#keep_clear(scene) });
  }

  #name_minima() {
    const { minima, found } = this.#scene;
    return this.names ? name_minima(this.view, minima, { found, undercut: this.#undercut, paths: this.#paths, before: this.#named }) : [];
  }

  /** New walks: names of minima that they would cross move aside, and one that they came below is no more than a local one. */
  #keep_names_clear(walks) {
    this.#paths = walks.map(({ run }) => run.theta);
    this.#undercut = walks[0].undercut;
    if (!this.#scene) return;
    const words = (named) => named.map(({ side, text }) => side + text).join();
    if (words(this.#name_minima()) !== words(this.#named)) this.draw_terrain(this.#scene);
  }

  #keep_clear({ lens }) {
    const { width, height } = this.view;
    const title = [...(this.names || this.panel.dataset.walk !== undefined ? [[0, 0, width, 104]] : []), ...this.#tools_over()];
    const radius = this.#radius;
    return lens ? [...title, this.#lens_right ? [width - 2 * radius - LENS_ASIDE, height - 3 * radius - LENS_BELOW, width, height] : [0, height - 2 * radius - LENS_BELOW - 10, 2 * radius + LENS_ASIDE + 20, height - 30]] : title;
  }

  /** Where the buttons lie over the map, as on a phone. */
  #tools_over() {
    const tools = this.#tools.getBoundingClientRect();
    const map = this.#terrain.getBoundingClientRect();
    const [x, y] = [tools.left - map.left, tools.top - map.top];
    const over = tools.width > 0 && x < map.width && x + tools.width > 0 && y < map.height && y + tools.height > 0;
    return over ? [[x - TOOLS_MARGIN, y - TOOLS_MARGIN, x + tools.width, y + tools.height + TOOLS_MARGIN]] : [];
  }

  get #radius() { return Math.min(LENS_LARGEST, this.view.width * LENS_SHARE, this.view.height * LENS_SHARE_DOWN); }

  /** A start's name stands on the side that its walk does not take. */
  #turn_names(walks) {
    for (const { run } of walks) {
      const soon = Math.min(run.iterations, FIRST_STEPS);
      const leftward = run.theta[2 * soon] < run.theta[0];
      this.#handles.at(-1)?.classList.toggle("start--flipped", leftward || to_x(this.view, run.theta[0]) < 44);
    }
  }

  /**
   * Chooses the lens's side, away from the path; only for new walks, so that it never jumps while playing.
   * @param {object[]} walks the last-added start's on this map
   */
  place_lens(walks) {
    const { width, height } = this.view;
    const radius = this.#radius;
    const overlay = this.panel.dataset.panel === "overlay";
    const deep = overlay ? ROW_BELOW + 2 * ROW_RADIUS + 14 : 2 * radius + LENS_BELOW + 20;
    const wide = overlay ? ROW_ASIDE + walks.length * (2 * ROW_RADIUS + ROW_GAP) : 2 * radius + LENS_ASIDE + 14;
    const crowd = (from, to) => {
      let inside = 0;
      for (const { run } of walks) {
        for (let i = 0; i < run.theta.length; i += 2) {
          const x = to_x(this.view, run.theta[i]);
          const y = to_y(this.view, run.theta[i + 1]);
          if (x > from && x < to && y > height - deep && y < height) inside += 1;
        }
      }
      return inside;
    };
    this.#lens_right = crowd(width - wide, width) < crowd(0, wide);
    this.#turn_names(walks);
    this.#keep_names_clear(walks);
    this.panel.classList.toggle("panel--legend-right", this.#lens_right);
  }

  /**
   * Draws paths and points at time t, and the lens of the last-added start's walk where there is but one.
   * @param {object[]} walks
   * @param {number} t
   * @param {{ink: object, playing: boolean, lens: boolean}} options
   */
  draw_walks(walks, t, options) {
    const c = draw_walks(this.#walks, this.view, walks, t, options);
    if (this.#carried) start_ring(c, ...this.#place_of(this.#carried), options.ink.ink, options.ink.halo);
    const walk = walks.find((candidate) => candidate.active);
    if (!walk) return;
    if (this.panel.dataset.panel === "overlay") {
      if (options.lens) this.#draw_lens_row(c, walks.filter(({ active }) => active), t, options.ink);
      return;
    }
    const radius = this.#radius;
    const lens = options.lens && this.view.height > 420 ? lens_of(walk.run, t, this.view, radius) : null;
    if (lens) {
      const x = this.#lens_right ? this.view.width - LENS_ASIDE - radius : LENS_ASIDE + radius;
      mark_inked(this.#walks);
      draw_lens(c, this.view, walk, lens, { x, y: this.view.height - LENS_BELOW - radius, radius }, options.ink);
    }
    this.#legend_wish = { walk, lens, t };
  }

  /** On the overlay a lens a walk, in a row at the foot of the map. */
  #draw_lens_row(c, walks, t, ink) {
    const { width, height } = this.view;
    if (width < ROW_FROM || height < 420) return;
    mark_inked(this.#walks);
    c.font = `12px ${ink.sans}`;
    walks.forEach((walk, i) => {
      const lens = lens_of(walk.run, t, this.view, ROW_RADIUS);
      if (!lens) return;
      const aside = ROW_ASIDE + ROW_RADIUS + (2 * ROW_RADIUS + ROW_GAP) * (this.#lens_right ? walks.length - 1 - i : i);
      const x = this.#lens_right ? width - aside : aside;
      const y = height - ROW_BELOW - ROW_RADIUS;
      draw_lens(c, this.view, walk, lens, { x, y, radius: ROW_RADIUS }, ink);
      label(c, times(lens.factor), x, y + ROW_RADIUS + 13, ink.soft, ink.tick_halo, { align: "center" });
    });
  }

  /** The words beside the lens. Not part of a frame: text costs a layout. */
  draw_legend() {
    if (!this.#legend_wish) return;
    const { walk, lens, t } = this.#legend_wish;
    const { parts, factor, step } = lens ?? { ...lens_free(walk.run, t), factor: 0 };
    set_hidden(this.#legend, step === walk.run.iterations);
    const text = lens ? `step ${step}, magnified ${times(factor)}` : `step ${step}`;
    const kinds = [...(parts.carried ? ["carried"] : []), ...(parts.ahead ? ["ahead"] : []), "push"];
    const key = `${kinds.join()}|${Boolean(lens)}`;
    if (this.#legend.dataset.kinds !== key) {
      this.#legend.dataset.kinds = key;
      this.#legend.replaceChildren(make("p", { class: "legend-step number" }), ...kinds.map((kind) => legend_row(kind, parts)));
    }
    set_text(this.#legend.firstChild, text);
  }

  /** One handle a start, kept when only its place changes, so that it keeps the focus and the pointer. */
  set_starts(starts) {
    while (this.#handles.length > starts.length) this.#handles.pop().remove();
    starts.forEach(([w, b], i) => {
      const handle = this.#handles[i] ?? this.#add_handle(i);
      handle.dataset.w = exact(w);
      handle.dataset.b = exact(b);
      handle.classList.toggle("start--active", i === starts.length - 1);
      handle.setAttribute("aria-label", `Start ${i + 1} of ${starts.length}: w ${coordinate(w)}, b ${coordinate(b)}. Arrow keys move it.`);
      this.#name(handle);
    });
    this.#place_handles();
  }

  /** The first map of a row carries the words, and is the one that the keyboard reaches; one map's starts are enough. */
  #name(handle) {
    handle.firstChild.textContent = this.#handles.length > 1 ? String(Number(handle.dataset.start) + 1) : this.names ? "start" : "";
    handle.tabIndex = this.names ? 0 : -1;
  }

  /** Tells where the starts are before they are drawn there; new or removed ones are drawn at once. */
  tell_starts(starts) {
    if (starts.length !== this.#handles.length) this.set_starts(starts);
    starts.forEach(([w, b], i) => Object.assign(this.#handles[i].dataset, { w: exact(w), b: exact(b) }));
  }

  /**
   * Moves the handles alone.
   * @param {number[][]} starts
   * @param {number | null} carried the one in a hand: it is drawn with the walks, and its element follows when the hand lets go
   */
  move_starts(starts, carried) {
    this.tell_starts(starts);
    const handle = this.#handles[carried] ?? null;
    if (handle === null || handle !== this.#carried) {
      this.#carried?.classList.remove("start--carried");
      handle?.classList.add("start--carried");
      this.#place_handles();
    }
    this.#carried = handle;
  }

  #add_handle(i) {
    const handle = make("button", { class: "start", type: "button", "data-start": String(i) }, [make("span", { class: "start-name", "aria-hidden": "true" })]);
    this.#layer.append(handle);
    this.#handles.push(handle);
    return handle;
  }

  #place_handles() {
    if (!this.view) return;
    for (const handle of this.#handles) {
      const [x, y] = this.#place_of(handle);
      const inside = x > -20 && x < this.view.width + 20 && y > -20 && y < this.view.height + 20;
      handle.style.transform = `translate(${x}px, ${y}px)`;
      // A handle that has the keyboard's focus keeps it, out of sight too.
      set_hidden(handle, !inside && document.activeElement !== handle);
    }
  }

  #place_of({ dataset }) { return [to_x(this.view, Number(dataset.w)), to_y(this.view, Number(dataset.b))]; }

  focus_start(i) { this.#handles[i]?.focus({ preventScroll: true }); }
}

/** "80 times", "4 million times". */
const times = (factor) => {
  if (factor >= 1e15) return `${number(factor)} times`;
  return `${(factor >= 1e6 ? IN_WORDS : IN_DIGITS).format(factor)} times`;
};
const IN_WORDS = new Intl.NumberFormat("en", { notation: "compact", compactDisplay: "long" });
const IN_DIGITS = new Intl.NumberFormat("en");

const lens_free = (run, t) => {
  const step = Math.min(t, run.iterations);
  const carried = !run.whole_steps && run.optimizer.momentum !== undefined && run.optimizer.momentum !== null;
  return { step, parts: { whole: run.whole_steps, carried, ahead: Boolean(run.look_ahead) && step < run.iterations } };
};

const WORDS = {
  carried: () => "carried from the past",
  ahead: () => "look-ahead",
  push: ({ ahead, whole }) => whole ? "the step it takes" : (ahead ? "push from the gradient there" : "push from the gradient here"),
};

const legend_row = (kind, parts) => make("p", { class: "legend-row" }, [make("span", { class: `legend-mark legend-mark--${kind}`, "aria-hidden": "true" }), WORDS[kind](parts)]);
