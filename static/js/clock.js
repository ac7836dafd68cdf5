/**
 * The one clock of all panels. It counts iterations, so that the walks race fairly; it never looks at the page.
 */

/** "auto" shows the longest walk in about this many seconds, and never slower than this many steps a second. */
const AUTO_SECONDS = 8;
const AUTO_SLOWEST = 6;

export class Clock extends EventTarget {
  #time = 0;
  #last = 0;
  #frame = 0;
  #then = 0;
  #hold = 0;
  speed = "auto";
  loop = false;

  /** The step that is shown: a whole number from 0 to `last`. */
  get t() { return Math.min(Math.floor(this.#time), this.#last); }

  /** The longest walk's step count. */
  get last() { return this.#last; }

  get playing() { return this.#frame !== 0; }

  /** Steps a second. */
  get rate() {
    return this.speed === "auto" ? Math.max(this.#last / AUTO_SECONDS, AUTO_SLOWEST) : Number(this.speed);
  }

  /** New walks: the time stays where it is, as far as they reach. */
  set_last(last) {
    this.#last = last;
    this.#time = Math.min(this.#time, last);
    this.#changed();
  }

  seek(t) {
    this.#time = Math.min(Math.max(t, 0), this.#last);
    this.#changed();
  }

  step(by) {
    this.pause();
    this.seek(this.t + by);
    this.dispatchEvent(new Event("rest"));
  }

  play() {
    if (this.playing || this.#last === 0) return;
    if (this.t >= this.#last) this.#time = 0;
    this.#then = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
    this.#changed();
  }

  pause() {
    if (!this.playing) return;
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#changed();
    this.dispatchEvent(new Event("rest"));
  }

  /** Stands still for a moment, without the look of a pause: while a pointer is pressed nothing else should move. */
  hold(milliseconds) {
    if (!this.playing) return;
    // A frame asked for costs a frame, even if nothing is drawn in it.
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      this.#then = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#tick(now));
    }, milliseconds);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  #tick(now) {
    // A tab that was hidden must not leap ahead when it comes back.
    const seconds = Math.min(Math.max(now - this.#then, 0) / 1000, 0.25);
    this.#then = now;
    const before = this.t;
    this.#time += seconds * this.rate;
    if (this.#time >= this.#last) {
      if (!this.loop) {
        this.#time = this.#last;
        this.#frame = 0;
        this.#changed();
        this.dispatchEvent(new Event("rest"));
        return;
      }
      if (this.#time >= this.#last + 0.8 * this.rate) this.#time = 0;
    }
    this.#frame = requestAnimationFrame((next) => this.#tick(next));
    if (this.t !== before) this.#changed();
  }

  #changed() { this.dispatchEvent(new Event("change")); }
}
