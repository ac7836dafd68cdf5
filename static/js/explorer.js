/**
 * The explorer: state in, requests out, answers drawn. Everything that changes the picture goes through `change`.
 */

import { Address } from "./address.js";
import { channel, fetch_descents, fetch_grid, fetch_loss } from "./api.js";
import { Clock } from "./clock.js";
import { Controls } from "./views/controls.js";
import { Batches } from "./views/batches.js";
import { DataLine } from "./views/data_line.js";
import { fits, is_mark } from "./data/link.js";
import { GROUND_KEYS, Grounds, NO_GROUND } from "./grounds.js";
import { default_state, from_query, properties, suggested_state, to_query } from "./state.js";
import { find, reduced_motion, set_text } from "./dom.js";
import { number, plain, point } from "./format.js";
import { box_of, focus_box } from "./viewport.js";
import { free_place, key_moved } from "./starts.js";
import { listen_to_keys } from "./keyboard.js";
import { after_frame, at_most_every, hush } from "./pace.js";
import { looks_of } from "./walks.js";
import { Maps } from "./views/maps.js";
import { notify, progress, watch_connection, wire_copy_link, wire_dialogs } from "./views/notices.js";
import { outcome_sentence } from "./outcome.js";
import { Picture } from "./views/picture.js";
import { setting_of, with_own } from "./settings.js";
import { Roster } from "./views/roster.js";
import { StartsList } from "./views/starts_list.js";
import { SurfaceTools } from "./views/surface_tools.js";

const NARROW = matchMedia("(max-width: 760px)");
const COARSE = matchMedia("(pointer: coarse)");
/** What of the state decides the walks, and what the layout. */
const WALK_KEYS = [...GROUND_KEYS, "starts", "optimizers", "own", "learning_rate", "momentum", "max_iterations", "tolerance", "batch_size", "seed"];
/** What a surface suggests. */
const SUGGESTED_KEYS = ["starts", "learning_rate", "momentum", "max_iterations", "tolerance", "own"];
const LAYOUT_KEYS = ["view", "panel", "optimizers"];
/** Milliseconds that fields and labels wait for the walks to be drawn first; longer while a hand drags, for they cost a layout. */
const CONTROLS_WAIT = 60;
const CONTROLS_WAIT_DRAGGED = 250;
/** Milliseconds that a press keeps everything else still; an answer is here within them. */
const STILL = 80;
/** Milliseconds between two terrains while a data point is in a hand. */
const TERRAIN_EVERY = 160;

const page_data = JSON.parse(find("[data-page-data]").textContent);
const table = properties(page_data);
const same_point = (a, b) => a[0] === b[0] && a[1] === b[1];

class Explorer {
  #clock = new Clock();
  #address = new Address(() => this.#query());
  #state;
  #ground;
  #surface = null;
  #looks;
  /** Properties that wait for what the surface suggests. */
  #wanted = [];
  #shown_key = null;
  #walks_waiting = null;
  #focus = null;
  #focus_key = null;
  #fresh_walk = "intro";
  #controls_timer = 0;
  #settling = false;
  #clicked = false;
  /** A data point in a hand: what is asked for with it is shown, though the surface has moved on meanwhile. */
  #hand = null;
  /** After a hand the map stays where it is, until the new terrain is here. */
  #steady = false;

  constructor() {
    this.defaults = default_state(page_data, NARROW.matches);
    this.#open_channels();
    this.#build_views();
    this.#listen();
    this.#read_address("intro");
    this.#walk();
  }

  get #key() { return this.#ground.key; }

  #open_channels() {
    const busy = progress();
    this.grounds = new Grounds(page_data, {
      described: (key) => { if (key === this.#key) this.#walk(); },
      failed: (error, key) => { if (key === this.#key) this.#open_default(`This link’s surface cannot be shown: ${error.message}.`); },
      busy,
    });
    this.request_walks = channel(({ body }) => fetch_descents(body), {
      answered: (runs, wish) => this.#take_walks(runs, wish),
      failed: (error) => notify(`These walks cannot be computed: ${error.message}`),
      busy,
    });
    this.request_grid = channel(({ surface, w, b }) => fetch_grid({ surface, w, b }), {
      answered: (grid, wish) => this.#take_grid(grid, wish),
      failed: (error) => notify(`The map cannot be drawn: ${error.message}`),
      busy,
    });
    this.request_loss = channel(({ surface, theta }) => fetch_loss(surface, theta), {
      answered: (loss, { theta, map }) => map.read(`here ${point(theta)}: loss ${number(loss, 4)}`),
      failed: (_, { map }) => map.read(""),
      busy: () => {},
    });
  }

  #build_views() {
    this.maps = new Maps({
      click: (start, adds, handle) => this.#click(start, adds, handle),
      move_start: (i, start) => this.#move_start(i, start, "later"),
      press: () => this.#hold_still(),
      rest: () => this.#rest(),
      hover: (theta, map) => this.request_loss({ surface: this.#ground.body, theta, map }),
      start_key: (event, map) => this.#start_key(event, map),
      view_changed: () => this.picture.draw_over(),
      moved: (box) => this.#move_map(box),
      resized: () => this.#resized(),
    }, page_data);
    this.controls = new Controls(page_data, (patch, how) => this.change(patch, how));
    this.tools = new SurfaceTools(page_data, this.grounds, (patch, how) => this.change(patch, how));
    this.roster = new Roster(page_data, (patch, how) => this.change(patch, how));
    this.starts = new StartsList(page_data.limits.coordinate, page_data.limits.starts.maximum, {
      set: (i, start) => this.change({ starts: this.#state.starts.with(i, start) }, "replace"),
      add: () => this.#add_start(),
      remove: (i) => this.#remove_start(i),
      clear: () => this.change({ starts: [this.#state.starts.at(-1)] }, "push"),
    });
    this.picture = new Picture(page_data, this.maps, this.#clock, {
      pick: (panel) => this.change({ panel }, "replace"),
      data: { move: (i, datum) => this.#move_datum(i, datum), rest: () => this.#rest_data() },
    });
    this.data_line = new DataLine(page_data, {
      choose: (data) => this.change({ data, suggested: true }, "push"),
      edit: (data) => this.#morph(data),
      rest: () => this.#rest_data(),
    });
    find("[data-race-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run_race();
    });
    this.batches = new Batches(page_data.limits, (patch, how) => this.change(patch, how));
    wire_dialogs();
    watch_connection();
    wire_copy_link(() => this.#address.replace(), () => (fits(this.#state.data) ? "The link is copied. It opens exactly this picture." : "The link is copied, but its data are too large for a link: they are kept in this browser tab only. Send the file with it."));
  }

  #listen() {
    const clock = this.#clock;
    clock.addEventListener("change", () => { if (!this.#settling) this.picture.draw_time(); });
    clock.addEventListener("rest", () => {
      this.picture.draw_time();
      this.#show_hint();
      this.#address.replace_later();
    });
    addEventListener("popstate", () => this.#restore());
    document.documentElement.addEventListener("themechange", () => this.#redraw());
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

  #set_state(state) {
    if (!this.#state || GROUND_KEYS.some((key) => this.#state[key] !== state[key])) this.#ground = this.grounds.of(state);
    if (this.#state?.optimizers !== state.optimizers) this.#looks = looks_of(page_data.optimizers, state.optimizers);
    this.#state = state;
    this.picture.state = state;
    Object.assign(this.#clock, { loop: state.loop, speed: state.speed });
  }

  /**
   * Changes the state and the picture with it.
   * @param {object} patch properties of the state; `suggested: true` restores the surface's own
   * @param {"push" | "replace" | "later"} how the browser's history takes it; later: not before the hand lets go
   */
  change({ suggested, ...patch }, how) {
    const before = this.#state;
    const leaves = patch.surface !== undefined && patch.surface !== before.surface;
    let after = { ...before, ...(leaves ? NO_GROUND : {}), ...patch };
    if (suggested || leaves) {
      after = { ...after, map: null };
      this.#wanted = SUGGESTED_KEYS;
      this.#steady = false;
      this.#fresh_walk = "play";
      this.maps.forget_move();
    }
    if (after.data !== null && after.loss !== before.loss) this.#wanted = this.#unturned(before);
    this.#set_state(after);
    this.#take_suggested();
    after = this.#state;
    const changed = (keys) => keys.some((key) => before[key] !== after[key]);
    // The request goes out first. Handles move in the frame of its answer, fields a little later: a frame of their own would only
    // keep the answer waiting.
    if (changed(WALK_KEYS)) this.#walk();
    if (changed(WALK_KEYS)) this.race?.check();
    if (changed(["starts"])) this.maps.tell_starts(after.starts);
    if (changed([...LAYOUT_KEYS, "surface"])) {
      this.#draw_controls();
      this.maps.measure();
    } else this.#controls_timer ||= setTimeout(() => this.#draw_controls(), how === "later" ? CONTROLS_WAIT_DRAGGED : CONTROLS_WAIT);
    if (changed([...LAYOUT_KEYS, "map"])) this.#reframe();
    if (changed(["log"])) this.picture.draw_details();
    if (changed(["lens"])) this.picture.draw_over();
    if (changed(["height"])) this.picture.draw_scene();
    if (how === "push") this.#address.enter_soon();
    else if (how === "replace") this.#address.replace_later();
    else this.#address.forget();
  }

  /** With another loss, the sum of many squares rather than their mean, dials that stand at what was suggested follow the suggestion. */
  #unturned(state) {
    const suggested = this.#surface?.suggested;
    return suggested ? ["learning_rate", "tolerance"].filter((key) => state[key] === suggested[key]) : [];
  }

  /** The surface's own good values, as soon as it is known. */
  #take_suggested() {
    const surface = this.#wanted.length > 0 ? this.grounds.known(this.#ground) : null;
    if (!surface) return;
    const suggested = surface.suggested ? suggested_state(surface) : {};
    this.#set_state({ ...this.#state, ...Object.fromEntries(Object.entries(suggested).filter(([key]) => this.#wanted.includes(key))) });
    this.#wanted = [];
  }

  // ---- requests and answers -------------------------------------------------------------------------------------------------

  /** Asks for the walks of the present state; of a surface that is not known yet, for its description first. */
  #walk() {
    const surface = this.grounds.known(this.#ground);
    if (!surface) return;
    if (this.#wanted.length > 0) {
      this.#take_suggested();
      this.#draw_controls();
      // The address may have been written before the description came, with another surface's values.
      this.#address.replace_later();
    }
    if (this.#surface !== surface) this.tools.draw(this.#state);
    this.#surface = surface;
    const { starts, optimizers, max_iterations, tolerance } = this.#state;
    const settings = page_data.optimizers.filter(({ id }) => optimizers.includes(id)).map((entry) => setting_of(entry, this.#state, surface));
    const { batch_size, seed } = this.#state;
    const batch = batch_size !== null && surface.data ? { batch: { size: batch_size, seed } } : {};
    const body = { surface: this.#ground.body, starts, optimizers: settings, max_iterations, tolerance, ...batch, events: false };
    this.request_walks({ body, key: this.#key, hand: this.#hand });
  }

  /** Whether an answer is of the present surface or, while a data point is in a hand, of anything that this hand has made of it. */
  #wanted_still({ key, hand }) { return hand === this.#hand && (hand !== null || key === this.#key); }

  #take_walks(runs, wish) {
    if (!this.#wanted_still(wish)) return;
    const { optimizers, starts } = wish.body;
    const looks = looks_of(page_data.optimizers, optimizers.map(({ id }) => id));
    const walks = runs.map((run, i) => {
      const { id, name, shares_dials } = page_data.optimizers.find((entry) => entry.id === run.optimizer.id);
      const start_index = Math.floor(i / optimizers.length);
      const outcome = outcome_sentence(run, this.#surface.minima, this.#surface.minima_are === "found");
      return { run: { ...run, whole_steps: !shares_dials }, outcome, look: looks.get(id), name, start_index, active: start_index === starts.length - 1 };
    });
    if (this.#hand) {
      this.#focus_key = this.#key;
      this.#ask_terrain();
    }
    if (this.#shown_key === wish.key || this.#hand) {
      this.#show_walks(walks);
      return;
    }
    // Another surface: the old picture stays until the new one's terrain is here.
    this.#walks_waiting = walks;
    // A bowl that is turned under one's hand stays in the frame that it has.
    if (this.#state.parameters !== null && this.picture.surface?.id === this.#surface.id) this.#focus_key = this.#key;
    else this.#frame(walks);
    this.#ask_grid();
  }

  /** The box that a map opens with follows from the walks. It stays while a start moves, for a map that jumps under the hand is none. */
  #frame(walks) {
    if (!this.#steady) this.#focus = focus_box(this.#surface, walks.map(({ run }) => run.theta));
    this.#focus_key = this.#key;
  }

  #show_walks(walks) {
    const at_end = this.#clock.t === this.#clock.last;
    const last = Math.max(...walks.map(({ run }) => run.iterations));
    // The clock tells of each of these changes; one drawing at the end is enough.
    this.#settling = true;
    this.#clock.set_last(last);
    this.#settle_time(at_end, last);
    this.#settling = false;
    this.picture.show_walks(walks);
    this.roster.draw_schedules(this.picture.active);
    if (this.#controls_timer && !this.picture.dragging) after_frame(() => this.#draw_controls());
  }

  /** Where the clock stands after new walks: a new start plays, a dragged one shows the whole, a changed dial keeps the time. */
  #settle_time(at_end, last) {
    const how = this.#fresh_walk;
    this.#fresh_walk = "keep";
    if (how === "keep" && (!at_end || this.#clock.playing)) return;
    if (how === "restored") this.#clock.seek(this.#state.t ?? last);
    else if (how === "keep" || how === "whole" || reduced_motion()) this.#clock.seek(last);
    else {
      this.#clock.seek(0);
      this.#clock.play();
    }
  }

  #ask_grid() {
    const ask = (wish) => this.request_grid({ ...wish, hand: this.#hand });
    if (this.#state.view === "3d") ask(this.maps.scene_wish(this.#focus, this.#ground.body, this.#key));
    else if (this.#state.map && !this.maps.knows(this.#key) && !this.#hand) ask({ ...this.maps.wish(this.maps.fitted(this.#focus, true), this.#ground.body, this.#key), for_levels: true });
    else ask(this.maps.wish(this.#view, this.#ground.body, this.#key));
  }

  async #take_grid(grid, wish) {
    if (!this.#wanted_still(wish)) return;
    this.maps.take_grid(grid, wish.key, this.#surface.minima, this.#hand !== null);
    if (this.#hand) {
      if (wish.view === null) this.picture.take_scene_grid(grid, wish.key);
      this.picture.draw_terrain();
      return;
    }
    // A link to a narrow view: colours and levels are those of the whole, as they were where the link was made.
    if (wish.for_levels) {
      this.#ask_grid();
      return;
    }
    this.#shown_key = wish.key;
    this.#steady = false;
    if (wish.view === null) this.picture.take_scene_grid(grid, wish.key);
    else if (!this.maps.moving) this.maps.set_view(this.#view);
    this.picture.show_surface(this.#surface);
    // The rates that suit it are known only now.
    this.roster.draw(this.#state, this.#surface, this.#looks);
    const walks = this.#walks_waiting;
    this.#walks_waiting = null;
    if (walks) this.#show_walks(walks);
    else this.picture.draw_time();
    await this.picture.draw_terrain();
    document.body.dataset.ready = "true";
    this.tools.drawn();
  }

  // ---- the race -------------------------------------------------------------------------------------------------------------

  async #run_race() {
    const { Race } = await import("./views/race.js");
    this.race ??= new Race(page_data.limits.budget, { wish: () => this.#race_wish(), use: (rates) => this.#use_rates(rates) });
    this.race.run();
  }

  /** What the rates are searched for; the present rates do not matter. */
  #race_wish() {
    const shown = page_data.optimizers.filter(({ id }) => this.#state.optimizers.includes(id));
    const optimizers = shown.map((entry) => setting_of(entry, this.#state, this.#surface)).map(({ learning_rate: _, ...rest }) => rest);
    const walks = shown.map(({ id, name }) => ({ id, name, look: this.#looks.get(id) }));
    return { body: { surface: this.#ground.body, start: this.#state.starts.at(-1), optimizers }, walks, lowest: this.maps.levels?.lowest ?? 0 };
  }

  #use_rates(rates) {
    const own = Object.entries(rates).reduce((all, [id, rate]) => with_own(all, id, "learning_rate", rate), this.#state.own);
    this.#fresh_walk = "play";
    this.change({ own }, "push");
  }

  // ---- layout ---------------------------------------------------------------------------------------------------------------

  get #view() { return this.maps.fitted(this.#state.map ?? this.#focus, this.#state.map === null); }

  #reframe() {
    // Another surface's walks are on their way: the old picture stays until they are here.
    if (this.#focus_key !== this.#key) return;
    if (this.#state.view !== "3d") this.maps.set_view(this.#view);
    else if (this.picture.has_scene(this.#key)) this.picture.draw_scene();
    if (this.picture.surface) this.picture.lay_out();
    this.#ask_grid();
  }

  /** @param {import("./viewport.js").Box | null} box null: fit what there is to see now */
  #move_map(box) {
    if (box === null && this.#focus_key === this.#key && this.picture.walks.length > 0) this.#frame(this.picture.walks);
    this.change({ map: box }, "replace");
    if (box === null) this.#reframe();
  }

  #resized() {
    this.maps.measure();
    this.#reframe();
    this.picture.resized();
  }

  #redraw() {
    if (!this.picture.surface) return;
    this.picture.draw_time();
    this.picture.draw_details();
    this.picture.draw_terrain();
  }

  #draw_controls() {
    clearTimeout(this.#controls_timer);
    this.#controls_timer = 0;
    const { starts, view } = this.#state;
    find("[data-explorer]").dataset.view = view;
    this.picture.panels.arrange(this.#state, this.#looks);
    this.maps.adopt();
    this.maps.set_starts(starts);
    this.controls.draw(this.#state);
    this.batches.draw(this.#state, this.#ground.body.data ?? null);
    this.data_line.draw(this.#state, page_data.surfaces.find(({ id }) => id === this.#state.surface)?.data ?? null);
    this.tools.draw(this.#state);
    this.roster.draw(this.#state, this.#surface, this.#looks);
    this.starts.draw(starts);
  }

  #show_hint() {
    const hint = find("[data-hint]");
    set_text(hint, `${COARSE.matches ? "Tap" : "Click"} anywhere to start from there`);
    hint.hidden = this.#clicked;
  }

  // ---- starts ---------------------------------------------------------------------------------------------------------------

  #allowed(start) {
    const { minimum, maximum } = page_data.limits.coordinate;
    return start.map((value) => Math.min(Math.max(value, minimum), maximum));
  }

  get #full() { return this.#state.starts.length >= page_data.limits.starts.maximum; }

  /** While a pointer is pressed, and until its walks are here, nothing else moves. */
  #hold_still() {
    this.#clock.hold(STILL);
    hush(STILL);
  }

  #click(start, adds, handle) {
    // A click on another start's handle takes it up, no more; on the last one's it is a click on the ground under it.
    if (handle !== null && handle !== this.#state.starts.length - 1 && !adds) return;
    this.#hold_still();
    this.#clicked = true;
    const { starts } = this.#state;
    if (!same_point(start, this.#allowed(start))) {
      const { minimum, maximum } = page_data.limits.coordinate;
      notify(`A start's w and b may be from ${plain(minimum)} to ${plain(maximum)}.`);
      return;
    }
    if (adds && this.#full) notify(`There are ${starts.length} starts already; remove one first.`);
    this.#fresh_walk = "play";
    this.change({ starts: adds && !this.#full ? [...starts, start] : starts.with(-1, start) }, "push");
  }

  /** The hand lets a start go. */
  #rest() {
    this.picture.let_go();
    this.#address.enter();
  }

  #move_start(i, start, how) {
    this.picture.carried = how === "later" ? i : null;
    this.#clock.pause();
    this.#fresh_walk = "whole";
    this.change({ starts: this.#state.starts.with(i, this.#allowed(start)) }, how);
  }

  #add_start() {
    if (this.#full || !this.#focus) return;
    const { starts } = this.#state;
    this.#fresh_walk = "play";
    this.change({ starts: [...starts, free_place(this.maps.view ? box_of(this.maps.view) : this.#focus, starts.length)] }, "push");
    this.#draw_controls();
    this.maps.focus_start(starts.length);
  }

  #remove_start(i) {
    if (this.#state.starts.length > 1) this.change({ starts: this.#state.starts.toSpliced(i, 1) }, "push");
    this.#draw_controls();
  }

  #start_key(event, map) {
    const handle = event.target.closest("[data-start]");
    if (!handle || event.ctrlKey || event.metaKey) return;
    const i = Number(handle.dataset.start);
    const moved = key_moved(event, this.#state.starts[i], map.view);
    const removes = event.key === "Delete" || event.key === "Backspace";
    if (moved || removes) event.preventDefault();
    if (moved) this.#move_start(i, moved, "replace");
    if (!removes) return;
    this.#remove_start(i);
    this.maps.focus_start(Math.max(0, i - 1));
  }

  // ---- data -----------------------------------------------------------------------------------------------------------------

  #move_datum(i, datum) {
    const data = this.#surface.data.with(i, this.#allowed_datum(datum));
    if (!same_point(data[i], this.#surface.data[i])) this.#morph(data);
  }

  #allowed_datum(datum) {
    const { minimum, maximum } = page_data.limits.data_value;
    return datum.map((value) => Math.min(Math.max(value, minimum), maximum));
  }

  /** Data in a hand: walks, maps and fit follow them, while the view, the settings and what the colours mean stay. */
  #morph(data) {
    if (!this.#surface?.data) return;
    this.#hand ??= {};
    this.picture.morphing = true;
    this.grounds.hold(this.#surface);
    this.change({ data }, "later");
    this.picture.follow(this.#surface);
  }

  /** The hand lets go: what has become of the surface is described, and its minima and levels are found. */
  #rest_data() {
    if (!this.#hand) return;
    this.#hand = null;
    this.picture.morphing = false;
    this.grounds.let_go();
    this.maps.forget_levels();
    this.#shown_key = null;
    this.#steady = true;
    this.#walk();
    this.#address.enter();
  }

  #ask_terrain = at_most_every(() => TERRAIN_EVERY, () => { if (this.#hand) this.#ask_grid(); });

  // ---- address --------------------------------------------------------------------------------------------------------------

  /** The state's query. A time is worth writing when the clock was stopped on the way; a finished walk is simply the walk. */
  #query() {
    const { t, last, playing } = this.#clock;
    const walked = this.picture.walks.length > 0;
    this.#set_state({ ...this.#state, t: walked ? (playing || t === last || this.#fresh_walk === "play" ? null : t) : this.#state.t });
    return to_query({ ...this.#state, map: this.#map_of_link() }, this.defaults, table);
  }

  /** A map that was never moved needs no words, unless the walks have moved on since it was framed: the link opens what is seen. */
  #map_of_link() {
    const { map } = this.#state;
    const { view } = this.maps;
    if (map !== null || !view || this.#walks_waiting || this.#focus_key !== this.#key || this.picture.walks.length === 0) return map;
    const framed = focus_box(this.#surface, this.picture.walks.map(({ run }) => run.theta));
    return framed.every((edge, i) => edge === this.#focus[i]) ? null : box_of(view);
  }

  #read_address(fresh_walk) {
    const { state, damaged } = from_query(location.search, page_data, this.defaults, table);
    if (damaged) {
      const lost = damaged === "data" && is_mark(new URLSearchParams(location.search).get("data"));
      this.#say_default(lost ? "This link's data are too large for a link and are not in this browser tab; paste them to walk on them." : `This link is damaged: its “${damaged}” cannot be read.`);
    }
    this.#set_state(state);
    const named = new URLSearchParams(location.search);
    this.#wanted = damaged ? [] : SUGGESTED_KEYS.filter((key) => !named.has(key) && (state.data !== null || !page_data.surfaces.find(({ id }) => id === state.surface)?.suggested));
    this.#fresh_walk = state.t === null ? fresh_walk : "restored";
    this.#draw_controls();
  }

  #say_default(why) {
    notify(`${why} The default walk is shown instead.`);
    history.replaceState(null, "", location.pathname);
  }

  /** A link's surface is none: the server cannot make anything of its formula, say. */
  #open_default(why) {
    this.#say_default(why);
    this.#wanted = [];
    this.#set_state(this.defaults);
    this.#draw_controls();
    this.#walk();
  }

  /** Back, forward: the state of the address, at rest. */
  #restore() {
    this.#address.forget();
    this.#clock.pause();
    this.maps.forget_move();
    this.#address.forget();
    this.#read_address("restored");
    this.#walk();
    this.#reframe();
  }
}

new Explorer();
