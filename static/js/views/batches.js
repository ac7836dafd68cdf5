/** Whether each step looks at all points or at a batch of them, of what size, and the seed that deals them out. */

import { find, find_all, set_hidden, set_text } from "../dom.js";
import { range_of, within } from "../ranges.js";
import { count, typed } from "../format.js";

const NAMES = { batch_size: "A batch's size", seed: "A seed" };
/** New seeds are short, for they are read and told. */
const SEEDS = 10_000;

export class Batches {
  #root = find("[data-batches]");
  #choice = find("[data-gradient-from]", this.#root);
  #fields = find_all("[data-batch]", this.#root);
  #note = find("[data-batch-note]", this.#root);
  #state = null;
  #data = null;

  /**
   * @param {object} limits
   * @param {(patch: object, how: "push" | "replace") => void} change
   */
  constructor(limits, change) {
    this.limits = limits;
    this.change = change;
    this.#choice.addEventListener("change", () => change({ batch_size: this.#choice.value === "all" ? null : this.#usual() }, "push"));
    for (const field of this.#fields) field.addEventListener("input", () => this.#type(field));
    find("[data-new-seed]", this.#root).addEventListener("click", () => change({ seed: this.#other_seed() }, "push"));
  }

  /** A batch that shows what batches do: one of two points, a few of many. */
  #usual() { return Math.max(1, Math.min(32, Math.floor((this.#data?.length ?? 2) / 2))); }

  #other_seed() {
    const seed = Math.floor(Math.random() * (SEEDS - 1));
    return seed < this.#state.seed ? seed : seed + 1;
  }

  #type(field) {
    const name = field.dataset.batch;
    const range = { ...this.limits[name], whole: true };
    const value = typed(field.value);
    const fine = within(value, range);
    field.setAttribute("aria-invalid", String(!fine));
    set_text(this.#note, fine ? this.#words(this.#state) : `${NAMES[name]} is a whole number ${range_of(range)}.`);
    if (fine) this.change({ [name]: value }, "replace");
  }

  #words({ batch_size }) {
    if (batch_size === null || !this.#data) return "";
    const all = count(this.#data.length, "point");
    if (batch_size >= this.#data.length) return `A batch of all ${all} is no batch: every step sees them all.`;
    return `Each step sees ${batch_size} of ${all}, so walks are noisy. The loss shown is of all points.`;
  }

  /**
   * @param {{batch_size: number | null, seed: number}} state
   * @param {[number, number][] | null} data of the surface; null if it has none
   */
  draw(state, data) {
    this.#state = state;
    this.#data = data;
    set_hidden(this.#root, data === null);
    this.#choice.value = state.batch_size === null ? "all" : "batch";
    set_hidden(find("[data-batch-fields]", this.#root), state.batch_size === null);
    for (const field of this.#fields) {
      const value = state[field.dataset.batch];
      if (document.activeElement === field && field.getAttribute("aria-invalid") === "true") return;
      if (value !== null && typed(field.value) !== value) field.value = String(value);
      field.setAttribute("aria-invalid", "false");
    }
    set_text(this.#note, this.#words(state));
  }
}
