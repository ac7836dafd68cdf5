/** The clock's buttons, scrubber and arrivals. */

import { find, find_all, live_size, make, set_text } from "../dom.js";
import { ink } from "../ink.js";

/** Pixels between the names of arrivals. */
const LABEL_GAP = 10;
/** Pixels that names may reach beyond the track, to its left. */
const ROOM_ASIDE = 40;

export class ClockBar {
  #root = find("[data-clock-bar]");
  #now = find("[data-clock]");
  #last = find("[data-clock-last]");
  #text = this.#now.parentElement;
  #scrub = find("[data-scrub]");
  #arrivals = find("[data-arrivals]");
  #arrivals_size = live_size(this.#arrivals);
  #toggle = find('[data-clock-action="toggle"]');
  #pen = null;

  /** @param {import("../clock.js").Clock} clock */
  constructor(clock) {
    this.clock = clock;
    const actions = { toggle: () => clock.toggle(), back: () => clock.step(-1), forward: () => clock.step(1) };
    for (const button of find_all("[data-clock-action]", this.#root)) button.addEventListener("click", actions[button.dataset.clockAction]);
    this.#scrub.addEventListener("input", () => {
      clock.pause();
      clock.seek(Number(this.#scrub.value));
    });
    this.#scrub.addEventListener("change", () => clock.dispatchEvent(new Event("rest")));
  }

  draw() {
    const { t, last, playing } = this.clock;
    set_text(this.#now, String(t));
    set_text(this.#last, String(last));
    if (this.#scrub.max !== String(last)) this.#scrub.max = String(last);
    this.#scrub.value = String(t);
    this.#scrub.style.setProperty("--share", String(last > 0 ? t / last : 0));
    this.#scrub.setAttribute("aria-valuetext", `step ${t} of ${last}`);
    this.#text.style.setProperty("--spare", String(String(last).length - String(t).length));
    this.#root.classList.toggle("clock--playing", playing);
    this.#toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.#toggle.title = playing ? "Pause (space)" : "Play (space)";
  }

  #width_of(text) {
    this.#pen ??= document.createElement("canvas").getContext("2d");
    this.#pen.font = `12px ${ink().sans}`;
    return this.#pen.measureText(text).width;
  }

  /** A marker where each walk ends; the names above keep clear of each other, and leave where there is no room for all. */
  draw_arrivals(walks) {
    const { last } = this.clock;
    const { width } = this.#arrivals_size;
    const sorted = [...walks].sort((a, b) => a.run.iterations - b.run.iterations);
    const named = sorted.map(({ run, name }) => `${name} ${run.iterations}`);
    const room = named.reduce((sum, text) => sum + this.#width_of(text) + LABEL_GAP, 0) <= width + ROOM_ASIDE;
    const texts = room ? named : sorted.map(({ run }) => String(run.iterations));
    const places = sorted.map(({ run }) => (last > 0 ? run.iterations / last : 1) * width);
    const centres = spread(places, texts.map((text) => this.#width_of(text) + LABEL_GAP), width);
    this.#arrivals.replaceChildren(...sorted.map(({ look }, i) => {
      const label = make("span", { class: "arrival-name number" }, [texts[i]]);
      label.style.left = `${centres[i] - places[i]}px`;
      const mark = make("span", { class: "arrival", "data-walk": String(look.index) }, [make("span", { class: `arrival-mark arrival-mark--${look.marker}` }), label]);
      mark.style.left = `${(100 * places[i]) / (width || 1)}%`;
      return mark;
    }));
  }
}

/**
 * Centres for labels of given widths, in order, as near to their places as they can be without touching.
 * @param {number[]} places ascending
 * @param {number[]} widths
 * @param {number} room
 */
const spread = (places, widths, room) => {
  const centres = [...places];
  for (let i = 0; i < centres.length; i += 1) {
    const least = i === 0 ? -Infinity : centres[i - 1] + (widths[i - 1] + widths[i]) / 2;
    centres[i] = Math.max(centres[i], least);
  }
  for (let i = centres.length - 1; i >= 0; i -= 1) {
    const most = i === centres.length - 1 ? room - widths[i] / 2 + LABEL_GAP : centres[i + 1] - (widths[i] + widths[i + 1]) / 2;
    centres[i] = Math.min(centres[i], most);
  }
  // What was pushed right only for its left neighbour's sake goes half way back, so that both give way.
  for (let i = 1; i < centres.length; i += 1) {
    const excess = (centres[i] - places[i]) / 2;
    if (excess > 0 && centres[i - 1] > places[i - 1] - 1 && (i < 2 || centres[i - 1] - excess - centres[i - 2] > (widths[i - 1] + widths[i - 2]) / 2)) {
      centres[i - 1] -= excess;
      centres[i] -= excess;
    }
  }
  return centres;
};
