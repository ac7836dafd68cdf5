/** A chapter's state and its place in the address, like the explorer's: what is set in a figure is in the link. */

import { Address } from "../address.js";
import { find } from "../dom.js";
import { typed } from "../format.js";
import { notify, wire_copy_link } from "../views/notices.js";

const finite = (text) => {
  const value = typed(text);
  if (!Number.isFinite(value)) throw new RangeError("not a number");
  return value;
};

const within = (value, minimum, maximum) => {
  if (value < minimum || value > maximum) throw new RangeError("out of range");
  return value;
};

/** Kinds of properties: each with the value it has when the address does not name it. */
export const real = (value, minimum = -1e6, maximum = 1e6) => ({ value, read: (text) => within(finite(text), minimum, maximum), write: String });

export const whole = (value, minimum, maximum) => ({
  value,
  read: (text) => {
    const number = within(finite(text), minimum, maximum);
    if (!Number.isInteger(number)) throw new RangeError("not a whole number");
    return number;
  },
  write: String,
});

export const choice = (value, choices) => ({
  value,
  read: (text) => {
    if (!choices.includes(text)) throw new RangeError("unknown choice");
    return text;
  },
  write: String,
});

const pair = (text) => {
  const numbers = text.split(",").map(finite).map((number) => within(number, -1e6, 1e6));
  if (numbers.length !== 2) throw new RangeError("two numbers are expected");
  return numbers;
};

export const point = (value) => ({ value, read: pair, write: (theta) => theta.join(",") });

export const points = (value, most) => ({
  value,
  read: (text) => {
    const list = text === "" ? [] : text.split(";").map(pair);
    if (list.length > most) throw new RangeError("too many points");
    return list;
  },
  write: (list) => list.map((theta) => theta.join(",")).join(";"),
});

export class ChapterState {
  #table;
  #address = new Address(() => this.#query());
  #changed;

  /**
   * @template Values
   * @param {Record<string, {value: any, read: (text: string) => any, write: (value: any) => string}>} table
   * @param {(values: Values) => void} changed called after every `set`, and when the browser goes back or forward; not at the start
   */
  constructor(table, changed) {
    this.#table = table;
    this.#changed = changed;
    this.#read();
    addEventListener("popstate", () => {
      this.#address.forget();
      this.#read();
      changed(this.values);
    });
    if (find("[data-copy-link]")) wire_copy_link(() => this.#address.replace());
  }

  /**
   * @param {object} patch
   * @param {"replace" | "push"} [how] push: worth a step back of its own
   */
  set(patch, how = "replace") {
    this.values = { ...this.values, ...patch };
    this.#changed(this.values);
    if (how === "push") this.#address.enter_soon();
    else this.#address.replace_later();
  }

  #read() {
    const parameters = new URLSearchParams(location.search);
    const values = Object.fromEntries(Object.entries(this.#table).map(([name, { value }]) => [name, value]));
    this.values = values;
    for (const [name, property] of Object.entries(this.#table)) {
      const text = parameters.get(name);
      if (text === null) continue;
      try {
        this.values = { ...this.values, [name]: property.read(text) };
      } catch {
        this.values = values;
        notify(`This link is damaged: its “${name}” cannot be read. The chapter opens as it does without it.`);
        history.replaceState(null, "", location.pathname);
        return;
      }
    }
  }

  #query() {
    const changed = Object.entries(this.#table).filter(([name, { value, write }]) => write(this.values[name]) !== write(value));
    if (changed.length === 0) return "";
    return `?${changed.map(([name, { write }]) => `${name}=${encodeURIComponent(write(this.values[name])).replaceAll("%2C", ",").replaceAll("%3B", ";")}`).join("&")}`;
  }
}
