/** The race section: each optimizer shown at its best learning rate, found under one budget. */

import { find } from "../dom.js";
import { setting_of, with_own } from "../settings.js";

export class RaceSection {
  #race = null;

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {object} page_data
   */
  constructor(explorer, page_data) {
    this.explorer = explorer;
    this.page_data = page_data;
    find("[data-race-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
  }

  /** The walks have changed: what was found may no longer be theirs. */
  check() { this.#race?.check(); }

  async #run() {
    const { Race } = await import("../views/race.js");
    this.#race ??= new Race(this.page_data.limits.budget, { wish: () => this.#wish(), use: (rates) => this.#use(rates) });
    this.#race.run();
  }

  /** What the rates are searched for, near what suits the surface; the present rates do not matter. */
  #wish() {
    const { state, surface, looks, maps, ground } = this.explorer;
    const shown = this.page_data.optimizers.filter(({ id }) => state.optimizers.includes(id));
    const optimizers = shown.map((entry) => setting_of(entry, state, surface)).map(({ learning_rate: _, ...rest }) => ({ ...rest, learning_rate: surface?.suggested?.learning_rates?.[rest.id] }));
    const walks = shown.map(({ id, name }) => ({ id, name, look: looks.get(id) }));
    return { body: { surface: ground.body, start: state.starts.at(-1), optimizers }, walks, lowest: maps.levels?.lowest ?? 0 };
  }

  #use(rates) {
    const own = Object.entries(rates).reduce((all, [id, rate]) => with_own(all, id, "learning_rate", rate), this.explorer.state.own);
    this.explorer.fresh_walk = "play";
    this.explorer.change({ own }, "push");
  }
}
