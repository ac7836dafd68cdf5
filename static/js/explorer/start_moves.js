/** What hands and keys do with starts. */

import { find, set_text } from "../dom.js";
import { notify } from "../views/notices.js";
import { range_of } from "../ranges.js";
import { box_of } from "../viewport.js";
import { free_place, key_moved, same_point } from "../starts.js";
import { hush } from "../pace.js";

const COARSE = matchMedia("(pointer: coarse)");
/** Milliseconds that a press keeps everything else still; an answer is here within them. */
const STILL = 80;

export class StartMoves {
  #clicked = false;

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {{coordinate: {minimum: number, maximum: number}, starts: {maximum: number}}} limits
   */
  constructor(explorer, limits) {
    this.explorer = explorer;
    this.limits = limits;
  }

  get #starts() { return this.explorer.state.starts; }

  get #full() { return this.#starts.length >= this.limits.starts.maximum; }

  #allowed(start) {
    const { minimum, maximum } = this.limits.coordinate;
    return start.map((value) => Math.min(Math.max(value, minimum), maximum));
  }

  /** Tells what a click does, until one was made. */
  show_hint() {
    const hint = find("[data-hint]");
    set_text(hint, `${COARSE.matches ? "Tap" : "Click"} anywhere to start from there`);
    hint.hidden = this.#clicked;
  }

  /** While a pointer is pressed, and until its walks are here, nothing else moves. */
  hold_still() {
    this.explorer.clock.hold(STILL);
    hush(STILL);
  }

  click(start, adds, handle) {
    const starts = this.#starts;
    // A click on another start's handle takes it up, no more; on the last one's it is a click on the ground under it.
    if (handle !== null && handle !== starts.length - 1 && !adds) return;
    this.hold_still();
    this.#clicked = true;
    if (!same_point(start, this.#allowed(start))) {
      notify(`A start's w and b may be ${range_of(this.limits.coordinate)}.`);
      return;
    }
    if (adds && this.#full) {
      notify(`There are ${starts.length} starts already; remove one first.`);
      return;
    }
    this.explorer.fresh_walk = "play";
    this.explorer.change({ starts: adds ? [...starts, start] : starts.with(-1, start) }, "push");
  }

  /** @param {"later" | "replace"} how later: the start is in a hand */
  move(i, start, how) {
    const { picture, clock } = this.explorer;
    picture.carried = how === "later" ? i : null;
    clock.pause();
    this.explorer.fresh_walk = "whole";
    this.explorer.change({ starts: this.#starts.with(i, this.#allowed(start)) }, how);
  }

  add() {
    const { explorer } = this;
    const ground = explorer.maps.view ? box_of(explorer.maps.view) : explorer.framing.box;
    if (this.#full || !ground) return;
    const starts = this.#starts;
    explorer.fresh_walk = "play";
    explorer.change({ starts: [...starts, free_place(ground, starts.length)] }, "push");
    explorer.draw_controls();
    explorer.maps.focus_start(starts.length);
  }

  remove(i) {
    if (this.#starts.length > 1) this.explorer.change({ starts: this.#starts.toSpliced(i, 1) }, "push");
    this.explorer.draw_controls();
  }

  /** A key on a start's handle: arrows move it, Delete removes it. */
  key(event, map) {
    const handle = event.target.closest("[data-start]");
    if (!handle || event.ctrlKey || event.metaKey) return;
    const i = Number(handle.dataset.start);
    const moved = key_moved(event, this.#starts[i], map.view);
    const removes = event.key === "Delete" || event.key === "Backspace";
    if (moved || removes) event.preventDefault();
    if (moved) this.move(i, moved, "replace");
    if (!removes) return;
    this.remove(i);
    this.explorer.maps.focus_start(Math.max(0, i - 1));
  }
}
