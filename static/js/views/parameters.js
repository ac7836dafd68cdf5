/** The numbers that a named surface's formula is made with, as sliders with fields; the surface changes as they move. */

import { Dial } from "../walk/dials.js";
import { find, make } from "../dom.js";
import { formulas_of } from "./mathematics.js";

/** Milliseconds after which a picture that never came is no longer waited for. */
const PATIENCE = 2000;
const UNITS = { degrees: "°" };

export class Parameters {
  #root = find("[data-parameters]");
  #formula = make("div", { class: "formula", tabindex: "0", role: "group", "aria-label": "Formula of the loss" });
  #formula_of = null;
  #dials = new Map();
  #shown = null;
  #state = null;
  #next = null;
  #asked = -Infinity;

  /**
   * @param {import("../grounds.js").Grounds} grounds
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor(grounds, change) {
    this.grounds = grounds;
    this.change = change;
  }

  /**
   * Shows the parameters of a state's surface.
   * @param {object} state
   * @param {object[]} parameters of the surface, as the page's data have them
   */
  draw(state, parameters) {
    this.#state = state;
    this.#root.hidden = parameters.length === 0;
    if (this.#shown !== state.surface) this.#build(state.surface, parameters);
    this.#draw_formula();
    // While a hand is ahead of the picture, the dials show what the hand has set.
    if (this.#next) return;
    for (const { name, default: usual } of parameters) this.#dials.get(name).show(state.parameters?.[name] ?? usual);
  }

  /** The formula with the numbers in it; that of the usual ones is on the page already. */
  #draw_formula() {
    const known = this.#state.parameters ? this.grounds.recall(this.grounds.of(this.#state)) : null;
    this.#formula.hidden = this.#state.parameters === null;
    if (!known || this.#formula_of === known) return;
    this.#formula_of = known;
    this.#formula.replaceChildren(formulas_of(known.mathml)[0]);
  }

  #build(id, parameters) {
    this.#shown = id;
    this.#next = null;
    this.parameters = parameters;
    this.#root.replaceChildren(this.#formula, ...parameters.map(dial_of));
    this.#dials = new Map(parameters.map(({ name }) => [name, new Dial(name, (value) => this.#set(name, value))]));
  }

  #set(name, value) {
    const own = { ...this.#state.parameters, ...this.#next, [name]: value };
    this.#next = own;
    if (performance.now() - this.#asked > PATIENCE) this.#go();
  }

  /** One surface at a time, the latest next: an answer that is overtaken would never be drawn. */
  #go() {
    const own = this.#next;
    this.#next = null;
    this.#asked = performance.now();
    const usual = this.parameters.every((each) => (own[each.name] ?? each.default) === each.default);
    this.change({ parameters: usual ? null : own }, "replace");
  }

  /** The surface is on the screen. */
  drawn() {
    this.#asked = -Infinity;
    if (this.#next) this.#go();
  }
}

/** The markup of a dial, as the walk's pages have it. */
const dial_of = ({ name, symbol, minimum, maximum, scale, default: usual }) => {
  const words = name.split("_");
  const unit = UNITS[words.at(-1)];
  const label = (unit ? words.slice(0, -1) : words).join(" ");
  const title = label[0].toUpperCase() + label.slice(1);
  const step = 10 ** Math.floor(Math.log10(maximum - minimum) - 2);
  const root = { class: "dial", "data-dial": name, "data-minimum": minimum, "data-maximum": maximum, "data-step": step, "data-value": usual };
  return make("div", scale === "log" ? { ...root, "data-log": "" } : root, [
    make("label", { class: "dial-label", for: `dial-${name}` }, [`${title} `, make("i", {}, [symbol])]),
    make("input", { class: "field number", id: `dial-${name}`, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-dial-field": "", "data-control": name, "aria-describedby": `dial-${name}-message` }),
    ...(unit ? [make("span", { class: "dial-unit" }, [unit])] : []),
    make("input", { class: "slider dial-slider", type: "range", "data-dial-slider": "", "data-slider": name, "aria-label": title }),
    make("p", { class: "control-message", id: `dial-${name}-message`, "data-dial-message": "", "data-message": name, role: "status" }),
  ]);
};
