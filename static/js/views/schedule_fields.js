/** A learning-rate schedule: its kind, its numbers, and the small curve of the rates that the last walk had. */

import { find, make, make_svg, set_hidden, set_text } from "../dom.js";
import { path_of } from "../draw/frame.js";
import { exact, number, typed } from "../format.js";
import { range_of, within } from "../ranges.js";

const NAMES = { constant: "constant", step: "drops by steps", exponential: "exponential", cosine: "half a cosine", inverse_time: "falls as 1/t" };
const WORDS = { every: "steps between drops", factor: "times", period: "steps down to the floor", floor: "floor", decay: "decay" };
const CURVE = { width: 200, height: 34 };

export class ScheduleFields {
  #select;
  #numbers = make("div", { class: "schedule-numbers" });
  #message = make("p", { class: "control-message", role: "status" });
  #curve = make("div", { class: "schedule-curve", role: "img" });
  #kind = null;

  /**
   * @param {{id: string}} entry the optimizer
   * @param {{kind: string, fields: object[]}[]} schedules
   * @param {() => object | undefined} current the schedule in the state; undefined for a constant one
   * @param {(schedule: object | null) => void} change
   */
  constructor(entry, schedules, current, change) {
    this.schedules = schedules;
    this.current = current;
    this.change = change;
    const id = `schedule-${entry.id}`;
    this.#select = make("select", { class: "select", id, "data-schedule": "" }, schedules.map(({ kind }) => make("option", { value: kind }, [NAMES[kind]])));
    this.#select.addEventListener("change", () => this.change(this.#select.value === "constant" ? null : fresh(this.#spec(this.#select.value))));
    this.root = make("div", { class: "schedule" }, [make("label", { class: "own-label", for: id }, ["schedule"]), this.#select, this.#numbers, this.#message, this.#curve]);
    this.draw();
  }

  #spec(kind) { return this.schedules.find((each) => each.kind === kind); }

  /** Shows the state's schedule; a field that is being typed in keeps its text. */
  draw() {
    const schedule = this.current() ?? { kind: "constant" };
    this.#select.value = schedule.kind;
    if (this.#kind !== schedule.kind) {
      this.#kind = schedule.kind;
      this.#numbers.replaceChildren(...this.#spec(schedule.kind).fields.map((field) => this.#field(field)));
      set_text(this.#message, "");
    }
    for (const { name } of this.#spec(schedule.kind).fields) {
      const input = find(`[data-schedule-field="${name}"]`, this.#numbers);
      if (document.activeElement !== input) input.value = exact(schedule[name]);
    }
    set_hidden(this.#curve, schedule.kind === "constant");
  }

  #field(field) {
    const input = make("input", { class: "field number", type: "text", inputmode: "decimal", autocomplete: "off", "data-schedule-field": field.name });
    input.addEventListener("input", () => {
      const value = typed(input.value);
      const fine = within(value, field);
      input.setAttribute("aria-invalid", String(!fine));
      set_text(this.#message, fine ? "" : `${WORDS[field.name]}: a ${field.whole ? "whole " : ""}number ${range_of(field)}.`);
      if (fine) this.change({ ...this.current(), [field.name]: value });
    });
    return make("label", { class: "schedule-number" }, [make("span", { class: "own-label" }, [WORDS[field.name]]), input]);
  }

  /** @param {object} run with `learning_rates` where they change */
  draw_curve(run) {
    const rates = run.learning_rates;
    set_hidden(this.#curve, !rates || this.#kind === "constant");
    if (!rates || rates.length < 2) return;
    const most = Math.max(rates[0], rates[1]);
    const { width, height } = CURVE;
    const steps = Array.from({ length: width + 1 }, (_, x) => Math.max(1, Math.round((x / width) * run.iterations)));
    const level = (step) => 3 + (1 - rates[step] / most) * (height - 6);
    // A rate holds until the next: what drops by steps is drawn so.
    const points = steps.flatMap((step, x) => [[x, level(steps[Math.max(x - 1, 0)])], [x, level(step)]]);
    this.#curve.replaceChildren(make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, [make_svg("path", { class: "chart-line", d: path_of(points) })]));
    this.#curve.setAttribute("aria-label", `Learning rate from ${number(rates[1])} at step 1 to ${number(rates[run.iterations])} at step ${run.iterations}`);
  }
}

const fresh = ({ kind, fields }) => ({ kind, ...Object.fromEntries(fields.map(({ name, default: value }) => [name, value])) });
