/** Writes the state into the browser's address: at once as a new entry, or, for what moves, when it has come to rest. */

const REST = 250;
/** A new entry keeps the browser busy for some milliseconds, so it waits for the answer to be on the screen. */
const ENTRY_WAIT = 120;

export class Address {
  #timer = 0;
  #entry_due = false;
  /** Whether anything is still to be written. */
  #due = false;

  /** @param {() => string} query the state's query, "" for the default */
  constructor(query) {
    this.query = query;
    // What was changed just before leaving is there on the way back.
    addEventListener("beforeunload", () => { if (this.#due) this.replace(); });
  }

  /** After a change that deserves an entry of its own. */
  enter_soon() {
    clearTimeout(this.#timer);
    this.#entry_due = true;
    this.#due = true;
    this.#timer = setTimeout(() => this.enter(), ENTRY_WAIT);
  }

  /** After a change that may be followed by others. */
  replace_later() {
    clearTimeout(this.#timer);
    this.#due = true;
    this.#timer = setTimeout(() => this.#write_due(), REST);
  }

  /** Before a change that deserves an entry: what waits to be written belongs before it. */
  settle() { if (this.#due) this.#write_due(); }

  enter() { this.#write("pushState"); }

  replace() { this.#write("replaceState"); }

  /** Forgets what was to be written: the address itself has changed. */
  forget() {
    clearTimeout(this.#timer);
    this.#due = false;
    this.#entry_due = false;
  }

  #write_due() { this.#entry_due ? this.enter() : this.replace(); }

  #write(how) {
    this.forget();
    const address = location.pathname + this.query();
    if (address !== location.pathname + location.search) history[how](null, "", address);
  }
}
