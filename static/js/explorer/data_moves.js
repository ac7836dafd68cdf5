/** What a hand does with data points: walks, maps and fit follow, while the view, the settings and what the colours mean stay. */

import { at_most_every } from "../pace.js";
import { same_point } from "../starts.js";

/** Milliseconds between two terrains while a data point is in a hand. */
const TERRAIN_EVERY = 160;

export class DataMoves {
  /** The hand, null if there is none: what is asked for with it is shown, though the surface has moved on meanwhile. */
  hand = null;

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {{data_value: {minimum: number, maximum: number}}} limits
   */
  constructor(explorer, limits) {
    this.explorer = explorer;
    this.limits = limits;
  }

  move(i, datum) {
    const { minimum, maximum } = this.limits.data_value;
    const { data } = this.explorer.surface;
    const moved = data.with(i, datum.map((value) => Math.min(Math.max(value, minimum), maximum)));
    if (!same_point(moved[i], data[i])) this.morph(moved);
  }

  morph(data) {
    const { surface, picture, grounds } = this.explorer;
    if (!surface?.data) return;
    this.hand ??= {};
    picture.morphing = true;
    grounds.hold(surface);
    this.explorer.change({ data }, "later");
    picture.follow(this.explorer.surface);
  }

  /** The hand lets go: what has become of the surface is described, and its minima and levels are found. */
  rest() {
    if (!this.hand) return;
    this.hand = null;
    this.explorer.picture.morphing = false;
    this.explorer.grounds.let_go();
    this.explorer.requests.show_anew();
  }

  ask_terrain = at_most_every(() => TERRAIN_EVERY, () => { if (this.hand) this.explorer.requests.ask_grid(); });
}
