/** The clock's buttons, scrubber and arrivals. */

import { find, find_all, make, set_text } from "../dom.js";

/** Arrival labels closer than this, in pixels, are set in two rows. */
const LABEL_GAP = 92;

export class ClockBar {
  #root = find("[data-clock-bar]");
  #now = find("[data-clock]");
  #last = find("[data-clock-last]");
  #scrub = find("[data-scrub]");
  #arrivals = find("[data-arrivals]");
  #toggle = find('[data-clock-action="toggle"]');

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
    this.#now.style.minWidth = `${String(last).length}ch`;
    this.#root.classList.toggle("clock--playing", playing);
    this.#toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.#toggle.title = playing ? "Pause (space)" : "Play (space)";
  }

  /** A marker where each walk ends. */
  draw_arrivals(walks) {
    const { last } = this.clock;
    const width = this.#arrivals.clientWidth;
    const sorted = [...walks].sort((a, b) => a.run.iterations - b.run.iterations);
    let before = -Infinity;
    let before_text = -Infinity;
    this.#arrivals.replaceChildren(...sorted.map(({ run, look, name }) => {
      const share = last > 0 ? run.iterations / last : 1;
      const crowded = share * width - before_text < LABEL_GAP;
      before = share * width;
      if (!crowded) before_text = before;
      const mark = make("span", { class: "arrival", "data-walk": String(look.index), title: `${name} ${run.iterations}` }, [
        make("span", { class: `arrival-mark arrival-mark--${look.marker}` }),
        ...(crowded ? [] : [make("span", { class: `arrival-name number${share > 0.94 ? " arrival-name--end" : share < 0.06 ? " arrival-name--start" : ""}` }, [`${name} ${run.iterations}`])]),
      ]);
      mark.style.setProperty("--share", String(share));
      return mark;
    }));
  }
}
