/** The panels: which there are and where, what they say in words, and the list of walks where one map carries them all. */

import { find, make, set_text } from "../dom.js";
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

  #panel(id) { return find(`[data-panel="${id}"]`, this.#root); }

  /** A panel for each optimizer shown, in the registry's order, with its look. */
  arrange({ optimizers: shown, panel: wanted }, looks) {
    const picked = shown.includes(wanted) ? wanted : shown[0];
    const columns = COLUMNS[shown.length];
    this.#root.style.setProperty("--columns", String(columns));
    this.#root.style.setProperty("--columns-tall", String(COLUMNS_TALL[shown.length]));
    this.#root.classList.toggle("maps--rows", shown.length > columns);
    for (const entry of this.optimizers) {
      const off = !shown.includes(entry.id);
      const panel = this.#panel(entry.id) ?? (off ? null : this.#add(entry));
      if (!panel) continue;
      panel.classList.toggle("panel--off", off);
      panel.classList.toggle("panel--picked", entry.id === picked);
      if (!off) panel.dataset.walk = String(looks.get(entry.id).index);
    }
    this.#switch.replaceChildren(...shown.map((id) => this.#segment(id, id === picked)));
  }

  /** A new panel, before that of the next optimizer in the registry that has one. */
  #add({ id, name, full_name }) {
    const panel = find("[data-panel-template]").content.firstElementChild.cloneNode(true);
    panel.dataset.panel = id;
    panel.setAttribute("aria-label", full_name);
    set_text(find(".panel-title", panel), name);
    const later = this.optimizers.slice(this.optimizers.findIndex((entry) => entry.id === id) + 1);
    const next = later.map((entry) => this.#panel(entry.id)).find((each) => each !== null) ?? this.#panel("overlay");
    this.#root.insertBefore(panel, next);
    return panel;
  }

  #segment(id, checked) {
    const radio = make("input", { class: "segment-input", type: "radio", name: "panel", value: id });
    radio.checked = checked;
    radio.addEventListener("change", () => this.pick(id));
    const { name } = this.optimizers.find((entry) => entry.id === id);
    return make("label", { class: "segment", "data-segment": id }, [radio, make("span", { class: "segment-label" }, [name])]);
  }

  /** @param {object[]} walks the last-added start's */
  draw(walks) {
    this.#walks = walks;
    for (const { run, outcome } of walks) {
      const panel = this.#panel(run.optimizer.id);
      const { before, steps, after } = outcome;
      const line = find('[data-field="outcome"]', panel);
      line.replaceChildren(before, make("span", { class: "number", "data-field": "iterations" }, [String(steps)]), after);
      line.dataset.outcome = run.outcome;
      set_text(find('[data-field="loss"]', panel), plain(run.summary.final_loss));
      panel.classList.toggle("panel--diverged", run.outcome === "diverged");
    }
    this.#values = walks.map(() => make("output", { class: "walk-value number" }));
    this.#list.replaceChildren(...walks.map(({ look, name, outcome }, i) => {
      return make("li", { class: "walk-item" }, [key_of(look), make("span", { class: "walk-name" }, [name]), make("span", { class: "walk-outcome" }, [outcome.brief]), this.#values[i]]);
    }));
  }

  draw_time(t) {
    this.#walks.forEach(({ run }, i) => {
      const text = number(run.loss[step_of(run, t)]);
      set_text(this.#values[i], text);
      set_text(find('[data-field="loss_at_t"]', this.#panel(run.optimizer.id)), text);
    });
  }

  /** A description of the picture, for the maps' text alternative. */
  describe(t) { return this.#walks.map((walk) => run_summary(walk, t)).join(" "); }
}
