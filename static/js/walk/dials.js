/** A slider and a number field with one value. What is out of range is told and not taken. */

import { exact, number, typed } from "../format.js";
import { find, set_text } from "../dom.js";

const STEPS = 400;

export class Dial {
  #root;
  #field;
  #slider;
  #message;
  #spec;

  /**
   * @param {string} name of the `dial` macro
   * @param {(value: number) => void} changed with every value that is set by hand
   */
  constructor(name, changed) {
    this.#root = find(`[data-dial="${name}"]`);
    this.#field = find("[data-dial-field]", this.#root);
    this.#slider = find("[data-dial-slider]", this.#root);
    this.#message = find("[data-dial-message]", this.#root);
    const { minimum, maximum, step, value, log } = this.#root.dataset;
    this.#spec = { minimum: Number(minimum), maximum: Number(maximum), step: Number(step), log: log !== undefined };
    const whole = Math.round((this.#spec.maximum - this.#spec.minimum) / this.#spec.step);
    this.#spec.steps = this.#spec.log ? STEPS : whole;
    Object.assign(this.#slider, { min: "0", max: String(this.#spec.steps), step: "1" });
    this.#slider.addEventListener("input", () => {
      const chosen = this.#value_at(Number(this.#slider.value));
      this.show(chosen);
      changed(chosen);
    });
    this.#field.addEventListener("input", () => {
      const typed = this.#typed();
      this.#tell(typed);
      if (typed === null) return;
      this.#draw_slider(typed);
      changed(typed);
    });
    this.#field.addEventListener("change", () => { if (this.#typed() !== null) this.#field.value = exact(this.#typed()); });
    this.show(Number(value));
  }

  /** Shows a value that was set elsewhere; a field that is being typed in keeps its text. */
  show(value) {
    this.#draw_slider(value);
    if (document.activeElement !== this.#field || Number(this.#field.value) !== value) this.#field.value = exact(Number(value.toPrecision(7)));
    this.#tell(value);
  }

  set hidden(is_hidden) { this.#root.hidden = is_hidden; }

  set disabled(is_disabled) {
    this.#field.disabled = is_disabled;
    this.#slider.disabled = is_disabled;
  }

  #typed() {
    const value = typed(this.#field.value);
    const { minimum, maximum } = this.#spec;
    return Number.isFinite(value) && value >= minimum && value <= maximum ? value : null;
  }

  #tell(value) {
    const { minimum, maximum } = this.#spec;
    this.#field.setAttribute("aria-invalid", String(value === null));
    set_text(this.#message, value === null ? `A number from ${number(minimum, 6)} to ${number(maximum, 6)}.` : "");
  }

  #draw_slider(value) {
    const { minimum, maximum, log, steps } = this.#spec;
    const share = log ? Math.log(value / minimum) / Math.log(maximum / minimum) : (value - minimum) / (maximum - minimum);
    const held = Math.min(Math.max(share, 0), 1);
    this.#slider.value = String(Math.round(held * steps));
    this.#slider.style.setProperty("--share", String(held));
    this.#slider.setAttribute("aria-valuetext", number(value, 6));
  }

  #value_at(position) {
    const { minimum, maximum, step, log, steps } = this.#spec;
    if (log) return Number((minimum * (maximum / minimum) ** (position / steps)).toPrecision(2));
    return Number((minimum + position * step).toPrecision(10));
  }
}
