/**
 * The explorer: state in, requests out, answers drawn. Everything that changes the picture goes through `change`.
 */

import { channel, fetch_descents, fetch_grid, fetch_loss } from "./api.js";
import { Clock } from "./clock.js";
import { Controls } from "./views/controls.js";
import { Batches } from "./views/batches.js";
import { DataLine } from "./views/data_line.js";
import { DataMoves } from "./explorer/data_moves.js";
import { fits } from "./data/link.js";
import { GROUND_KEYS, Grounds, NO_GROUND } from "./grounds.js";
import { default_state, suggested_state } from "./state.js";
import { find, reduced_motion } from "./dom.js";
import { LinkedState, SUGGESTED_KEYS } from "./explorer/linked_state.js";
import { number, point } from "./format.js";
import { focus_box } from "./viewport.js";
import { listen_to_keys } from "./keyboard.js";
import { after_frame } from "./pace.js";
import { looks_of } from "./walks.js";
import { Maps } from "./views/maps.js";
import { notify, progress, watch_connection, wire_copy_link, wire_dialogs } from "./views/notices.js";
import { outcome_sentence } from "./outcome.js";
import { Picture } from "./views/picture.js";
import { RaceSection } from "./explorer/race_section.js";
import { Roster } from "./views/roster.js";
import { setting_of } from "./settings.js";
import { StartMoves } from "./explorer/start_moves.js";
import { StartsList } from "./views/starts_list.js";
import { SurfaceTools } from "./views/surface_tools.js";

const NARROW = matchMedia("(max-width: 760px)");
/** What of the state decides the walks, and what the layout. */
const WALK_KEYS = [...GROUND_KEYS, "starts", "optimizers", "own", "learning_rate", "momentum", "max_iterations", "tolerance", "batch_size", "seed"];
const LAYOUT_KEYS = ["view", "panel", "optimizers"];
/** Milliseconds that fields and labels wait for the walks to be drawn first; longer while a hand drags, for they cost a layout. */
const CONTROLS_WAIT = 60;
const CONTROLS_WAIT_DRAGGED = 250;

const page_data = JSON.parse(find("[data-page-data]").textContent);

export class Explorer {
  clock = new Clock();
  state;
  /** The surface of the state as the API takes it, with its key. */
  ground;
  /** What is known of the surface that was walked on last. */
  surface = null;
  /** How each shown optimizer looks, by id. */
  looks;
  /** Properties that wait for what the surface suggests. */
  wanted = [];
  #shown_key = null;
  #walks_waiting = null;
  /** The box that a map opens with. */
  focus = null;
  #focus_key = null;
  /** What the clock does when the next walks are here. */
  fresh_walk = "intro";
  #controls_timer = 0;
  #settling = false;
  /** After a hand the map stays where it is, until the new terrain is here. */
  #steady = false;

  constructor() {
    this.link = new LinkedState(this, page_data, default_state(page_data, NARROW.matches));
    this.start_moves = new StartMoves(this, page_data.limits);
    this.data_moves = new DataMoves(this, page_data.limits);
    this.#open_channels();
    this.#build_views();
    this.race = new RaceSection(this, page_data);
    this.#listen();
    this.link.read("intro");
    this.#walk();
  }

  get #key() { return this.ground.key; }

  #open_channels() {
    const busy = progress();
    this.grounds = new Grounds(page_data, {
      described: (key) => { if (key === this.#key) this.#walk(); },
      failed: (error, key) => { if (key === this.#key) this.link.open_default(`This link’s surface cannot be shown: ${error.message}.`); },
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
    const { start_moves, data_moves } = this;
    this.maps = new Maps({
      click: (start, adds, handle) => start_moves.click(start, adds, handle),
      move_start: (i, start) => start_moves.move(i, start, "later"),
      press: () => start_moves.hold_still(),
      rest: () => {
        this.picture.let_go();
        this.link.address.enter();
      },
      hover: (theta, map) => this.request_loss({ surface: this.ground.body, theta, map }),
      start_key: (event, map) => start_moves.key(event, map),
      view_changed: () => this.picture.draw_over(),
      moved: (box) => this.#move_map(box),
      resized: () => this.#resized(),
    }, page_data);
    this.controls = new Controls(page_data, (patch, how) => this.change(patch, how));
    this.tools = new SurfaceTools(page_data, this.grounds, (patch, how) => this.change(patch, how));
    this.roster = new Roster(page_data, (patch, how) => this.change(patch, how));
    this.starts = new StartsList(page_data.limits.coordinate, page_data.limits.starts.maximum, {
      set: (i, start) => this.change({ starts: this.state.starts.with(i, start) }, "replace"),
      add: () => start_moves.add(),
      remove: (i) => start_moves.remove(i),
      clear: () => this.change({ starts: [this.state.starts.at(-1)] }, "push"),
    });
    this.picture = new Picture(page_data, this.maps, this.clock, {
      pick: (panel) => this.change({ panel }, "replace"),
      data: { move: (i, datum) => data_moves.move(i, datum), rest: () => data_moves.rest() },
    });
    this.data_line = new DataLine(page_data, {
      choose: (data) => this.change({ data, suggested: true }, "push"),
      edit: (data) => data_moves.morph(data),
      rest: () => data_moves.rest(),
    });
    this.batches = new Batches(page_data.limits, (patch, how) => this.change(patch, how));
    wire_dialogs();
    watch_connection();
    wire_copy_link(() => this.link.address.replace(), () => (fits(this.state.data) ? "The link is copied. It opens exactly this picture." : "The link is copied, but its data are too large for a link: they are kept in this browser tab only. Send the file with it."));
  }

  #listen() {
    const clock = this.clock;
    clock.addEventListener("change", () => { if (!this.#settling) this.picture.draw_time(); });
    clock.addEventListener("rest", () => {
      this.picture.draw_time();
      this.start_moves.show_hint();
      this.link.address.replace_later();
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
      a: () => this.start_moves.add(),
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

  set_state(state) {
    if (!this.state || GROUND_KEYS.some((key) => this.state[key] !== state[key])) this.ground = this.grounds.of(state);
    if (this.state?.optimizers !== state.optimizers) this.looks = looks_of(page_data.optimizers, state.optimizers);
    this.state = state;
    this.picture.state = state;
    Object.assign(this.clock, { loop: state.loop, speed: state.speed });
  }

  /**
   * Changes the state and the picture with it.
   * @param {object} patch properties of the state; `suggested: true` restores the surface's own
   * @param {"push" | "replace" | "later"} how the browser's history takes it; later: not before the hand lets go
   */
  change({ suggested, ...patch }, how) {
    const before = this.state;
    const leaves = patch.surface !== undefined && patch.surface !== before.surface;
    let after = { ...before, ...(leaves ? NO_GROUND : {}), ...patch };
    if (suggested || leaves) {
      after = { ...after, map: null };
      this.wanted = SUGGESTED_KEYS;
      this.#steady = false;
      this.fresh_walk = "play";
      this.maps.forget_move();
    }
    if (after.data !== null && after.loss !== before.loss) this.wanted = this.#unturned(before);
    this.set_state(after);
    this.#take_suggested();
    after = this.state;
    const changed = (keys) => keys.some((key) => before[key] !== after[key]);
    // The request goes out first. Handles move in the frame of its answer, fields a little later: a frame of their own would only
    // keep the answer waiting.
    if (changed(WALK_KEYS)) this.#walk();
    if (changed(WALK_KEYS)) this.race.check();
    if (changed(["starts"])) this.maps.tell_starts(after.starts);
    if (changed([...LAYOUT_KEYS, "surface"])) {
      this.draw_controls();
      this.maps.measure();
    } else this.#controls_timer ||= setTimeout(() => this.draw_controls(), how === "later" ? CONTROLS_WAIT_DRAGGED : CONTROLS_WAIT);
    if (changed([...LAYOUT_KEYS, "map"])) this.#reframe();
    if (changed(["log"])) this.picture.draw_details();
    if (changed(["lens"])) this.picture.draw_over();
    if (changed(["height"])) this.picture.draw_scene();
    if (how === "push") this.link.address.enter_soon();
    else if (how === "replace") this.link.address.replace_later();
    else this.link.address.forget();
  }

  /** With another loss, the sum of many squares rather than their mean, dials that stand at what was suggested follow the suggestion. */
  #unturned(state) {
    const suggested = this.surface?.suggested;
    return suggested ? ["learning_rate", "tolerance"].filter((key) => state[key] === suggested[key]) : [];
  }

  /** The surface's own good values, as soon as it is known. */
  #take_suggested() {
    const surface = this.wanted.length > 0 ? this.grounds.known(this.ground) : null;
    if (!surface) return;
    const suggested = surface.suggested ? suggested_state(surface) : {};
    this.set_state({ ...this.state, ...Object.fromEntries(Object.entries(suggested).filter(([key]) => this.wanted.includes(key))) });
    this.wanted = [];
  }

  // ---- requests and answers -------------------------------------------------------------------------------------------------

  /** Asks for the walks of the present state; of a surface that is not known yet, for its description first. */
  #walk() {
    const surface = this.grounds.known(this.ground);
    if (!surface) return;
    if (this.wanted.length > 0) {
      this.#take_suggested();
      this.draw_controls();
      // The address may have been written before the description came, with another surface's values.
      this.link.address.replace_later();
    }
    if (this.surface !== surface) this.tools.draw(this.state);
    this.surface = surface;
    const { starts, optimizers, max_iterations, tolerance } = this.state;
    const settings = page_data.optimizers.filter(({ id }) => optimizers.includes(id)).map((entry) => setting_of(entry, this.state, surface));
    const { batch_size, seed } = this.state;
    const batch = batch_size !== null && surface.data ? { batch: { size: batch_size, seed } } : {};
    // What optimizers remember is read in the step's formulas.
    const kept = page_data.optimizers.some(({ id, keeps }) => keeps.length > 0 && optimizers.includes(id)) ? { kept: true } : {};
    const body = { surface: this.ground.body, starts, optimizers: settings, max_iterations, tolerance, ...batch, ...kept, events: false };
    this.request_walks({ body, key: this.#key, hand: this.data_moves.hand });
  }

  /** Whether an answer is of the present surface or, while a data point is in a hand, of anything that this hand has made of it. */
  #wanted_still({ key, hand }) { return hand === this.data_moves.hand && (hand !== null || key === this.#key); }

  #take_walks(runs, wish) {
    if (!this.#wanted_still(wish)) return;
    const { optimizers, starts } = wish.body;
    const looks = looks_of(page_data.optimizers, optimizers.map(({ id }) => id));
    const walks = runs.map((run, i) => {
      const { id, name, shares_dials } = page_data.optimizers.find((entry) => entry.id === run.optimizer.id);
      const start_index = Math.floor(i / optimizers.length);
      const outcome = outcome_sentence(run, this.surface.minima, this.surface.minima_are === "found");
      return { run: { ...run, whole_steps: !shares_dials }, outcome, look: looks.get(id), name, start_index, active: start_index === starts.length - 1 };
    });
    if (this.data_moves.hand) {
      this.#focus_key = this.#key;
      this.data_moves.ask_terrain();
    }
    if (this.#shown_key === wish.key || this.data_moves.hand) {
      this.#show_walks(walks);
      return;
    }
    // Another surface: the old picture stays until the new one's terrain is here.
    this.#walks_waiting = walks;
    // A bowl that is turned under one's hand stays in the frame that it has.
    if (this.state.parameters !== null && this.picture.surface?.id === this.surface.id) this.#focus_key = this.#key;
    else this.#frame(walks);
    this.ask_grid();
  }

  /** The box that a map opens with follows from the walks. It stays while a start moves, for a map that jumps under the hand is none. */
  #frame(walks) {
    if (!this.#steady) this.focus = focus_box(this.surface, walks.map(({ run }) => run.theta));
    this.#focus_key = this.#key;
  }

  #show_walks(walks) {
    const at_end = this.clock.t === this.clock.last;
    const last = Math.max(...walks.map(({ run }) => run.iterations));
    // The clock tells of each of these changes; one drawing at the end is enough.
    this.#settling = true;
    this.clock.set_last(last);
    this.#settle_time(at_end, last);
    this.#settling = false;
    this.picture.show_walks(walks);
    this.roster.draw_schedules(this.picture.active);
    if (this.#controls_timer && !this.picture.dragging) after_frame(() => this.draw_controls());
  }

  /** Where the clock stands after new walks: a new start plays, a dragged one shows the whole, a changed dial keeps the time. */
  #settle_time(at_end, last) {
    const how = this.fresh_walk;
    this.fresh_walk = "keep";
    if (how === "keep" && (!at_end || this.clock.playing)) return;
    if (how === "restored") this.clock.seek(this.state.t ?? last);
    else if (how === "keep" || how === "whole" || reduced_motion()) this.clock.seek(last);
    else {
      this.clock.seek(0);
      this.clock.play();
    }
  }

  ask_grid() {
    const ask = (wish) => this.request_grid({ ...wish, hand: this.data_moves.hand });
    if (this.state.view === "3d") ask(this.maps.scene_wish(this.focus, this.ground.body, this.#key));
    else if (this.state.map && !this.maps.knows(this.#key) && !this.data_moves.hand) ask({ ...this.maps.wish(this.maps.fitted(this.focus, true), this.ground.body, this.#key), for_levels: true });
    else ask(this.maps.wish(this.#view, this.ground.body, this.#key));
  }

  async #take_grid(grid, wish) {
    if (!this.#wanted_still(wish)) return;
    this.maps.take_grid(grid, wish.key, this.surface.minima, this.data_moves.hand !== null);
    if (this.data_moves.hand) {
      if (wish.view === null) this.picture.take_scene_grid(grid, wish.key);
      this.picture.draw_terrain();
      return;
    }
    // A link to a narrow view: colours and levels are those of the whole, as they were where the link was made.
    if (wish.for_levels) {
      this.ask_grid();
      return;
    }
    this.#shown_key = wish.key;
    this.#steady = false;
    if (wish.view === null) this.picture.take_scene_grid(grid, wish.key);
    else if (!this.maps.moving) this.maps.set_view(this.#view);
    this.picture.show_surface(this.surface);
    // The rates that suit it are known only now.
    this.roster.draw(this.state, this.surface, this.looks);
    const walks = this.#walks_waiting;
    this.#walks_waiting = null;
    if (walks) this.#show_walks(walks);
    else this.picture.draw_time();
    await this.picture.draw_terrain();
    document.body.dataset.ready = "true";
    this.tools.drawn();
  }

  // ---- layout ---------------------------------------------------------------------------------------------------------------

  get #view() { return this.maps.fitted(this.state.map ?? this.focus, this.state.map === null); }

  #reframe() {
    // Another surface's walks are on their way: the old picture stays until they are here.
    if (this.#focus_key !== this.#key) return;
    if (this.state.view !== "3d") this.maps.set_view(this.#view);
    else if (this.picture.has_scene(this.#key)) this.picture.draw_scene();
    if (this.picture.surface) this.picture.lay_out();
    this.ask_grid();
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

  draw_controls() {
    clearTimeout(this.#controls_timer);
    this.#controls_timer = 0;
    const { starts, view } = this.state;
    find("[data-explorer]").dataset.view = view;
    this.picture.panels.arrange(this.state, this.looks);
    this.maps.adopt();
    this.maps.set_starts(starts);
    this.controls.draw(this.state);
    this.batches.draw(this.state, this.ground.body.data ?? null);
    this.data_line.draw(this.state, page_data.surfaces.find(({ id }) => id === this.state.surface)?.data ?? null);
    this.tools.draw(this.state);
    this.roster.draw(this.state, this.surface, this.looks);
    this.starts.draw(starts);
  }

  /** Shows what has become of the surface in a hand, in the frame that it had. */
  show_anew() {
    this.maps.forget_levels();
    this.#shown_key = null;
    this.#steady = true;
    this.#walk();
    this.link.address.enter();
  }

  /** Shows the state that the surface cannot be shown in no more, but this one. */
  show_instead(state) {
    this.wanted = [];
    this.set_state(state);
    this.draw_controls();
    this.#walk();
  }

  /** Back, forward: the state of the address, at rest. */
  #restore() {
    this.link.address.forget();
    this.clock.pause();
    this.maps.forget_move();
    this.link.read("restored");
    this.#walk();
    this.#reframe();
  }

  /** The box that the walks shown would be framed by now; null where the picture is of other walks. */
  get framing() {
    const shown = this.maps.view && !this.#walks_waiting && this.#focus_key === this.#key && this.picture.walks.length > 0;
    return shown ? focus_box(this.surface, this.picture.walks.map(({ run }) => run.theta)) : null;
  }
}

new Explorer();
