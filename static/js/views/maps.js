/**
 * The maps together: one view of the plane for all that are visible, one grid of losses under them, gestures that move it. The old
 * terrain stays until the new one is drawn.
 */

import { box_of, fit, grow, keep_within, pan, zoom } from "../viewport.js";
import { find, find_all } from "../dom.js";
import { levels_of, moved_levels } from "../contour.js";
import { MapView } from "./map.js";
import { ink } from "../ink.js";

/** Pixels a grid cell: finer shows no more, coarser shows corners. */
const CELL = 6.5;
/** Share of the view that the grid reaches beyond it, so that a small pan shows no edge and contours never run along the frame. */
const BEYOND = 0.1;
const SETTLE = 140;
/** Pixels: what is smaller is no size to draw for. */
const LEAST_SIZE = 80;
const ZOOM_STEP = 1.6;
const SCENE_CELLS = 96;
/** Cells times data points of one grid, for a terrain in a fraction of a second: maps of much data are a little coarser. */
const MOST_TERMS = 1.5e8;

export class Maps {
  #root = find("[data-maps]");
  #views = [];
  #settle = 0;
  #key = null;
  #gesture = false;
  #terrain_wish = null;
  #drawing = false;
  #measured = "";
  visible = [];
  size = [0, 0];
  grid = null;
  levels = null;

  /**
   * @param {object} on start_key, click, move_start, rest: what the maps ask of the page; moved(box | null): the view was moved by hand;
   *   want_grid(wish): ask for losses
   * @param {object} page_data
   */
  constructor(on, page_data) {
    this.on = on;
    this.limits = page_data.limits;
    this.gestures = {
      click: on.click,
      move_start: on.move_start,
      rest: on.rest,
      start_key: on.start_key,
      hover: on.hover,
      press: on.press,
      pan: (dx, dy) => this.#move((view) => pan(view, dx, dy)),
      zoom: (factor, x, y) => this.#move((view) => zoom(view, factor, x, y)),
      gesture_end: () => this.#gesture_end(),
    };
    this.adopt();
    for (const button of find_all("[data-zoom]")) button.addEventListener("click", () => this.zoom_by(button.dataset.zoom));
    this.measure();
    this.#measured = this.size.join();
    new ResizeObserver(() => this.#resized()).observe(this.#root);
  }

  /** Takes up the maps of panels that are new, in the order in which they stand. */
  adopt() {
    const panels = find_all("[data-panel]", this.#root).filter((panel) => find("[data-map]", panel));
    this.#views = panels.map((panel) => this.#views.find((view) => view.panel === panel) ?? new MapView(panel, this.gestures));
  }

  /** Tells of a new size once: the observer also fires for sizes that did not change. */
  #resized() {
    this.measure();
    const measured = this.size.join();
    if (measured === this.#measured) return;
    this.#measured = measured;
    this.on.resized();
  }

  /** Finds which maps are visible, and their size. To be called when the layout changes; a frame only reads the result. */
  measure() {
    // For a moment a window may be no larger than a point, as while it is photographed.
    if (this.#root.clientWidth < LEAST_SIZE || this.#root.clientHeight < LEAST_SIZE) return;
    this.visible = this.#views.filter((map) => map.measure()[0] > 0);
    this.size = this.visible[0]?.measure() ?? [this.#root.clientWidth, this.#root.clientHeight];
  }

  get view() { return this.visible[0]?.view ?? null; }

  /**
   * The view of a box in the present layout.
   * @param {import("../viewport.js").Box} box
   * @param {boolean} padded
   */
  fitted(box, padded) { return fit(box, ...this.size, padded); }

  /** Whether a hand is moving the view: its box is not in the state yet. */
  get moving() { return this.#gesture; }

  /** What to ask of the server for a view. */
  wish(view, surface, key) {
    const region = grow(box_of(view), BEYOND).map((edge) => Math.min(Math.max(edge, this.limits.coordinate.minimum), this.limits.coordinate.maximum));
    return { surface, key, view, ...this.#axes(region, view.width * (1 + 2 * BEYOND) / CELL, view.height * (1 + 2 * BEYOND) / CELL, surface) };
  }

  /** The same for the 3-D view, which shows what matters and a little around it. */
  scene_wish(box, surface, key) { return { surface, key, view: null, ...this.#axes(grow(box, 0.22), SCENE_CELLS, SCENE_CELLS, surface) }; }

  #axes(region, columns, rows, { data }) {
    const coarser = Math.sqrt(Math.min(1, MOST_TERMS / (columns * rows * (data?.length ?? 1))));
    const count = (n) => Math.round(Math.min(Math.max(coarser * n, 24), 480, this.limits.grid_count.maximum));
    return {
      w: { minimum: region[0], maximum: region[1], count: count(columns) },
      b: { minimum: region[2], maximum: region[3], count: count(rows) },
    };
  }

  /** Takes a grid; the levels are chosen anew only for a new surface, so that a colour keeps its meaning while the map moves, or where there were no losses. */
  take_grid(grid, key, minima, in_hand = false) {
    this.grid = grid;
    if (this.#key !== key || this.levels.greatest === null) {
      this.levels = in_hand ? moved_levels(this.levels, grid, minima) : levels_of(grid, minima);
      this.#key = key;
    }
  }

  /** The levels are chosen anew from the next grid. */
  forget_levels() { this.#key = null; }

  /** Whether a surface's levels are chosen. */
  knows(key) { return this.#key === key; }

  set_view(view) { this.visible.forEach((map, i) => map.set_view(view, i === 0)); }

  /** Draws the terrain of every visible map. A call while one is being drawn is made again when that is done. */
  async draw_terrain(surface, lens) {
    this.#terrain_wish = { surface, lens };
    if (this.#drawing || !this.grid) return;
    this.#drawing = true;
    while (this.#terrain_wish) {
      const wish = this.#terrain_wish;
      this.#terrain_wish = null;
      const maps = this.visible.filter((map) => map.view);
      for (const map of maps) this.#draw_names(map, wish.surface, wish.lens);
      for (const map of maps) await map.draw_base(this.grid, this.levels, ink());
    }
    this.#drawing = false;
  }

  #draw_names(map, { minima, minima_are }, lens) {
    if (map.view) map.draw_terrain({ grid: this.grid, levels: this.levels, minima, found: minima_are === "found", ink: ink(), lens: lens && map.panel.dataset.panel !== "overlay" && map.view.height > 420 });
  }

  draw_names(surface, lens) { for (const map of this.visible) this.#draw_names(map, surface, lens); }

  set_starts(starts) { for (const map of this.#views) map.set_starts(starts); }

  tell_starts(starts) { for (const map of this.#views) map.tell_starts(starts); }

  /** Moves the handles with the walks; what they say follows with the other words. */
  move_starts(starts, carried = null) { for (const map of this.visible) map.move_starts(starts, carried); }

  draw_legends() { for (const map of this.visible) map.draw_legend(); }

  /** New walks: each lens looks for a free place. */
  place_lenses(walks) {
    for (const map of this.visible) {
      const shown = walks_of(map, walks).filter(({ active }) => active);
      if (shown.length > 0 && map.view) map.place_lens(shown);
    }
  }

  draw_walks(walks, t, { playing, lens }) {
    for (const map of this.visible) if (map.view) map.draw_walks(walks_of(map, walks), t, { ink: ink(), playing, lens });
  }

  focus_start(i) { this.visible[0]?.focus_start(i); }

  zoom_by(how) {
    if (how === "reset") {
      this.on.moved(null);
      return;
    }
    const { view } = this;
    if (view) this.#move((now) => zoom(now, how === "in" ? ZOOM_STEP : 1 / ZOOM_STEP, view.width / 2, view.height / 2));
    this.#gesture_end();
  }

  #move(change) {
    const { view } = this;
    if (!view) return;
    this.#gesture = true;
    this.set_view(keep_within(change(view), this.limits.coordinate));
    this.on.view_changed();
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#settled(), SETTLE);
  }

  /** Another surface or address: where the map was being moved to no longer matters. */
  forget_move() {
    clearTimeout(this.#settle);
    this.#gesture = false;
  }

  #gesture_end() {
    if (!this.#gesture) return;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#settled(), SETTLE / 2);
  }

  #settled() {
    this.#gesture = false;
    this.on.moved(box_of(this.view));
  }

}

const walks_of = (map, walks) => (map.panel.dataset.panel === "overlay" ? walks : walks.filter(({ id }) => id === map.panel.dataset.panel));
