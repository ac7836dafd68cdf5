/** The rail: surface, loss, view, walks and hyperparameters. What is out of range is told and never sent. */

import { find, find_all, make, set_hidden, set_text } from "../dom.js";
import { once } from "../copies.js";
import { exact, number, typed } from "../format.js";
import { FormulaLine } from "./formula_line.js";
import { choice_of } from "../own_functions.js";
import { range_of, usual_around, within } from "../ranges.js";
import { FORMULA } from "../state.js";

/** How each slider spans the range that the API allows; the learning rate's a part of it, round what suits the surface. */
const SLIDERS = {
  learning_rate: { steps: 800, log: true },
  momentum: { from: 0, to: 0.999, steps: 999, log: false, marks: [0, 0.25, 0.5, 0.75, 1], top: 1 },
};
/** Where an arrow key leads a tolerance of 0. */
const LEAST_TOLERANCE = 1e-12;
const WHOLE = new Set(["max_iterations"]);
const NAMES = { learning_rate: "The learning rate", momentum: "Momentum", max_iterations: "The number of steps", tolerance: "The tolerance" };
const EXAMPLES = { learning_rate: "0.1", momentum: "0.9", max_iterations: "1000", tolerance: "1e-6" };

export class Controls {
  #form = find("[data-controls]");
  #formula;

  /**
   * @param {object} page_data
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor(page_data, change) {
    this.page_data = page_data;
    this.change = change;
    this.#formula = new FormulaLine(page_data.release);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#choices();
    for (const name of Object.keys(NAMES)) this.#number_field(name);
    for (const name of Object.keys(SLIDERS)) this.#slider(name);
    this.#sheet();
  }

  #choices() {
    find('[data-control="surface"]').addEventListener("change", (event) => this.change(choice_of(event.target.value), "push"));
    for (const radio of find_all('[data-control="loss"]')) radio.addEventListener("change", () => this.change({ loss: radio.value }, "push"));
    for (const radio of find_all('[data-control="view"], [data-stage-view]')) radio.addEventListener("change", () => this.change({ view: radio.value }, "push"));
    // A choice made with the pointer gives the arrow keys back to the clock; made with the keyboard, it keeps them.
    for (const radio of find_all(".segment-input")) radio.addEventListener("click", (event) => { if (event.detail > 0) radio.blur(); });
    for (const radio of find_all('[name="height"]')) radio.addEventListener("change", () => this.change({ height: radio.value }, "replace"));
    for (const setting of ["loop", "log", "lens"]) find(`[data-setting="${setting}"]`).addEventListener("change", (event) => this.change({ [setting]: event.target.checked }, "replace"));
    find('[data-setting="speed"]').addEventListener("change", (event) => this.change({ speed: event.target.value }, "replace"));
    // With the same settings one walk is as good as its copies.
    find("[data-suggested]").addEventListener("click", () => this.change({ suggested: true, own: {}, optimizers: once(this.state.optimizers) }, "push"));
  }

  #number_field(name) {
    const field = find(`[data-control="${name}"]`);
    field.addEventListener("input", () => {
      const checked = this.check(name, field.value);
      this.#tell(name, checked.message);
      if (checked.message === "") this.change({ [name]: checked.value }, "replace");
    });
    field.addEventListener("change", () => { if (field.getAttribute("aria-invalid") !== "true") field.value = exact(this.state[name]); });
    field.addEventListener("keydown", (event) => {
      const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!direction || !Number.isFinite(typed(field.value))) return;
      event.preventDefault();
      field.value = exact(nudged(name, typed(field.value), direction, this.page_data.limits[name]));
      field.dispatchEvent(new Event("input"));
    });
  }

  /**
   * A typed text as a value of a control.
   * @returns {{value: number, message: string}} an empty message when it may be sent
   */
  check(name, text) {
    const limits = this.page_data.limits[name];
    const value = typed(text);
    const fine = within(value, { ...limits, whole: WHOLE.has(name) });
    const message = fine ? "" : `${NAMES[name]} is a ${WHOLE.has(name) ? "whole " : ""}number ${range_of(limits)}, such as ${EXAMPLES[name]}.`;
    return { value, message };
  }

  #tell(name, message) {
    set_text(find(`[data-message="${name}"]`), message === "" ? "" : `${message} Still walking with ${exact(this.state[name])}.`);
    find(`[data-control="${name}"]`).setAttribute("aria-invalid", String(message !== ""));
  }

  #slider(name) {
    const slider = find(`[data-slider="${name}"]`);
    const spec = SLIDERS[name];
    Object.assign(slider, { min: "0", max: String(spec.steps), step: "1" });
    slider.addEventListener("input", () => this.change({ [name]: value_at(spec, Number(slider.value)) }, "replace"));
    if (spec.marks) this.#mark(name);
  }

  #mark(name) {
    const spec = SLIDERS[name];
    find(`[data-slider-scale="${name}"]`).replaceChildren(...spec.marks.map((mark) => {
      const text = make("span", { class: "slider-mark" }, [number(mark)]);
      text.style.setProperty("--share", String(position_of({ ...spec, to: spec.top ?? spec.to }, mark) / spec.steps));
      return text;
    }));
  }

  /** Moves the learning rate's slider to where the suggested one lies on it. */
  #span(suggested) {
    const spec = SLIDERS.learning_rate;
    const { from, to } = usual_around(this.page_data.limits.learning_rate, suggested);
    if (spec.from === from && spec.to === to) return;
    const marks = [];
    for (let power = Math.round(Math.log10(from)); power <= Math.log10(to) + 0.5; power += 2) marks.push(Number(`1e${power}`));
    Object.assign(spec, { from, to, marks });
    this.#mark("learning_rate");
  }

  #sheet() {
    const rail = find("[data-rail]");
    const toggle = find("[data-rail-toggle]");
    toggle.addEventListener("click", () => {
      const open = rail.classList.toggle("rail--open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  /**
   * Shows a state; a field that is being typed in keeps its text.
   * @param {object} state
   * @param {object | null} surface null while nothing is known of it
   */
  draw(state, surface) {
    this.state = state;
    if (surface || !SLIDERS.learning_rate.marks) this.#span(surface?.suggested?.learning_rate ?? 1);
    find('[data-control="surface"]').value = state.surface;
    const shown = state.surface === "neuron" && state.loss !== "half_sum" ? `neuron-${state.loss}` : state.surface;
    // A typed function, and one with numbers of its own, show theirs with the fields that make them.
    this.#formula.show(state.surface === FORMULA || state.parameters ? null : shown);
    set_hidden(find("[data-neuron-only]"), state.surface !== "neuron");
    for (const radio of find_all('[data-control="loss"]')) radio.checked = radio.value === state.loss;
    for (const radio of find_all('[data-control="view"], [data-stage-view]')) radio.checked = radio.value === state.view;
    for (const setting of ["loop", "log", "lens"]) find(`[data-setting="${setting}"]`).checked = state[setting];
    find('[data-setting="speed"]').value = state.speed;
    for (const name of Object.keys(NAMES)) this.#draw_number(name, state[name]);
    const [w, b] = state.starts.at(-1);
    set_text(find("[data-rail-summary]"), `η ${number(state.learning_rate)}   γ ${number(state.momentum)}   start (${number(w)}, ${number(b)})`);
  }

  #draw_number(name, value) {
    const field = find(`[data-control="${name}"]`);
    const typing = document.activeElement === field;
    if (!typing || Number(field.value) !== value) {
      if (!typing || field.getAttribute("aria-invalid") !== "true") field.value = exact(value);
    }
    if (!typing || Number(field.value) === value) this.#tell(name, "");
    const spec = SLIDERS[name];
    if (!spec) return;
    const slider = find(`[data-slider="${name}"]`);
    const position = Math.min(Math.max(position_of(spec, value), 0), spec.steps);
    if (Number(slider.value) !== Math.round(position)) slider.value = String(Math.round(position));
    slider.style.setProperty("--share", String(position / spec.steps));
    slider.setAttribute("aria-valuetext", number(value, 6));
  }
}

/** Slider values are round: two significant digits, three where they must be, on a logarithmic one, thousandths on a linear one. */
const value_at = (spec, position) => {
  const share = position / spec.steps;
  if (!spec.log) return Number((spec.from + share * (spec.to - spec.from)).toFixed(3));
  const value = spec.from * (spec.to / spec.from) ** share;
  const round = Number(value.toPrecision(2));
  // Two digits are rounder than the slider's steps are: where they would put the thumb back, a third one is needed.
  return Math.round(position_of(spec, round)) === position ? round : Number(value.toPrecision(3));
};

const position_of = (spec, value) =>
  spec.steps * (spec.log ? Math.log(value / spec.from) / Math.log(spec.to / spec.from) : (value - spec.from) / (spec.to - spec.from));

/** A typed number moved by an arrow key, within what is allowed. */
const nudged = (name, value, direction, { minimum, maximum = Infinity, exclusive_maximum }) => {
  const held = (next) => {
    if (exclusive_maximum !== undefined && next >= exclusive_maximum) return value;
    return Math.min(Math.max(next, minimum), maximum);
  };
  if (name === "max_iterations") return held(value + direction * (value >= 1000 ? 100 : 10));
  if (name === "momentum") return held(Number((value + direction * 0.01).toFixed(6)));
  if (value === 0) return direction > 0 ? LEAST_TOLERANCE : 0;
  return held(Number((value * (direction > 0 ? 1.1 : 1 / 1.1)).toPrecision(3)));
};
