/**
 * The numbers that a named surface's formula is made with, as sliders with fields; the surface changes as they move, and the dials
 * that stand at what it suggests with it. The rates of each optimizer are searched for when the hand rests.
 */

import { channel, fetch_description } from "../api.js";
import { Dial } from "../walk/dials.js";
import { find, make } from "../dom.js";
import { followed } from "../following.js";
import { formulas_of } from "./mathematics.js";

/** Milliseconds after which a picture that never came is no longer waited for. */
const PATIENCE = 2000;
/** Milliseconds without a new value after which a hand is taken to rest. */
const REST = 250;
const UNITS = { degrees: "°" };

export class Parameters {
  #root = find("[data-parameters]");
  #formula = make("div", { class: "formula", tabindex: "0", role: "group", "aria-label": "Formula of the loss" });
  #formula_of = null;
  #dials = new Map();
  #shown = null;
  #written = null;
  #state = null;
  #next = null;
  #asked = -Infinity;
  #rest_timer = 0;

  /**
   * @param {import("../grounds.js").Grounds} grounds
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor(grounds, change) {
    this.grounds = grounds;
    this.change = change;
    this.request = channel(({ body, rates }) => fetch_description(body, rates), {
      answered: (description, wish) => (wish.rates ? this.#take_rates(description, wish) : this.#take(description, wish)),
      // The page asks for what it does not know, and tells why it cannot be had.
      failed: (_, { parameters, rates }) => { if (!rates) this.change({ parameters }, "replace"); },
      busy: () => {},
    });
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
    // While a hand is ahead of the picture, the dials show what the hand has set; so does a field with nothing new to show.
    const text = JSON.stringify(state.parameters);
    if (this.#next || (this.#written === text && this.#root.contains(document.activeElement))) return;
    this.#written = text;
    for (const { name, default: usual } of parameters) this.#dials.get(name).show(state.parameters?.[name] ?? usual);
  }

  /** The formula with the numbers in it; that of the usual ones is on the page already. */
  #draw_formula() {
    const known = this.#state.parameters ? this.grounds.recall(this.grounds.of(this.#state)) : null;
    if (known?.without_rates) this.#rest_timer ||= setTimeout(() => this.#rest(), REST);
    this.#formula.hidden = this.#state.parameters === null;
    if (!known || this.#formula_of === known) return;
    this.#formula_of = known;
    this.#formula.replaceChildren(formulas_of(known.mathml)[0]);
  }

  #build(id, parameters) {
    this.#shown = id;
    this.#written = null;
    this.#next = null;
    this.parameters = parameters;
    this.#root.replaceChildren(this.#formula, ...parameters.map(dial_of));
    this.#dials = new Map(parameters.map(({ name }) => [name, new Dial(name, (value) => this.#set(name, value))]));
  }

  #set(name, value) {
    clearTimeout(this.#rest_timer);
    this.#rest_timer = 0;
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
    const parameters = usual ? null : own;
    const ground = this.grounds.of({ ...this.#state, parameters });
    const wish = { parameters, body: ground.body, rates: false };
    const known = this.grounds.recall(ground);
    if (known) this.#take(known, wish);
    else this.request(wish);
  }

  /** Until its own are known, a surface has the rates of the one that it was made from. */
  #take(description, { parameters, body }) {
    if (this.#state.surface !== body.id) return;
    const { suggested } = description;
    const before = this.grounds.recall(this.grounds.of(this.#state))?.suggested ?? suggested;
    if (Object.keys(suggested.learning_rates).length === 0) {
      const { learning_rates, initial_steps } = before;
      this.grounds.learn({ ...description, suggested: { ...suggested, learning_rates, initial_steps }, without_rates: true }, body);
    } else this.grounds.learn(description, body);
    this.change({ parameters, ...followed(this.#state, before, suggested) }, "replace");
  }

  /** What the hand has made of the surface gets rates of its own. */
  #rest() {
    this.#rest_timer = 0;
    const { parameters } = this.#state;
    if (parameters) this.request({ parameters, body: this.grounds.of(this.#state).body, rates: true });
  }

  #take_rates(description, { parameters, body }) {
    this.grounds.learn(description, body);
    if (this.grounds.of(this.#state).key === JSON.stringify(body)) this.change({ parameters: { ...parameters } }, "replace");
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
