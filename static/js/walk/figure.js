/** A figure of a chapter: its readings, its text alternative, and whether it is drawn. */

import { find, find_all, set_text } from "../dom.js";

export class Figure {
  /** @param {string} name value of data-figure */
  constructor(name) {
    this.root = find(`[data-figure="${name}"]`);
    this.name = name;
  }

  find(selector) { return find(selector, this.root); }

  /** Parts by their macro's name. */
  plane_root(name) { return this.find(`[data-plane="${name}"]`); }
  plot_root(name) { return this.find(`[data-plot="${name}"]`); }

  /** A named number of the figure's list of readings. */
  set(name, text) { for (const slot of find_all(`[data-reading="${name}"]`, this.root)) set_text(slot, text); }

  /** What the figure shows now, in sentences with its numbers: for who cannot see it, and on paper. */
  describe(text) { set_text(this.find("[data-figure-text]"), text); }

  /** A line for what takes time or cannot be done; "" when there is nothing to say. */
  say(text) { set_text(this.find("[data-figure-status]"), text); }

  /** The figure shows what it should. To be called after the first drawing; later calls do nothing. */
  ready() { this.root.dataset.ready = "true"; }

  /** For a channel's `failed`: the figure keeps its last picture and says why there is no newer one. */
  failed = (error) => this.say(`This cannot be computed: ${error.message}`);
}
