/** What the panels say in words: outcome, steps, loss; and the list of walks where one map carries them all. */

import { find, find_all, make, set_hidden, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { number, plain } from "../format.js";
import { run_summary } from "../outcome.js";
import { step_of } from "../walks.js";

export class Panels {
  #fields = new Map();
  #list = find("[data-walk-list]");
  #values = [];
  #walks = [];

  /** @param {{id: string, name: string}[]} optimizers in the registry's order */
  constructor(optimizers, pick) {
    for (const { id } of optimizers) {
      const panel = find(`[data-panel="${id}"]`);
      this.#fields.set(id, { panel, outcome: find('[data-field="outcome"]', panel), loss: find('[data-field="loss"]', panel), now: find('[data-field="loss_at_t"]', panel) });
    }
    find("[data-panel-switch]").replaceChildren(...optimizers.map(({ id, name }) => {
      const radio = make("input", { class: "segment-input", type: "radio", name: "panel", value: id });
      radio.addEventListener("change", () => pick(id));
      return make("label", { class: "segment", "data-segment": id }, [radio, make("span", { class: "segment-label" }, [name])]);
    }));
  }

  /** @param {object[]} walks the last-added start's */
  draw(walks, state) {
    this.#walks = walks;
    for (const [id, { panel, outcome, loss }] of this.#fields) {
      const walk = walks.find(({ run }) => run.optimizer.id === id);
      set_hidden(find(`[data-segment="${id}"]`), !walk);
      if (!walk) continue;
      const { before, steps, after } = walk.outcome;
      outcome.replaceChildren(before, make("span", { class: "number", "data-field": "iterations" }, [String(steps)]), after);
      outcome.dataset.outcome = walk.run.outcome;
      set_text(loss, plain(walk.run.summary.final_loss));
      panel.classList.toggle("panel--diverged", walk.run.outcome === "diverged");
    }
    for (const radio of find_all('[name="panel"]')) radio.checked = radio.value === state.panel;
    this.#values = walks.map(() => make("output", { class: "walk-value number" }));
    this.#list.replaceChildren(...walks.map(({ look, name, outcome }, i) => {
      return make("li", { class: "walk-item" }, [key_of(look), make("span", { class: "walk-name" }, [name]), make("span", { class: "walk-outcome" }, [outcome.brief]), this.#values[i]]);
    }));
  }

  draw_time(t) {
    this.#walks.forEach(({ run }, i) => {
      const text = number(run.loss[step_of(run, t)]);
      set_text(this.#values[i], text);
      set_text(this.#fields.get(run.optimizer.id).now, text);
    });
  }

  /** A description of the picture, for the maps' text alternative. */
  describe(t) { return this.#walks.map((walk) => run_summary(walk, t)).join(" "); }
}
