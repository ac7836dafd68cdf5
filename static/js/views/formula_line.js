/** The formula below the name of the surface: the neuron's came with the page, a named surface's is fetched when it is chosen. */

import { fetch_formula } from "../api.js";
import { find, find_all, set_hidden } from "../dom.js";

export class FormulaLine {
  #fetched = find("[data-formula-fetched]");
  #wanted = "";

  /** @param {string} release of the server, for the formulas' addresses */
  constructor(release) {
    this.release = release;
  }

  /**
   * Shows a formula; one that must be fetched first takes the place of the old one when it is here.
   * @param {string | null} key id of a named surface, or one that came with the page; null: none
   */
  async show(key) {
    if (key === this.#wanted) return;
    this.#wanted = key;
    if (key !== null && !find_all("[data-formula]").some(({ dataset }) => dataset.formula === key)) {
      const html = await fetch_formula(key, this.release).catch(() => "");
      if (key !== this.#wanted) return;
      this.#fetched.innerHTML = html;
      // What could not be fetched is asked for again the next time.
      this.#fetched.dataset.formula = html === "" ? "" : key;
      if (html === "") this.#wanted = "";
    }
    for (const formula of find_all("[data-formula]")) set_hidden(formula, formula.dataset.formula !== key);
  }
}
