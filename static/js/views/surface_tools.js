/** What a surface may need besides its name, fetched when it is first needed: the gallery. */

import { find } from "../dom.js";

export class SurfaceTools {
  #state = null;
  #gallery = null;

  /** @param {(patch: object, history: "push" | "replace") => void} change */
  constructor(change) {
    this.change = change;
    find("[data-browse]").addEventListener("click", () => this.#browse());
  }

  /** Takes up a state. */
  draw(state) { this.#state = state; }

  async #browse() {
    this.#gallery ??= import("./gallery.js").then(({ Gallery }) => new Gallery((id) => this.change({ surface: id }, "push")));
    (await this.#gallery).open(this.#state.surface);
  }
}
