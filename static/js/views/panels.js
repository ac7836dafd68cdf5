/** The panels: which there are and where, what they say in words, and the list of walks where one map carries them all. */

import { find, find_all, make, set_text, show_name } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { number, plain } from "../format.js";
import { run_summary } from "../outcome.js";
import { step_of } from "../walks.js";

/** Columns for so many panels side by side. */
const COLUMNS = [1, 1, 2, 3, 2, 3, 3];
/** The same in a window that is taller than wide, where three columns would be slits. */
const COLUMNS_TALL = [1, 1, 1, 1, 2, 2, 2];

export class Panels {
  #root = find("[data-maps]");
  #list = find("[data-walk-list]");
  #switch = find("[data-panel-switch]");
  #panels = new Map(find_all("[data-panel]", this.#root).map((panel) => [panel.dataset.panel, panel]));
  #values = [];
  #walks = [];

  /**
   * @param {{id: string, name: string}[]} optimizers the registry
   * @param {(id: string) => void} pick a walk is chosen where only one is shown
   */
  constructor(optimizers, pick) {
    this.optimizers = optimizers;
    this.pick = pick;
  }

  /**
   * A panel for each optimizer shown, in the registry's order.
   * @param {{optimizers: string[], panel: string}} state
   * @param {{id: string, name: string, full_name: string, look: object}[]} shown
   */
  arrange({ optimizers: ids, panel: wanted }, shown) {
    const picked = ids.includes(wanted) ? wanted : ids[0];
    const columns = COLUMNS[ids.length];
    this.#root.style.setProperty("--columns", String(columns));
    this.#root.style.setProperty("--columns-tall", String(COLUMNS_TALL[ids.length]));
    this.#root.classList.toggle("maps--rows", ids.length > columns);
    for (const { id, look } of shown) (this.#panels.get(id) ?? this.#add(id)).dataset.walk = String(look.index);
    for (const { id } of this.optimizers) {
      this.#panels.get(id)?.classList.toggle("panel--off", !ids.includes(id));
      this.#panels.get(id)?.classList.toggle("panel--picked", id === picked);
    }
    this.#switch.replaceChildren(...ids.map((id) => this.#segment(id, id === picked)));
    this.#name(shown);
  }

  /** A new panel, before that of the next optimizer in the registry that has one. */
  #add(id) {
    const panel = find("[data-panel-template]").content.firstElementChild.cloneNode(true);
    panel.dataset.panel = id;
    const later = this.optimizers.slice(this.optimizers.findIndex((entry) => entry.id === id) + 1);
    const next = later.map((entry) => this.#panels.get(entry.id)).find((each) => each !== undefined) ?? this.#panels.get("overlay");
    this.#root.insertBefore(panel, next);
    this.#panels.set(id, panel);
    return panel;
  }

  #segment(id, checked) {
    const radio = make("input", { class: "segment-input", type: "radio", name: "panel", value: id });
    radio.checked = checked;
    radio.addEventListener("change", () => this.pick(id));
    return make("label", { class: "segment", "data-segment": id }, [radio, make("span", { class: "segment-label" })]);
  }

  /** Names follow what the walks differ in. */
  #name(walks) {
    for (const { id, entry, name, full_name, more } of walks) {
      const panel = this.#panels.get(id);
      panel.setAttribute("aria-label", full_name);
      show_name(find(".panel-title", panel), entry.name, more);
      set_text(find(`[data-segment="${id}"] .segment-label`, this.#switch), name);
    }
  }

  /** @param {object[]} walks the last-added start's */
  draw(walks) {
    this.#walks = walks;
    this.#name(walks);
    for (const { id, run, outcome } of walks) {
      const panel = this.#panels.get(id);
      const { before, steps, after } = outcome;
      const line = find('[data-field="outcome"]', panel);
      line.replaceChildren(before, make("span", { class: "number", "data-field": "iterations" }, [String(steps)]), after);
      line.dataset.outcome = run.outcome;
      set_text(find('[data-field="loss"]', panel), plain(run.summary.final_loss));
      panel.classList.toggle("panel--diverged", run.outcome === "diverged");
    }
    this.#values = walks.map(() => make("output", { class: "walk-value number" }));
    this.#list.replaceChildren(...walks.map(({ entry, more, look, outcome }, i) => {
      const name = make("span", { class: "walk-name" });
      show_name(name, entry.name, more);
      return make("li", { class: "walk-item" }, [key_of(look), name, make("span", { class: "walk-outcome" }, [outcome.brief]), this.#values[i]]);
    }));
  }

  draw_time(t) {
    this.#walks.forEach(({ id, run }, i) => {
      const text = number(run.loss[step_of(run, t)]);
      set_text(this.#values[i], text);
      set_text(find('[data-field="loss_at_t"]', this.#panels.get(id)), text);
    });
  }

  /** A description of the picture, for the maps' text alternative. */
  describe(t) { return this.#walks.map((walk) => run_summary(walk, t)).join(" "); }
}
