/** Standardising x: offered where it would help, done only when asked for, told with its numbers, and put back. */

import { make, set_hidden, set_text } from "../dom.js";
import { number } from "../format.js";
import { text_of } from "../data/link.js";
import { is_stretched, standardised, stretch_of } from "../data/scaling.js";

export class DataScaling {
  #note = make("p", { class: "data-note", role: "status", "data-scaling-note": "" });
  #standardise = make("button", { class: "link-button", type: "button", "data-standardise": "" }, ["Standardise ", make("i", {}, ["x"])]);
  #put_back = make("button", { class: "link-button", type: "button", "data-put-back": "" }, ["Put back"]);
  /** What was made of which points, until others are taken. */
  #done = null;
  #points = [];

  /** @param {(points: [number, number][]) => void} choose */
  constructor(choose) {
    this.root = make("div", {}, [this.#note, make("div", { class: "button-row" }, [this.#standardise, this.#put_back])]);
    this.#standardise.addEventListener("click", () => {
      this.#done = { before: this.#points, ...standardised(this.#points) };
      this.#take(choose, this.#done.points, this.#put_back);
    });
    this.#put_back.addEventListener("click", () => this.#take(choose, this.#done.before, this.#standardise));
  }

  /** The button that was pressed goes: the one that takes it back has the focus then. */
  #take(choose, points, next) {
    choose(points);
    this.draw(points);
    next.focus();
  }

  /** @param {[number, number][]} points */
  draw(points) {
    this.#points = points;
    const shown = this.#done !== null && text_of(points) === text_of(this.#done.points);
    const stretched = !shown && is_stretched(points);
    set_text(this.#note, shown ? told(this.#done) : stretched ? stretch_of(points) : "");
    set_hidden(this.#put_back, !shown);
    set_hidden(this.#standardise, !stretched);
    set_hidden(this.root, !shown && !stretched);
  }
}

const told = ({ mean, deviation }) => {
  const from_mean = mean < 0 ? `x + ${number(-mean, 12)}` : `x − ${number(mean, 12)}`;
  const scale = number(deviation);
  return `x is now (${from_mean}) / ${scale}, to six digits: its mean is 0 and its deviation 1. A new w and b are w / ${scale} and b ${mean < 0 ? "+" : "−"} w × ${number(Math.abs(mean), 12)} / ${scale} of x as it was.`;
};
