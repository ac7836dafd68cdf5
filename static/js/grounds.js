/**
 * What is walked on: from the page's state to the surface as the API takes it, and to what is known of it (domain, minima, suggested
 * settings). What the page did not come with is described by the server.
 */

import { channel, fetch_description } from "./api.js";

/** What of the state belongs to one surface only, as it is for the others. */
export const NO_GROUND = { formula: null, domain: null, parameters: null };

/** The properties of the state that say which surface it is. */
export const GROUND_KEYS = ["surface", "loss", "data", "formula", "domain", "parameters"];

export class Grounds {
  #known = new Map();
  #own;
  /** While a point is in a hand: what was known when it was taken up, with the minima as they were heard of last. */
  #held = null;
  #request;

  /**
   * @param {object} page_data
   * @param {{described: (key: string) => void, failed: (error: Error, key: string) => void, busy: (is_busy: boolean) => void}} on
   */
  constructor(page_data, on) {
    this.surfaces = page_data.surfaces;
    for (const entry of this.surfaces.filter(({ domain }) => domain)) {
      const { key } = this.of({ surface: entry.id, loss: "half_sum" });
      this.#known.set(key, entry);
    }
    this.#request = channel(({ body }) => fetch_description(body), {
      answered: (description, wish) => this.#take(description, wish),
      failed: (error, { key }) => on.failed(error, key),
      busy: on.busy,
    });
    this.on = on;
    this.#own = this.#known.size;
  }

  /**
   * The surface of a state.
   * @returns {{body: object, key: string}} as the API takes it, and a text that tells it from every other
   */
  of(state) {
    const body = this.#body(state);
    return { body, key: JSON.stringify(body) };
  }

  #body({ surface, loss, data, formula, domain, parameters }) {
    if (surface === "formula") {
      const [w0, w1, b0, b1] = domain ?? [];
      return { kind: "formula", text: formula, ...(domain ? { domain: { w: [w0, w1], b: [b0, b1] } } : {}) };
    }
    const { data: own } = this.surfaces.find(({ id }) => id === surface);
    if (own) return { kind: "neuron", data: data ?? own, loss };
    return { kind: "named", id: surface, ...(parameters ? { parameters } : {}) };
  }

  /** What is known of a surface; null, and asked for, where nothing is yet. */
  known({ body, key }) {
    const entry = this.#known.get(key);
    if (entry) return entry;
    this.#request({ body, key });
    return this.#held ? { ...this.#held, data: body.data } : null;
  }

  /** A point of this surface's data is taken up: until it is let go, what was known of the surface stands for what it becomes. */
  hold(surface) { this.#held ??= surface; }

  let_go() { this.#held = null; }

  #take(description, { body, key }) {
    if (this.#held) {
      const { minima, minima_are } = description;
      this.#held = { ...this.#held, minima, minima_are };
      return;
    }
    // Asked for in a hand and again when it let go: once is enough.
    if (this.#known.has(key)) return;
    this.learn(description, body);
    this.on.described(key);
  }

  /** What is known of a surface, without asking. */
  recall({ key }) { return this.#known.get(key) ?? null; }

  /** Takes up a description that someone else asked for. */
  learn(description, body) {
    const { id = body.kind } = body;
    this.#known.set(JSON.stringify(body), { ...description, id, ...(body.data ? { data: body.data } : {}), ...(body.parameters ? { parameters: body.parameters } : {}) });
    if (this.#known.size > MOST_KNOWN) this.#known.delete([...this.#known.keys()][this.#own]);
  }
}

/** Descriptions kept, the page's own besides: typing a formula makes one a keystroke. */
const MOST_KNOWN = 120;
