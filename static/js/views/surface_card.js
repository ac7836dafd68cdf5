/** What is known of a named surface: its formula, both partial derivatives, minima and source, as the server set them. */

import { fetch_card } from "../api.js";
import { find } from "../dom.js";

export class SurfaceCard {
  #root = find("[data-surface-card]");
  #shown = null;

  /** Shows the card of a named surface; the neuron has its fit instead. */
  async show(surface) {
    this.#root.hidden = Boolean(surface.data);
    if (surface.data || this.#shown === surface.id) return;
    this.#shown = surface.id;
    try {
      const html = await fetch_card(surface.id);
      if (this.#shown === surface.id) this.#root.innerHTML = html;
    } catch {
      this.#shown = null;
      this.#root.replaceChildren();
    }
  }
}
