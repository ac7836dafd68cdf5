/** The race section: each optimizer shown with its best learning rate or first step, found under one budget, which is in the address. */

import { find } from "../dom.js";
import { exact, typed } from "../format.js";
import { within } from "../ranges.js";
import { raced_of, with_own } from "../settings.js";

export class RaceSection {
  #race = null;
  #budget = find("[data-race-budget]");

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {object} page_data
   */
  constructor(explorer, page_data) {
    this.explorer = explorer;
    this.page_data = page_data;
    const limits = { ...page_data.limits.budget, whole: true };
    this.#budget.addEventListener("input", () => {
      const budget = typed(this.#budget.value);
      if (within(budget, limits)) explorer.change({ budget }, "replace");
    });
    find("[data-race-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
  }

  /** Shows a state; a text that is being typed stays. */
  draw({ budget }) { if (document.activeElement !== this.#budget) this.#budget.value = exact(budget); }

  /** The walks have changed: what was found may no longer be theirs. */
  check() { this.#race?.check(); }

  async #run() {
    const { Race } = await import("../views/race.js");
    this.#race ??= new Race(this.page_data.limits.budget, { wish: () => this.#wish(), use: (found) => this.#use(found) });
    this.#race.run();
  }

  /** What is raced; the search begins near what suits the surface, and the present rates do not matter. */
  #wish() {
    const { state, shown, surface, maps, ground } = this.explorer;
    const walks = raced_of(shown, surface);
    const body = { surface: ground.body, start: state.starts.at(-1), optimizers: walks.map(({ setting }) => setting), budget: state.budget };
    return { body, walks, lowest: maps.levels?.lowest ?? 0, note: walks.length < shown.length ? "Walks that differ in nothing but what is tuned race as one." : "" };
  }

  #use(found) {
    const own = found.reduce((all, [id, dial, value]) => with_own(all, id, dial, value), this.explorer.state.own);
    this.explorer.fresh_walk = "play";
    this.explorer.change({ own }, "push");
  }
}
