/**
 * The explorer: state in, requests out, answers drawn. Everything that changes the picture goes through `change`.
 */

import { Altimeter } from "./views/altimeter.js";
import { channel, fetch_descents, fetch_grid, fetch_loss } from "./api.js";
import { Clock } from "./clock.js";
import { ClockBar } from "./views/clock_bar.js";
import { Controls } from "./views/controls.js";
import { default_state, from_query, properties, suggested_state, to_query } from "./state.js";
import { find, reduced_motion, set_text } from "./dom.js";
import { number, point } from "./format.js";
import { FitChart } from "./views/fit_chart.js";
import { focus_box, scale_of } from "./viewport.js";
import { ink } from "./ink.js";
import { Inspector } from "./views/inspector.js";
import { listen_to_keys } from "./keyboard.js";
import { look_of } from "./walks.js";
import { LossChart } from "./views/loss_chart.js";
import { Maps } from "./views/maps.js";
import { notify, progress, watch_connection, wire_copy_link, wire_dialogs } from "./views/notices.js";
import { NumbersTable } from "./views/numbers_table.js";
import { outcome_sentence } from "./outcome.js";
import { Panels } from "./views/panels.js";
import { Scene } from "./views/scene.js";
import { SurfaceCard } from "./views/surface_card.js";
import { StartsList } from "./views/starts_list.js";

const NARROW = matchMedia("(max-width: 760px)");
const ADDRESS_REST = 250;
/** Milliseconds after which a new entry no longer waits for its answer's frame. */
const ENTRY_WAIT = 120;
/** Milliseconds between two pictures of what stands below the fold. */
const READABLE = 90;
/** Milliseconds between two pictures of the numbers beside the maps. */
const WORDS_EVERY = 30;
/** Milliseconds that handles and fields wait for an answer to be drawn with. */
const CONTROLS_WAIT = 30;
/** What of the state decides the walks. */
const WALK_KEYS = ["surface", "loss", "starts", "optimizers", "learning_rate", "momentum", "max_iterations", "tolerance"];
/** Where added starts appear, as shares of the view: apart from each other and from the usual path. */
const FREE_PLACES = [[0.75, 0.3], [0.25, 0.35], [0.7, 0.75], [0.3, 0.75], [0.5, 0.25], [0.85, 0.55], [0.15, 0.6], [0.5, 0.85]];

const page_data = JSON.parse(find("[data-page-data]").textContent);
const table = properties(page_data);

class Explorer {
  #clock = new Clock();
  #state;
  #walks = [];
  #shown_key = null;
  #focus = null;
  #address_timer = 0;
  #fresh_walk = "intro";
  #scene_grid = null;

  constructor() {
    this.defaults = default_state(page_data, NARROW.matches);
    const { state, damaged } = from_query(location.search, page_data, this.defaults, table);
    this.#state = state;
    const busy = progress();
    this.request_walks = channel((wish) => fetch_descents(wish.body), { answered: (runs, wish) => this.#take_walks(runs, wish), failed: (error) => notify(`These walks cannot be computed: ${error.message}`), busy });
    this.request_grid = channel((wish) => fetch_grid({ surface: wish.surface, w: wish.w, b: wish.b }), { answered: (grid, wish) => this.#take_grid(grid, wish), failed: (error) => notify(`The map cannot be drawn: ${error.message}`), busy });
    this.request_loss = channel(({ surface, theta }) => fetch_loss(surface, theta), {
      answered: (loss, { theta, map }) => map.read(`here ${point(theta)}: loss ${number(loss, 4)}`),
      failed: (_, { map }) => map.read(""),
      busy: () => {},
    });
    this.#build_views();
    this.#listen();
    if (damaged) {
      notify(`This link is damaged: its “${damaged}” cannot be read. The default walk is shown instead.`);
      history.replaceState(null, "", location.pathname);
    }
    this.#fresh_walk = state.t === null ? "intro" : "restored";
    this.#draw_controls();
    this.#apply_layout();
    this.#walk();
  }

  get #surface() { return page_data.surfaces.find(({ id }) => id === this.#state.surface); }

  get #surface_body() { return this.#surface.data ? { kind: "neuron", data: this.#surface.data, loss: this.#state.loss } : { kind: "named", id: this.#surface.id }; }

  get #key() { return this.#surface.data ? `${this.#surface.id}/${this.#state.loss}` : this.#surface.id; }

  get #active() { return this.#walks.filter(({ active }) => active); }

  #build_views() {
    const change = (patch, how) => this.change(patch, how);
    this.maps = new Maps({
      click: (start, adds) => this.#click(start, adds),
      move_start: (i, start) => this.#drag_start(i, start),
      press: () => this.#clock.hold(),
      rest: () => this.#write_address("push"),
      hover: (theta, map) => this.request_loss({ surface: this.#surface_body, theta, map }),
      start_key: (event, map) => this.#start_key(event, map),
      view_changed: () => { this.maps.draw_names(this.#surface.minima, this.#state.lens); this.#draw_walks(); },
      moved: (box) => this.change({ map: box }, "replace"),
      resized: () => this.#resized(),
    }, page_data);
    this.controls = new Controls(page_data, change);
    this.starts = new StartsList(page_data.limits.coordinate, page_data.limits.starts.maximum, {
      set: (i, start) => this.change({ starts: this.#state.starts.with(i, start) }, "replace"),
      add: () => this.#add_start(),
      remove: (i) => this.#remove_start(i),
      clear: () => this.change({ starts: [this.#state.starts.at(-1)] }, "push"),
    });
    this.panels = new Panels(page_data.optimizers, (panel) => this.change({ panel }, "replace"));
    this.clock_bar = new ClockBar(this.#clock);
    this.loss_chart = new LossChart(this.#clock);
    this.fit_chart = new FitChart();
    this.card = new SurfaceCard();
    this.table = new NumbersTable();
    this.inspector = new Inspector(page_data.optimizers);
    this.altimeter = new Altimeter();
    this.scene = new Scene();
    wire_dialogs();
    watch_connection();
    wire_copy_link(() => this.#write_address("replace"));
  }

  #listen() {
    const clock = this.#clock;
    clock.addEventListener("change", () => this.#draw_time());
    clock.addEventListener("rest", () => { this.#draw_time(); this.#show_hint(); this.#write_address("later"); });
    addEventListener("popstate", () => this.#restore());
    document.documentElement.addEventListener("themechange", () => this.#redraw_all());
    NARROW.addEventListener("change", () => this.#resized());
    const by = (event, step) => clock.step(event.shiftKey ? 10 * step : step);
    listen_to_keys({
      " ": () => clock.toggle(),
      ArrowRight: (event) => by(event, 1),
      ArrowLeft: (event) => by(event, -1),
      Home: () => clock.step(-Infinity),
      End: () => clock.step(Infinity),
      a: () => this.#add_start(),
      "+": () => this.maps.zoom_by("in"),
      "=": () => this.maps.zoom_by("in"),
      "-": () => this.maps.zoom_by("out"),
      0: () => this.maps.zoom_by("reset"),
      1: () => this.change({ view: "side_by_side" }, "push"),
      2: () => this.change({ view: "overlay" }, "push"),
      3: () => this.change({ view: "3d" }, "push"),
      "?": () => find('[data-dialog="keyboard"]').showModal(),
    });
  }

  /**
   * Changes the state and the picture with it.
   * @param {object} patch properties of the state; `suggested: true` restores the surface's own
   * @param {"push" | "replace"} how the browser's history takes it
   */
  change(patch, how) {
    const { suggested, ...properties_changed } = patch;
    const before = this.#state;
    let after = { ...before, ...properties_changed };
    const other_surface = patch.surface !== undefined && patch.surface !== before.surface;
    if (other_surface || suggested) {
      after = { ...after, ...suggested_state(page_data.surfaces.find(({ id }) => id === after.surface)), map: null };
      this.#fresh_walk = "play";
    }
    this.#state = after;
    const changed = (keys) => keys.some((key) => before[key] !== after[key]);
    // The request goes out first. Handles and fields move in the frame of its answer, or soon if that takes its time: a frame of
    // their own would only keep the answer waiting.
    if (changed(WALK_KEYS)) this.#walk();
    if (changed(["view", "panel", "optimizers", "surface"])) this.#draw_controls();
    else this.#draw_controls_soon();
    if (changed(["view", "panel", "optimizers"])) this.#apply_layout();
    if (changed(["loop", "speed"])) Object.assign(this.#clock, { loop: after.loop, speed: after.speed });
    if (changed(["log"])) this.#draw_details();
    if (changed(["lens"])) { this.maps.draw_names(this.#surface.minima, after.lens); this.#draw_walks(); }
    if (changed(["height"])) this.#draw_scene();
    if (changed(["map", "view", "panel", "optimizers"])) this.#reframe();
    if (how === "push") this.#write_address("soon");
    else this.#write_address("later");
  }

  #after_frame(task) { requestAnimationFrame(() => setTimeout(task)); }

  // ---- requests -------------------------------------------------------------------------------------------------------------

  #walk() {
    const { starts, optimizers, learning_rate, momentum, max_iterations, tolerance } = this.#state;
    const settings = page_data.optimizers.filter(({ id }) => optimizers.includes(id)).map(({ id, hyperparameters }) => ({ id, learning_rate, ...(hyperparameters.includes("momentum") ? { momentum } : {}) }));
    this.request_walks({ body: { surface: this.#surface_body, starts, optimizers: settings, max_iterations, tolerance }, key: this.#key });
  }

  #take_walks(runs, wish) {
    if (wish.key !== this.#key) return;
    const { optimizers, starts } = wish.body;
    const walks = runs.map((run, i) => {
      const index = page_data.optimizers.findIndex(({ id }) => id === run.optimizer.id);
      const start_index = Math.floor(i / optimizers.length);
      return { run, look: look_of(index), name: page_data.optimizers[index].name, start_index, active: start_index === starts.length - 1, outcome: outcome_sentence(run, this.#surface.minima) };
    });
    if (this.#shown_key === wish.key) {
      this.#show_walks(walks);
      return;
    }
    // Another surface: the old picture stays until the new one's terrain is here.
    this.#walks_waiting = walks;
    this.#focus = focus_box(this.#surface, walks.map(({ run }) => run.theta));
    this.#ask_grid();
  }

  #walks_waiting = null;

  #show_walks(walks) {
    const at_end = this.#clock.t === this.#clock.last;
    this.#walks = walks;
    const last = Math.max(...walks.map(({ run }) => run.iterations));
    // The clock tells of each of these changes; one drawing at the end is enough.
    this.#holding = true;
    this.#clock.set_last(last);
    this.#settle_time(at_end, last);
    this.#holding = false;
    this.maps.set_starts(this.#state.starts);
    this.maps.place_lenses(walks);
    this.#words_stale = true;
    this.#draw_time();
    this.#draw_details();
  }

  #holding = false;

  /** Where the clock stands after new walks: a new start plays, a dragged one shows the whole, a changed dial keeps the time. */
  #settle_time(at_end, last) {
    const how = this.#fresh_walk;
    this.#fresh_walk = "keep";
    if (how === "restored") this.#clock.seek(this.#state.t ?? last);
    else if (how === "whole") this.#clock.seek(last);
    else if (how === "keep") { if (at_end && !this.#clock.playing) this.#clock.seek(last); } else if (reduced_motion()) this.#clock.seek(last);
    else { this.#clock.seek(0); this.#clock.play(); }
  }

  get #present_view() {
    const { map } = this.#state;
    return this.maps.fitted(map ?? this.#focus, map === null);
  }

  #ask_grid() {
    if (!this.#focus) return;
    const wish = this.#state.view === "3d" ? this.maps.scene_wish(this.#focus, this.#surface_body, this.#key) : this.maps.wish(this.#present_view, this.#surface_body, this.#key);
    this.request_grid(wish);
  }

  async #take_grid(grid, wish) {
    if (wish.key !== this.#key) return;
    this.maps.take_grid(grid, wish.key, this.#surface.minima);
    this.#shown_key = wish.key;
    if (wish.view === null) this.#scene_grid = { grid, key: wish.key };
    else this.maps.set_view(this.#present_view);
    this.fit_chart.set_surface(this.#surface);
    this.card.show(this.#surface);
    const walks = this.#walks_waiting;
    this.#walks_waiting = null;
    if (walks) this.#show_walks(walks);
    else this.#draw_walks();
    if (wish.view === null) await this.#draw_scene();
    else await this.maps.draw_terrain(this.#surface.minima, this.#state.lens);
    this.altimeter.draw(this.#active, this.#clock.t, this.maps.levels, ink());
    document.body.dataset.ready = "true";
  }

  // ---- layout ---------------------------------------------------------------------------------------------------------------

  #apply_layout() {
    find("[data-explorer]").dataset.view = this.#state.view;
    this.maps.measure();
    set_text(find("[data-hint]"), matchMedia("(pointer: coarse)").matches ? "Tap anywhere to start from there" : "Click anywhere to start from there");
  }

  #reframe() {
    if (!this.#focus) return;
    if (this.#state.view !== "3d") {
      this.maps.set_view(this.#present_view);
      this.maps.place_lenses(this.#walks);
      this.maps.draw_names(this.#surface.minima, this.#state.lens);
      this.#draw_walks();
    } else if (this.#scene_grid?.key === this.#key) this.#draw_scene();
    this.#ask_grid();
    this.#words_stale = true;
    this.#draw_time();
  }

  #resized() {
    if (!this.#focus) return;
    this.fit_chart.resize();
    this.#reframe();
    this.#draw_details();
  }

  #redraw_all() {
    if (!this.#focus) return;
    this.#draw_time();
    if (this.#state.view === "3d") this.#draw_scene();
    else this.maps.draw_terrain(this.#surface.minima, this.#state.lens);
  }

  // ---- drawing --------------------------------------------------------------------------------------------------------------

  #controls_timer = 0;

  #draw_controls_soon() { this.#controls_timer ||= setTimeout(() => this.#draw_controls(), CONTROLS_WAIT); }

  #draw_controls() {
    clearTimeout(this.#controls_timer);
    this.#controls_timer = 0;
    this.maps.set_starts(this.#state.starts);
    this.controls.draw(this.#state);
    this.starts.draw(this.#state.starts);
    const { optimizers, panel } = this.#state;
    find("[data-explorer]").style.setProperty("--panels", String(optimizers.length));
    const picked = optimizers.includes(panel) ? panel : optimizers[0];
    for (const { id } of page_data.optimizers) {
      const { classList } = find(`[data-panel="${id}"]`);
      classList.toggle("panel--off", !optimizers.includes(id));
      classList.toggle("panel--picked", id === picked);
    }
  }

  #draw_walks() { this.maps.draw_walks(this.#walks, this.#clock.t, { playing: this.#clock.playing, lens: this.#state.lens }); }

  /** All that moves with the clock: the walks in this frame, words and charts when it is on the screen. */
  #draw_time() {
    if (this.#holding) return;
    this.#draw_walks();
    if (!this.#clock.playing) this.clock_bar.draw();
    if (this.#state.view === "3d") this.scene.draw_time(this.#walks, this.#clock.t);
    this.#draw_words();
    this.#draw_below();
  }

  #draw_words = this.#at_most_every(WORDS_EVERY, () => {
    if (this.#controls_timer) this.#draw_controls();
    if (this.#words_stale) this.panels.draw(this.#active, this.#state);
    this.#words_stale = false;
    this.clock_bar.draw();
    this.panels.draw_time(this.#clock.t);
    if (this.maps.levels) this.altimeter.draw(this.#active, this.#clock.t, this.maps.levels, ink());
  });

  #words_stale = false;

  /**
   * A task for after the next frame, done at most once in so many milliseconds; calls in between are made good by one at the end.
   * @param {number} milliseconds
   * @param {() => void} task
   */
  #at_most_every(milliseconds, task) {
    let due = false;
    let done = 0;
    return () => {
      if (due) return;
      due = true;
      setTimeout(() => this.#after_frame(() => {
        due = false;
        done = performance.now();
        task();
      }), Math.max(0, done + milliseconds - performance.now()));
    };
  }

  /** Below the fold: no more often than one can read. */
  #draw_below = this.#at_most_every(READABLE, () => {
    const { t } = this.#clock;
    this.loss_chart.draw_cursor();
    this.fit_chart.draw(this.#active, t);
    this.table.draw_time(t);
    this.inspector.draw(this.#active, t);
  });

  /** Charts and table of new walks. */
  #draw_details = this.#at_most_every(READABLE, () => {
    if (this.#walks.length === 0) return;
    this.loss_chart.draw(this.#walks, { log: this.#state.log, lowest: this.maps.levels?.lowest ?? 0 });
    this.table.draw(this.#walks, this.#state.starts);
    this.table.draw_time(this.#clock.t);
    this.clock_bar.draw_arrivals(this.#active);
    this.fit_chart.draw(this.#active, this.#clock.t);
    set_text(find("[data-picture]"), this.panels.describe(this.#clock.last));
    if (this.#state.view === "3d") this.#draw_scene();
  });

  async #draw_scene() {
    if (this.#state.view !== "3d" || this.#scene_grid?.key !== this.#key) return;
    await this.scene.draw({ grid: this.#scene_grid.grid, levels: this.maps.levels, walks: this.#walks, t: this.#clock.t, ink: ink(), height: this.#state.height });
  }

  #show_hint() { if (!this.#clicked && this.#state.view !== "3d") find("[data-hint]").hidden = false; }

  // ---- starts ---------------------------------------------------------------------------------------------------------------

  #clicked = false;

  #click(start, adds) {
    this.#clicked = true;
    find("[data-hint]").hidden = true;
    const { starts } = this.#state;
    const full = starts.length >= page_data.limits.starts.maximum;
    if (adds && full) notify(`There are ${starts.length} starts already; remove one first.`);
    this.#fresh_walk = "play";
    this.change({ starts: adds && !full ? [...starts, start] : starts.with(-1, start) }, "push");
  }

  #drag_start(i, start) {
    this.#clock.pause();
    this.#fresh_walk = "whole";
    this.change({ starts: this.#state.starts.with(i, start) }, "replace");
  }

  #add_start() {
    const { starts } = this.#state;
    if (starts.length >= page_data.limits.starts.maximum) return;
    const { view } = this.maps;
    const [x, y] = FREE_PLACES[(starts.length - 1) % FREE_PLACES.length];
    const box = view ? [view.w0, view.w1, view.b0, view.b1] : this.#focus;
    const round = (value) => Number(value.toPrecision(3));
    this.#fresh_walk = "play";
    this.change({ starts: [...starts, [round(box[0] + x * (box[1] - box[0])), round(box[3] - y * (box[3] - box[2]))]] }, "push");
    this.#draw_controls();
    this.maps.focus_start(starts.length);
  }

  #remove_start(i) {
    const { starts } = this.#state;
    if (starts.length > 1) this.change({ starts: starts.toSpliced(i, 1) }, "push");
    this.#draw_controls();
  }

  #start_key(event, map) {
    const handle = event.target.closest("[data-start]");
    if (!handle || event.ctrlKey || event.metaKey) return;
    const i = Number(handle.dataset.start);
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.#remove_start(i);
      this.maps.focus_start(Math.max(0, i - 1));
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!direction) return;
    event.preventDefault();
    const step = key_step(map.view) * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
    const [w, b] = this.#state.starts[i];
    this.#drag_start(i, [w + direction[0] * step, b + direction[1] * step].map((value) => Number(value.toPrecision(12))));
  }

  // ---- address --------------------------------------------------------------------------------------------------------------

  #entry_due = false;

  #query(t) { return to_query({ ...this.#state, t }, this.defaults, table); }

  /** Writes the state into the address: at once as a new entry, or, for what moves, when it has come to rest. */
  #write_address(how) {
    clearTimeout(this.#address_timer);
    this.#entry_due &&= how !== "push";
    if (how === "soon") {
      // A new entry keeps the browser busy for some milliseconds, so it waits for the answer to be on the screen.
      this.#entry_due = true;
      this.#address_timer = setTimeout(() => this.#write_address("push"), ENTRY_WAIT);
      return;
    }
    if (how === "later") {
      this.#address_timer = setTimeout(() => this.#write_address(this.#entry_due ? "push" : "replace"), ADDRESS_REST);
      return;
    }
    // A time is worth writing when the clock was stopped on the way; a finished walk is simply the walk.
    const { t, last, playing } = this.#clock;
    const moment = this.#walks.length === 0 ? this.#state.t : playing || t === last || this.#fresh_walk === "play" ? null : t;
    this.#state = { ...this.#state, t: moment };
    const address = location.pathname + this.#query(moment);
    if (address === location.pathname + location.search) return;
    history[how === "push" ? "pushState" : "replaceState"](null, "", address);
  }

  #restore() {
    clearTimeout(this.#address_timer);
    const { state, damaged } = from_query(location.search, page_data, this.defaults, table);
    if (damaged) notify(`This link is damaged: its “${damaged}” cannot be read. The default walk is shown instead.`);
    this.#clock.pause();
    clearTimeout(this.#address_timer);
    this.#state = state;
    this.#fresh_walk = "restored";
    Object.assign(this.#clock, { loop: state.loop, speed: state.speed });
    this.#draw_controls();
    this.#apply_layout();
    this.#walk();
    this.#reframe();
  }
}

/** An arrow key moves a start by about a hundredth of the map, to round numbers. */
const key_step = (view) => 10 ** Math.round(Math.log10(6 / scale_of(view)));

new Explorer();
