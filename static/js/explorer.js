/**
 * The explorer: state in, requests out, answers drawn. Everything that changes the picture goes through `change`.
 */

import { Clock } from "./clock.js";
import { compared, with_copies } from "./copies.js";
import { Controls } from "./views/controls.js";
import { Batches } from "./views/batches.js";
import { DataLine } from "./views/data_line.js";
import { DataMoves } from "./explorer/data_moves.js";
import { fits } from "./data/link.js";
import { GROUND_KEYS, Grounds, NO_GROUND } from "./grounds.js";
import { default_state, suggested_state } from "./state.js";
import { find } from "./dom.js";
import { Framing } from "./explorer/framing.js";
import { LinkedState, SUGGESTED_KEYS } from "./explorer/linked_state.js";
import { listen_to_keys } from "./keyboard.js";
import { after_frame } from "./pace.js";
import { Maps } from "./views/maps.js";
import { progress, watch_connection, wire_copy_link, wire_dialogs } from "./views/notices.js";
import { Picture } from "./views/picture.js";
import { RaceSection } from "./explorer/race_section.js";
import { Requests } from "./explorer/requests.js";
import { Roster } from "./views/roster.js";
import { shown_of } from "./settings.js";
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
page_data.optimizers = with_copies(page_data.optimizers, page_data.limits.optimizers.maximum);

export class Explorer {
  clock = new Clock();
  state;
  /** The surface of the state as the API takes it, with its key. */
  ground;
  /** What is known of the surface that was walked on last. */
  surface = null;
  /** Properties that wait for what the surface suggests. */
  wanted = [];
  /** What the clock does when the next walks are here. */
  fresh_walk = "intro";
  #controls_timer = 0;

  constructor() {
    this.link = new LinkedState(this, page_data, default_state(page_data, NARROW.matches));
    this.start_moves = new StartMoves(this, page_data.limits);
    this.data_moves = new DataMoves(this, page_data.limits);
    this.framing = new Framing(this);
    const busy = progress();
    this.requests = new Requests(this, busy);
    this.grounds = new Grounds(page_data, {
      described: (key) => { if (key === this.ground.key) this.requests.ask_walks(); },
      failed: (error, key) => { if (key === this.ground.key) this.link.open_default(`This link’s surface cannot be shown: ${error.message}.`); },
      busy,
    });
    this.#build_views();
    this.race = new RaceSection(this, page_data);
    this.#listen();
    this.link.read("intro");
    this.requests.ask_walks();
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
      hover: (theta, map) => this.requests.ask_loss({ surface: this.ground.body, theta, map }),
      start_key: (event, map) => start_moves.key(event, map),
      view_changed: () => this.picture.draw_over(),
      moved: (box) => this.framing.move(box),
      resized: () => this.framing.resize(),
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
    clock.addEventListener("change", () => { if (!this.requests.settling) this.picture.draw_time(); });
    clock.addEventListener("rest", () => {
      this.picture.draw_time();
      this.start_moves.show_hint();
      this.link.address.replace_later();
    });
    addEventListener("popstate", () => this.#restore());
    document.documentElement.addEventListener("themechange", () => this.#redraw());
    NARROW.addEventListener("change", () => this.framing.resize());
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
    this.state = state;
    this.picture.state = state;
    Object.assign(this.clock, { loop: state.loop, speed: state.speed });
  }

  /** The optimizers shown, with their settings, looks and names. */
  get shown() { return shown_of(page_data.optimizers, this.state, this.surface); }

  /**
   * Changes the state and the picture with it.
   * @param {object} patch properties of the state; `suggested: true` restores the surface's own
   * @param {"push" | "replace" | "later"} how the browser's history takes it; later: not before the hand lets go
   */
  change({ suggested, ...patch }, how) {
    if (how === "push" && this.wanted.length === 0) this.link.address.settle();
    const before = this.state;
    const leaves = patch.surface !== undefined && patch.surface !== before.surface;
    let after = { ...before, ...(leaves ? NO_GROUND : {}), ...patch };
    if (suggested || leaves) {
      after = { ...after, map: null, own: patch.own ?? compared(before.own, before.optimizers) };
      this.wanted = SUGGESTED_KEYS;
      this.framing.steady = false;
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
    if (changed(WALK_KEYS)) this.requests.ask_walks();
    if (changed([...WALK_KEYS, "budget"])) this.race.check();
    if (changed(["starts"])) this.maps.tell_starts(after.starts);
    if (changed([...LAYOUT_KEYS, "surface"])) {
      this.draw_controls();
      this.maps.measure();
    } else this.#controls_timer ||= setTimeout(() => this.draw_controls(), how === "later" ? CONTROLS_WAIT_DRAGGED : CONTROLS_WAIT);
    if (changed([...LAYOUT_KEYS, "map"])) this.framing.show();
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

  /**
   * The surface of the present state, walked on from now on, with its suggestions taken up.
   * @returns {object | null} null where nothing is known of it yet: its description is asked for
   */
  learn_surface() {
    const surface = this.grounds.known(this.ground);
    if (!surface) return null;
    if (this.wanted.length > 0) {
      this.#take_suggested();
      this.draw_controls();
      // The address may have been written before the description came, with another surface's values.
      this.link.address.replace_later();
    }
    if (this.surface !== surface) this.tools.draw(this.state);
    this.surface = surface;
    return surface;
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
    this.picture.panels.arrange(this.state, this.shown);
    this.maps.adopt();
    this.maps.set_starts(starts);
    this.controls.draw(this.state, this.grounds.recall(this.ground));
    this.batches.draw(this.state, this.ground.body.data ?? null);
    this.data_line.draw(this.state, page_data.surfaces.find(({ id }) => id === this.state.surface)?.data ?? null);
    this.tools.draw(this.state);
    this.draw_roster();
    this.starts.draw(starts);
    this.race.draw(this.state);
  }

  draw_roster() { this.roster.draw(this.state, this.surface, this.shown); }

  /** Draws the controls, if that was put off until the walks are here. */
  draw_due_controls() { if (this.#controls_timer && !this.picture.dragging) after_frame(() => this.draw_controls()); }

  /** Shows the state that the surface cannot be shown in no more, but this one. */
  show_instead(state, wanted = []) {
    this.wanted = wanted;
    this.set_state(state);
    this.draw_controls();
    this.requests.ask_walks();
  }

  /** Back, forward: the state of the address, at rest. */
  #restore() {
    this.link.address.forget();
    this.clock.pause();
    this.maps.forget_move();
    this.link.read("restored");
    this.requests.ask_walks();
    this.framing.show();
  }
}

new Explorer();
