/**
 * The editor of a typed loss. While one types, the server describes it: a good one is walked on at once, a mistake is underlined at its
 * place and told in words, and the maps keep the last good one. What the server suggests is taken until a hand has set something else.
 * What is typed in one go is one entry of the browser's history, so that the way back leads to the function before.
 */

import { ApiError, channel, fetch_description } from "../api.js";
import { checked_box, filled_box } from "../domain_fields.js";
import { find, find_all, make, set_text } from "../dom.js";
import { EXAMPLES, KEPT } from "../own_functions.js";
import { exact } from "../format.js";
import { followed } from "../following.js";
import { FORMULA } from "../state.js";
import { formulas_of } from "./mathematics.js";
import { notify } from "./notices.js";
import { shown_of } from "../settings.js";
import { starts_for } from "../own_starts.js";

/** Milliseconds of rest before a text is sent. */
const REST = 100;
/** Milliseconds without a key after which what is typed next is another function, with an entry in the browser's history of its own. */
const PAUSE = 3000;
const STAY = "The walks stay on the last good function.";
/** Characters of a mistaken piece that are repeated in words. */
const SAID = 24;
const EDGES = ["w0", "w1", "b0", "b1"];

export class OwnFunction {
  #root = find("[data-own-function]");
  #field = find('[data-control="formula"]', this.#root);
  #mirror = find("[data-formula-mirror]", this.#root);
  #mathematics = find("[data-own-mathematics]", this.#root);
  #edges = EDGES.map((edge) => find(`[data-domain="${edge}"]`, this.#root));
  #state = null;
  #described = null;
  /** The domain that the server guessed for the text it belongs to. */
  #guess = { text: null, box: null };
  /** The domain as it was last sent: its fields may show less of it, where the rest is a guess. */
  #sent_domain = null;
  #timer = 0;
  /** The text that the state has, as it was last heard of: another one has come from elsewhere. */
  #taken = null;
  /** Counts what is typed in one go, and which of these has its entry in the browser's history. */
  #go = 0;
  #entered = null;
  #last_key = 0;
  /** The starts that a hand had placed when this go began or since: they are tried with every text of it. */
  #placed = null;
  #left = "";

  /**
   * @param {object} page_data
   * @param {import("../grounds.js").Grounds} grounds
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor(page_data, grounds, change) {
    this.limits = page_data.limits;
    this.optimizers = page_data.optimizers;
    this.grounds = grounds;
    this.change = change;
    this.request = channel((wish) => this.#describe(wish), {
      answered: (answer, wish) => this.#take(answer, wish),
      failed: (error, wish) => this.#refuse(error, wish),
      busy: () => {},
    });
    this.#listen();
    const offers = EXAMPLES.map(({ name, text }) => {
      const button = make("button", { class: "link-button", type: "button", title: text }, [name]);
      button.addEventListener("click", () => {
        this.#field.focus({ preventScroll: true });
        this.offer(text);
      });
      return button;
    });
    find("[data-own-examples]", this.#root).append(...offers);
  }

  #listen() {
    const field = this.#field;
    field.addEventListener("input", () => {
      // One line: a pasted break is a space.
      if (field.value.includes("\n")) field.value = field.value.replaceAll(/\s*\n\s*/g, " ");
      this.#mark(null);
      if (performance.now() - this.#last_key > PAUSE) this.#end_go();
      this.#last_key = performance.now();
      this.#later();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#send(this.#hand_placed());
      this.#end_go();
    });
    field.addEventListener("blur", () => this.#end_go());
    for (const edge of this.#edges) edge.addEventListener("input", () => this.#later());
  }

  /** Another text to walk on, from its suggested start, or to mend. */
  offer(text) {
    this.#end_go();
    // Unlike a new value, what is inserted can be undone.
    const field = this.#field;
    if (document.activeElement === field) field.select();
    if (document.activeElement !== field || !document.execCommand("insertText", false, text)) field.value = text;
    for (const edge of this.#edges) edge.value = "";
    this.#mark(null);
    this.#send(null);
    this.#end_go();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(this.#hand_placed()), REST);
  }

  /** What was typed is left as it is, or another text begins; what waits to be sent belongs to what was typed. */
  #end_go() {
    if (this.#timer) this.#send(this.#hand_placed());
    this.#go += 1;
    this.#placed = null;
    this.#left = "";
  }

  /** The starts that a hand has placed; null where they are the suggested ones. */
  #hand_placed() {
    const { starts } = this.#state;
    if (this.#described && String(starts) !== String(this.#described.suggested.start)) this.#placed = starts;
    return this.#placed;
  }

  get #typed() { return this.#field.value.trim(); }

  /** @param {number[][] | null} placed the starts that are kept if they suit */
  #send(placed) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const text = this.#typed;
    if (text === "") {
      this.#tell("formula", `Type a loss of w and b, such as ${EXAMPLES[0].text}.`);
      return;
    }
    const most = this.limits.formula.maximum;
    const excess = [...text].length - most;
    if (excess > 0) {
      this.#tell("formula", `${this.#mark({ position: most, length: excess })}a formula has at most ${most} characters. ${STAY}`);
      return;
    }
    const { box, wrong, message } = checked_box(this.#edges.map((edge) => edge.value), this.limits.coordinate);
    this.#tell_domain(message, wrong);
    if (message === "") this.request({ text, box, placed, go: this.#go, starts_then: this.#state.starts });
  }

  /** The description of a text on a domain, and the starts to walk on it from. */
  async #describe({ text, box, placed }) {
    const typed = (domain) => this.grounds.of({ surface: FORMULA, formula: text, domain }).body;
    const whole = box.every((edge) => edge !== null);
    const guessed = whole ? null : await fetch_description(typed(null));
    const guess = guessed ? [...guessed.domain.w, ...guessed.domain.b] : null;
    const own = box.some((edge) => edge !== null);
    const domain = own ? filled_box(box, guess) : null;
    if (own && !domain) return { guess, domain: null, surface: null };
    const surface = typed(domain);
    const description = own ? await fetch_description(surface) : guessed;
    const settings = { ...this.#state, ...this.#followed(description) };
    const walk = settings.learning_rate === description.suggested.learning_rate ? { ...settings, shown: shown_of(this.optimizers, settings, description) } : null;
    return { guess, domain, surface, description, ...(await starts_for(surface, description, placed, walk)) };
  }

  /** The suggested settings that nobody has turned. */
  #followed({ suggested }) { return followed(this.#state, this.#described?.suggested ?? null, suggested); }

  #take({ guess, domain, surface, description, starts, why }, { text, box, go, starts_then }) {
    if (!this.#is_latest(text, box)) return;
    if (guess) this.#guess = { text, box: guess };
    this.#draw_guess(text);
    if (!surface) {
      this.#tell_domain(`Each range goes from a smaller to a larger number; the guess is ${guess.slice(0, 2).map(exact).join(" to ")} for w and ${guess.slice(2).map(exact).join(" to ")} for b.`, EDGES);
      return;
    }
    this.#tell("formula", "");
    this.grounds.learn(description, surface);
    KEPT.write({ text });
    const dials = this.#followed(description);
    const moved = this.#described === null || JSON.stringify(this.#described.domain) !== JSON.stringify(description.domain);
    const enters = this.#entered !== go && this.#described?.text !== description.text;
    if (enters) this.#entered = go;
    this.#sent_domain = domain;
    this.#taken = text;
    this.know(description);
    this.change({
      formula: text,
      domain,
      // A start that was placed while the server thought stays.
      ...(this.#state.starts === starts_then ? { starts } : {}),
      ...dials,
      ...(moved ? { map: null } : {}),
    }, enters ? "push" : "replace");
    if (why && why !== this.#left) notify(`The suggested start is taken: ${why}.`);
    this.#left = why;
  }

  /** Whether an answer is to what is in the fields now; otherwise the next one will be. */
  #is_latest(text, box) {
    const now = checked_box(this.#edges.map((edge) => edge.value), this.limits.coordinate).box;
    return !this.#root.hidden && text === this.#typed && box.every((edge, i) => edge === now[i]);
  }

  #refuse(error, { text, box }) {
    if (!this.#is_latest(text, box)) return;
    const mistake = error instanceof ApiError ? error.problem?.errors?.[0] : null;
    if (mistake?.location?.startsWith("body.surface.domain")) {
      this.#tell_domain(`The domain ${mistake.message}.`, EDGES);
      return;
    }
    const at = Number.isInteger(mistake?.position) ? this.#mark(mistake) : "";
    const what = mistake?.message ?? error.message;
    this.#tell("formula", `${at}${what}${/[.?!]$/.test(what) ? "" : "."} ${STAY}`);
  }

  /**
   * Underlines a mistake in the text; null: none.
   * @param {{position: number, length: number} | null} mistake in characters, as the server counts them
   * @returns {string} where it is, in words
   */
  #mark(mistake) {
    const text = this.#field.value;
    this.#mirror.replaceChildren(text, "\u200b");
    if (!mistake) return "";
    const characters = [...text];
    // The server has the text without the spaces around it.
    const from = Math.min(mistake.position + (text.length - text.trimStart().length), characters.length);
    const to = Math.min(from + Math.max(mistake.length ?? 1, 1), characters.length);
    const piece = characters.slice(from, to).join("");
    const mark = make("mark", { class: "mistake", "data-mistake": "" }, [piece || "\u00a0\u00a0"]);
    this.#mirror.replaceChildren(characters.slice(0, from).join(""), mark, characters.slice(to).join(""), "\u200b");
    const said = to - from > SAID ? `${characters.slice(from, from + SAID).join("")}…` : piece;
    return piece.trim() === "" ? "At the end: " : `At “${said}”, character ${from + 1}: `;
  }

  #tell(name, message) {
    set_text(find(`[data-message="${name}"]`, this.#root), message);
    if (name !== "formula") return;
    this.#field.setAttribute("aria-invalid", String(message !== ""));
    this.#mathematics.classList.toggle("own-mathematics--old", message !== "");
  }

  #tell_domain(message, wrong) {
    this.#tell("domain", message);
    EDGES.forEach((edge, i) => this.#edges[i].setAttribute("aria-invalid", String(message !== "" && wrong.includes(edge))));
  }

  #draw_guess(text) {
    this.#edges.forEach((edge, i) => { edge.placeholder = this.#guess.text === text ? exact(this.#guess.box[i]) : ""; });
  }

  /** Shows what the server says of the function that is walked on. */
  know(description) {
    if (this.#described === description) return;
    this.#described = description;
    this.#mathematics.replaceChildren(...formulas_of(description.mathml).map((each) => make("p", { class: "own-line" }, [each])));
  }

  /** Shows the text of the state, in place of what was typed. */
  #show(text) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#end_go();
    this.#taken = text;
    if (this.#typed === text) return;
    this.#field.value = text;
    this.#tell("formula", "");
    this.#mark(null);
  }

  /** Shows a state; what is being typed stays. */
  draw(state) {
    const arrived = this.#state?.surface !== FORMULA;
    this.#state = state;
    this.#root.hidden = state.surface !== FORMULA;
    if (this.#root.hidden) return;
    const known = this.grounds.recall(this.grounds.of(state));
    if (known) this.know(known);
    if (known && !state.domain) this.#guess = { text: state.formula, box: [...known.domain.w, ...known.domain.b] };
    const other = arrived || state.formula !== this.#taken;
    const typing = !other && this.#root.contains(document.activeElement);
    if (other) this.#show(state.formula);
    this.#draw_guess(this.#typed);
    if (typing || String(state.domain) === String(this.#sent_domain)) return;
    this.#sent_domain = state.domain;
    this.#edges.forEach((edge, i) => { edge.value = state.domain ? exact(state.domain[i]) : ""; });
    this.#tell_domain("", []);
  }
}
