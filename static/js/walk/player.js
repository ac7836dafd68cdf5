/** A figure's clock with its buttons. */

import { Clock } from "../clock.js";
import { find, reduced_motion, set_text } from "../dom.js";
import { presence } from "./chapter.js";

export class Player {
  #root;
  clock = new Clock();

  /**
   * @param {string} name of the `player` macro
   * @param {(t: number, playing: boolean) => void} draw at every change of the time
   */
  constructor(name, draw) {
    const root = find(`[data-player="${name}"]`);
    this.#root = root;
    const { clock } = this;
    find("[data-player-toggle]", root).addEventListener("click", () => clock.toggle());
    find("[data-player-back]", root).addEventListener("click", () => clock.step(-1));
    find("[data-player-forward]", root).addEventListener("click", () => clock.step(1));
    const scrub = find("[data-player-scrub]", root);
    scrub.addEventListener("input", () => {
      clock.pause();
      clock.seek(Number(scrub.value));
    });
    const change = () => {
      this.#draw(scrub);
      draw(clock.t, clock.playing);
    };
    clock.addEventListener("change", change);
    clock.addEventListener("rest", change);
    presence.addEventListener("leave", () => clock.pause());
  }

  /** New walks of so many steps: played from the start, or shown whole where motion is not wanted. */
  start(last, { play = true } = {}) {
    this.clock.set_last(last);
    if (play && !reduced_motion()) {
      this.clock.seek(0);
      this.clock.play();
    } else {
      this.clock.seek(last);
    }
  }

  #draw(scrub) {
    const { t, last, playing } = this.clock;
    set_text(find("[data-player-now]", this.#root), String(t));
    set_text(find("[data-player-last]", this.#root), String(last));
    scrub.max = String(last);
    scrub.value = String(t);
    scrub.style.setProperty("--share", String(last > 0 ? t / last : 0));
    scrub.setAttribute("aria-valuetext", `step ${t} of ${last}`);
    this.#root.classList.toggle("clock--playing", playing);
    find("[data-player-toggle]", this.#root).setAttribute("aria-label", playing ? "Pause" : "Play");
  }
}
