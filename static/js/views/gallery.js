/** All surfaces to choose from, with pictures: searched by word, walked through with the arrow keys. The server sets it when it is first opened. */

import { fetch_gallery } from "../api.js";
import { find, find_all, set_hidden, set_text } from "../dom.js";
import { nearest } from "../neighbours.js";

export class Gallery {
  #dialog = find('[data-dialog="gallery"]');
  #search = find("[data-gallery-search]", this.#dialog);
  #count = find("[data-gallery-count]", this.#dialog);
  #body = find("[data-gallery-body]", this.#dialog);
  #empty = find("[data-gallery-empty]", this.#dialog);
  #cards = [];

  /** @param {(id: string) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.#search.addEventListener("input", () => this.#filter());
    this.#dialog.addEventListener("click", (event) => this.#take(event.target.closest("[data-surface-id]")));
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {string} id of the surface shown */
  async open(id) {
    this.#search.value = "";
    this.#dialog.showModal();
    if (this.#cards.length === 0) await this.#fetch();
    this.#filter();
    for (const card of this.#cards) {
      if (card.dataset.surfaceId === id) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
    this.#search.focus();
    find("[aria-current]", this.#body)?.scrollIntoView({ block: "center" });
  }

  async #fetch() {
    set_text(this.#count, "Fetching the surfaces…");
    try {
      this.#body.innerHTML = await fetch_gallery();
      this.#cards = find_all("[data-surface-id]", this.#body);
    } catch (error) {
      set_text(this.#count, `The surfaces cannot be shown: ${error.message}. The list beside the button has them all.`);
    }
  }

  #take(card) {
    if (!card) return;
    this.#dialog.close();
    this.choose(card.dataset.surfaceId);
  }

  get #shown() { return this.#cards.filter((card) => !card.parentElement.hidden); }

  /** Shows the cards that hold every word; a family without any is left out. */
  #filter() {
    if (this.#cards.length === 0) return;
    const words = without_accents(this.#search.value).split(/\s+/).filter(Boolean);
    for (const card of this.#cards) set_hidden(card.parentElement, !words.every((word) => without_accents(card.dataset.words).includes(word)));
    for (const family of find_all("[data-gallery-family]", this.#body)) set_hidden(family, find_all("[data-surface-id]", family).every((card) => card.parentElement.hidden));
    const { length } = this.#shown;
    set_text(this.#count, `${length} surface${length === 1 ? "" : "s"}`);
    set_hidden(this.#empty, length > 0);
    if (words.length > 0) this.#body.scrollTop = 0;
  }

  /** Arrow keys go from card to card as they lie; above the first row is the search field. */
  #key(event) {
    const shown = this.#shown;
    const card = event.target.closest("[data-surface-id]");
    if (event.target === this.#search) {
      if (event.key === "Enter" && shown.length === 1) this.#take(shown[0]);
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      shown[0]?.focus();
      return;
    }
    if (!card) return;
    const next = { Home: () => shown[0], End: () => shown.at(-1) }[event.key]?.() ?? (event.key.startsWith("Arrow") ? nearest(shown, card, event.key) : undefined);
    if (next === undefined) return;
    event.preventDefault();
    (next ?? this.#search).focus();
  }
}

const without_accents = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
