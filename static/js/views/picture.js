/** All that shows the walks: the maps in the frame of a change, the words beside them just after, what is below when it can be read. */

import { Altimeter } from "./altimeter.js";
import { after_frame, at_most_every } from "../pace.js";
import { ClockBar } from "./clock_bar.js";
import { find, set_text } from "../dom.js";
import { FitChart } from "./fit_chart.js";
import { ink } from "../ink.js";
import { Inspector } from "./inspector.js";
import { LossChart } from "./loss_chart.js";
import { NumbersTable } from "./numbers_table.js";
import { Panels } from "./panels.js";

/** Milliseconds between two pictures of the numbers beside the maps, of what moves below the fold, and of new walks' charts there. */
const WORDS_EVERY = 90;
const BELOW_EVERY = 150;
const DETAILS_EVERY = 250;
/** The same while a hand drags a start, when the maps alone are looked at: each costs a layout of the page. */
const WORDS_EVERY_DRAGGED = 250;
const DRAGGED_EVERY = 500;

export class Picture {
  #scene_grid = null;
  #scene = null;
  #card = null;
  #words_stale = false;
  #was_playing = false;
  state = null;
  surface = null;
  walks = [];
  /** The start in a hand, null if there is none. */
  carried = null;
  /** Whether a data point is in a hand. */
  morphing = false;

  /**
   * @param {object} page_data
   * @param {import("./maps.js").Maps} maps
   * @param {import("../clock.js").Clock} clock
   * @param {{pick: (panel: string) => void, data: {move: (i: number, point: [number, number]) => void, rest: () => void}}} on data: points
   *   in a hand
   */
  constructor(page_data, maps, clock, on) {
    this.maps = maps;
    this.clock = clock;
    this.on = on;
    this.panels = new Panels(page_data.optimizers, on.pick);
    this.clock_bar = new ClockBar(clock);
    this.loss_chart = new LossChart(clock);
    this.fit_chart = new FitChart(on.data);
    this.table = new NumbersTable();
    this.inspector = new Inspector(page_data.optimizers);
    this.altimeter = new Altimeter();
  }

  get dragging() { return this.carried !== null || this.morphing; }

  /** The hand lets a start go. */
  let_go() {
    this.carried = null;
    this.maps.move_starts(this.state.starts);
    this.draw_walks();
  }

  /** The walks of the last-added start. */
  get active() { return this.walks.filter(({ active }) => active); }

  /** Another surface is shown from now on. */
  show_surface(surface) {
    this.surface = surface;
    this.fit_chart.set_surface(surface);
    this.#show_card(surface);
  }

  /** The neuron, with which most visits begin, has its fit instead of a card. */
  async #show_card(surface) {
    if (surface.data && !this.#card) return;
    try {
      const { SurfaceCard } = await import("./surface_card.js");
      this.#card ??= new SurfaceCard();
      this.#card.show(surface);
    } catch {
      // The server is away: the next surface asks again.
    }
  }

  /** The surface that a hand is making of the one shown: all but the maps follows it at once. */
  follow(surface) {
    this.surface = surface;
    this.fit_chart.follow(surface);
  }

  /** New walks. */
  show_walks(walks) {
    this.walks = walks;
    // A dragged start stays under the hand; a clicked one may come a frame later, for the walk begins at the very same point.
    if (this.dragging) this.maps.move_starts(this.state.starts, this.carried);
    else after_frame(() => this.maps.move_starts(this.state.starts));
    this.maps.place_lenses(walks);
    this.#words_stale = true;
    this.#draw_moving();
    this.draw_details();
    if (this.dragging) return;
    // What is read beside the walks follows them at once.
    this.#draw_words.soon();
    this.#draw_below.soon();
    this.draw_details.soon();
  }

  /** The terrain, in the maps or in three dimensions. */
  async draw_terrain() {
    if (this.state.view === "3d") await this.draw_scene();
    else await this.maps.draw_terrain(this.surface, this.state.lens);
  }

  take_scene_grid(grid, key) { this.#scene_grid = { grid, key }; }

  has_scene(key) { return this.#scene_grid?.key === key; }

  async draw_scene() {
    if (this.state.view !== "3d" || !this.#scene_grid) return;
    const { state, walks, clock, maps } = this;
    // Most visits never see it.
    this.#scene ??= import("./scene.js").then(({ Scene }) => new Scene());
    await (await this.#scene).draw({ subject: this.surface.id, grid: this.#scene_grid.grid, levels: maps.levels, minima: this.surface.minima, walks, t: clock.t, ink: ink(), height: state.height });
  }

  /** The maps have a new view or another lens: names and walks are drawn again, the terrain is not. */
  draw_over() {
    this.maps.draw_names(this.surface, this.state.lens);
    this.draw_walks();
  }

  /** The same walks in another layout. */
  lay_out() {
    this.maps.place_lenses(this.walks);
    this.draw_over();
    this.#words_stale = true;
    this.draw_time();
  }

  resized() {
    this.fit_chart.resize();
    this.draw_details();
  }

  draw_walks() { this.maps.draw_walks(this.walks, this.clock.t, { playing: this.clock.playing, lens: this.state.lens }); }

  /** All that moves with the clock. */
  draw_time() {
    if (!this.clock.playing || !this.#was_playing) this.clock_bar.draw();
    this.#was_playing = this.clock.playing;
    this.#draw_moving();
  }

  /** The same without the clock's own numbers, which cost a layout: they follow with the other words. */
  #draw_moving() {
    this.draw_walks();
    if (this.state.view === "3d") this.#scene?.then((scene) => scene.draw_time(this.walks, this.clock.t));
    this.#draw_words();
    this.#draw_below();
  }

  #draw_words = at_most_every(() => (this.dragging ? WORDS_EVERY_DRAGGED : WORDS_EVERY), () => {
    if (this.#words_stale) this.panels.draw(this.active);
    this.#words_stale = false;
    this.clock_bar.draw();
    this.panels.draw_time(this.clock.t);
    this.maps.draw_legends();
    if (this.maps.levels) this.altimeter.draw(this.active, this.clock.t, this.maps.levels, ink());
  });

  #draw_below = at_most_every(() => (this.dragging ? DRAGGED_EVERY : BELOW_EVERY), () => {
    const { t } = this.clock;
    this.loss_chart.draw_cursor();
    this.fit_chart.draw(this.active, t);
    this.table.draw_time(t);
    this.inspector.draw(this.active, t);
  });

  /** Charts and table of new walks. */
  draw_details = at_most_every(() => (this.dragging ? DRAGGED_EVERY : DETAILS_EVERY), () => {
    if (this.walks.length === 0) return;
    this.loss_chart.draw(this.walks, { log: this.state.log, lowest: this.maps.levels?.lowest ?? 0 });
    this.table.draw(this.walks, this.state.starts);
    this.table.draw_time(this.clock.t);
    this.clock_bar.draw_arrivals(this.active);
    this.fit_chart.draw(this.active, this.clock.t);
    set_text(find("[data-picture]"), this.panels.describe(this.clock.last));
    this.draw_scene();
  });
}
