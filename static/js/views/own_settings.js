/** The settings of its own that an optimizer may have: a field for each hyperparameter, and the schedule. Fetched when first opened. */

import { fetch_optimizers } from "../api.js";
import { find, make, set_text } from "../dom.js";
import { exact, number, typed } from "../format.js";
import { range_of, within } from "../ranges.js";
import { ScheduleFields } from "./schedule_fields.js";

const FROM = { own: "its own; empty the field to give it up", dials: "as the common dial", surface: "found for this surface", default: "the default" };

/** One answer for all walks; after a failure it is asked for again. */
let answer = null;
const sources = () => {
  answer ??= fetch_optimizers().catch((error) => {
    answer = null;
    throw error;
  });
  return answer;
};

export class OwnSettings {
  #root;
  #entry;
  #schedule = null;
  #source = make("p", { class: "own-from", "data-own-source": "" });
  #again = make("button", { class: "link-button own-again", type: "button", "data-own-again": "", title: "This optimizer once more, with these settings to be changed" }, ["Duplicate"]);

  /**
   * @param {HTMLElement} root what holds the fields
   * @param {object} entry the optimizer
   * @param {{kind: string, fields: object[]}[]} schedules
   * @param {{schedule: () => object | undefined, set: (name: string, value: number | object | null) => void, again: () => void}} on
   *   schedule: the state's; again: the optimizer is wanted once more
   */
  constructor(root, entry, schedules, on) {
    this.#root = root;
    this.#entry = entry;
    if (entry.takes_schedule) this.#schedule = new ScheduleFields(entry, schedules, on.schedule, (value) => on.set("schedule", value));
    root.replaceChildren(...entry.hyperparameters.map((each) => this.#field(each, on.set)), ...(this.#schedule ? [this.#schedule.root] : []), this.#source, this.#again);
    this.#tell_source();
    this.#again.addEventListener("click", () => on.again());
  }

  /** Where the optimizer comes from; without the server's answer the settings do as well. */
  async #tell_source() {
    const entries = await sources().catch(() => []);
    const entry = entries.find(({ id }) => id === this.#entry.kind);
    if (entry) set_text(this.#source, `Source: ${entry.source}.`);
  }

  #field(hyperparameter, set) {
    const { name, symbol } = hyperparameter;
    const id = `own-${this.#entry.id}-${name}`;
    const words = name.replaceAll("_", " ");
    const field = make("input", { class: "field number", id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-own-field": name, "aria-describedby": `${id}-message ${id}-range` });
    const message = make("p", { class: "control-message", id: `${id}-message`, role: "status", "data-own-message": name });
    field.addEventListener("input", () => {
      const value = typed(field.value);
      const empty = field.value.trim() === "";
      const fine = empty || within(value, hyperparameter);
      field.setAttribute("aria-invalid", String(!fine));
      set_text(message, fine ? "" : `${capital(words)} is a number ${range_of(hyperparameter)}.`);
      if (fine) set(name, empty ? null : value);
    });
    return make("div", { class: "own-row" }, [make("label", { class: "own-label", for: id }, [`${words} `, make("i", {}, [symbol])]), field, message, make("p", { class: "own-from", id: `${id}-range` }, [
      make("span", { "data-own-from": name }),
      make("span", { "data-own-range": name }, [`. ${capital(range_of(hyperparameter))}; default ${number(hyperparameter.default, 17)}.`]),
    ])]);
  }

  /**
   * The fields' values, but for one that is being typed in.
   * @param {[{name: string}, {value: number, from: string}][]} values by hyperparameter
   * @param {boolean} room for one more walk
   */
  draw(values, room) {
    this.#again.disabled = !room;
    this.#schedule?.draw();
    for (const [{ name }, { value, from }] of values) {
      const field = find(`[data-own-field="${name}"]`, this.#root);
      if (document.activeElement !== field) field.value = exact(value);
      set_text(find(`[data-own-from="${name}"]`, this.#root), FROM[from]);
    }
  }

  /** What the learning rate was, step by step. */
  draw_curve(run) { this.#schedule?.draw_curve(run); }
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
