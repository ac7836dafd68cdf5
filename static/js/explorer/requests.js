/** What is asked of the server for a state, and how the answers come on the screen: walks with the terrain that they belong to. */

import { channel, fetch_descents, fetch_grid, fetch_loss } from "../api.js";
import { reduced_motion } from "../dom.js";
import { number, point } from "../format.js";
import { came_lower, outcome_sentence } from "../outcome.js";
import { notify } from "../views/notices.js";

export class Requests {
  #shown_key = null;
  #walks_waiting = null;
  /** Whether the clock is being set for new walks. */
  settling = false;

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {(is_busy: boolean) => void} busy
   */
  constructor(explorer, busy) {
    this.explorer = explorer;
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
    this.ask_loss = channel(({ surface, theta }) => fetch_loss(surface, theta), {
      answered: (loss, { theta, map }) => map.read(`here ${point(theta)}: loss ${number(loss, 4)}`),
      failed: (_, { map }) => map.read(""),
      busy: () => {},
    });
  }

  get #key() { return this.explorer.ground.key; }

  get #hand() { return this.explorer.data_moves.hand; }

  /** Whether walks wait for their terrain. */
  get waiting() { return this.#walks_waiting !== null; }

  /** Asks for the walks of the present state; of a surface that is not known yet, for its description first. */
  ask_walks() {
    const { explorer } = this;
    const surface = explorer.learn_surface();
    if (!surface) return;
    const { starts, max_iterations, tolerance, batch_size, seed } = explorer.state;
    const { shown } = explorer;
    const batch = batch_size !== null && surface.data ? { batch: { size: batch_size, seed } } : {};
    // What optimizers remember is read in the step's formulas.
    const kept = shown.some(({ entry }) => entry.keeps.length > 0) ? { kept: true } : {};
    const body = { surface: explorer.ground.body, starts, optimizers: shown.map(({ setting }) => setting), max_iterations, tolerance, ...batch, ...kept, events: false };
    this.request_walks({ body, shown, key: this.#key, hand: this.#hand });
  }

  /** Whether an answer is of the present surface or, while a data point is in a hand, of anything that this hand has made of it. */
  #wanted_still({ key, hand }) { return hand === this.#hand && (hand !== null || key === this.#key); }

  #take_walks(runs, wish) {
    if (!this.#wanted_still(wish)) return;
    const { framing, data_moves, state, surface, picture } = this.explorer;
    const walks = this.#walks_of(runs, wish);
    if (this.#hand) {
      framing.keep();
      data_moves.ask_terrain();
    }
    if (this.#shown_key === wish.key || this.#hand) {
      this.#show_walks(walks);
      return;
    }
    // Another surface: the old picture stays until the new one's terrain is here.
    this.#walks_waiting = walks;
    // A bowl that is turned under one's hand stays in the frame that it has.
    if (state.parameters !== null && picture.surface?.id === surface.id) framing.keep();
    else framing.frame(walks);
    this.ask_grid();
  }

  #walks_of(runs, { body, shown }) {
    const { minima, minima_are } = this.explorer.surface;
    const found = minima_are === "found";
    const undercut = found && minima.length > 0 && came_lower(runs, minima);
    return runs.map((run, i) => {
      const walk = shown[i % shown.length];
      const start_index = Math.floor(i / shown.length);
      const outcome = outcome_sentence(run, minima, found, undercut);
      return { ...walk, run: { ...run, whole_steps: !walk.entry.shares_dials }, outcome, undercut, start_index, active: start_index === body.starts.length - 1 };
    });
  }

  #show_walks(walks) {
    const { clock, picture, roster } = this.explorer;
    const at_end = clock.t === clock.last;
    const last = Math.max(...walks.map(({ run }) => run.iterations));
    // The clock tells of each of these changes; one drawing at the end is enough.
    this.settling = true;
    clock.set_last(last);
    this.#settle_time(at_end, last);
    this.settling = false;
    picture.show_walks(walks);
    roster.draw_schedules(picture.active);
    this.explorer.draw_due_controls();
  }

  /** Where the clock stands after new walks: a new start plays, a dragged one shows the whole, a changed dial keeps the time. */
  #settle_time(at_end, last) {
    const { clock, state, fresh_walk: how } = this.explorer;
    this.explorer.fresh_walk = "keep";
    if (how === "keep" && (!at_end || clock.playing)) return;
    if (how === "restored") clock.seek(state.t ?? last);
    else if (how === "keep" || how === "whole" || reduced_motion()) clock.seek(last);
    else {
      clock.seek(0);
      clock.play();
    }
  }

  ask_grid() {
    const { maps, framing, ground, state } = this.explorer;
    const hand = this.#hand;
    const ask = (wish) => this.request_grid({ ...wish, hand });
    if (state.view === "3d") ask(maps.scene_wish(framing.box, ground.body, this.#key));
    else if (state.map && !maps.knows(this.#key) && !hand) ask({ ...maps.wish(maps.fitted(framing.box, true), ground.body, this.#key), for_levels: true });
    else ask(maps.wish(framing.view, ground.body, this.#key));
  }

  #take_grid(grid, wish) {
    if (!this.#wanted_still(wish)) return;
    const { maps, picture, surface } = this.explorer;
    maps.take_grid(grid, wish.key, surface.minima, this.#hand !== null);
    // A link to a narrow view: colours and levels are those of the whole, as they were where the link was made.
    if (wish.for_levels && !this.#hand) this.ask_grid();
    else if (!this.#hand) this.#show_ground(grid, wish);
    else {
      if (wish.view === null) picture.take_scene_grid(grid, wish.key);
      picture.draw_terrain();
    }
  }

  /** The terrain is here, and with it the walks that waited. */
  async #show_ground(grid, wish) {
    const { maps, picture, framing, surface, tools } = this.explorer;
    this.#shown_key = wish.key;
    framing.steady = false;
    if (wish.view === null) picture.take_scene_grid(grid, wish.key);
    else if (!maps.moving) maps.set_view(framing.view);
    picture.show_surface(surface);
    // The rates that suit it are known only now.
    this.explorer.draw_roster();
    const walks = this.#walks_waiting;
    this.#walks_waiting = null;
    if (walks) this.#show_walks(walks);
    else picture.draw_time();
    await picture.draw_terrain();
    document.body.dataset.ready = "true";
    tools.drawn();
  }

  /** Shows what has become of the surface in a hand, in the frame that it had. */
  show_anew() {
    const { maps, framing, link } = this.explorer;
    maps.forget_levels();
    this.#shown_key = null;
    framing.steady = true;
    this.ask_walks();
    link.address.enter();
  }
}
