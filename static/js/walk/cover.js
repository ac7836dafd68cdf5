/** What would give a prediction's answer away is covered until the prediction is made, or until the reader asks to see it. */

import { find } from "../dom.js";

export class Cover {
  #root;
  #shown = false;

  /**
   * @param {string} name of the `cover` macro
   * @param {() => void} asked the reader wants to see it without predicting; to be answered with `lift`, once there is something to see
   */
  constructor(name, asked) {
    this.#root = find(`[data-cover="${name}"]`);
    find("[data-cover-show]", this.#root).addEventListener("click", () => {
      asked();
      this.#shown = this.lifted;
    });
  }

  get lifted() { return this.#root.hidden; }

  /** Whether it was lifted because the reader asked to see, not by a prediction. */
  get shown() { return this.#shown; }

  lift() { this.#root.hidden = true; }

  put_back() {
    this.#root.hidden = false;
    this.#shown = false;
  }
}
