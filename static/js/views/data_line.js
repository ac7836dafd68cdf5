/** The line in the rail that says which data the neuron has, and opens the panel to edit them, fetched when first needed. */

import { count } from "../format.js";
import { find, set_hidden, set_text } from "../dom.js";
import { notify } from "./notices.js";

export class DataLine {
  #root = find("[data-data-line]");
  #count = find("[data-data-count]", this.#root);
  #open = find("[data-edit-data]", this.#root);
  #form = find("[data-controls]");
  #panel = null;
  #shown = null;

  /**
   * @param {object} page_data
   * @param {{choose: (data: [number, number][] | null) => void, edit: (data: [number, number][]) => void, rest: () => void}} on choose:
   *   other data, null for the lecture's; edit: data in a hand; rest: the hand lets go
   */
  constructor(page_data, on) {
    this.limits = page_data.limits;
    this.on = on;
    this.#open.addEventListener("click", () => this.#show());
    addEventListener("dragover", (event) => { if (this.#shut && event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
    addEventListener("drop", (event) => { if (this.#shut) this.#dropped(event); });
  }

  get #shut() { return !this.#form.hidden; }

  /** A file dropped while the panel is shut opens it; on a surface without data it is told where data belong. */
  async #dropped(event) {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    if (this.#root.hidden) {
      notify("Data are what a sigmoid neuron is fitted to: choose that surface, then drop the file again.");
      return;
    }
    await this.#show();
    this.#panel?.paste.read_file(file);
  }

  /**
   * @param {{data: [number, number][] | null}} state
   * @param {[number, number][] | null} lecture the lecture's data, null where the surface has none
   */
  draw(state, lecture) {
    set_hidden(this.#root, lecture === null);
    if (lecture === null) {
      this.#hide();
      return;
    }
    const data = state.data ?? lecture;
    this.#shown = { data, own: state.data !== null };
    set_text(this.#count, `${count(data.length, "point")} · ${state.data ? "your own" : "the lecture’s data"}`);
    this.#panel?.draw(this.#shown);
  }

  async #show() {
    try {
      const { DataPanel } = await import("./data_panel.js");
      this.#panel ??= new DataPanel(find("[data-rail]"), this.limits, { ...this.on, close: () => this.#hide() });
    } catch {
      notify("The data editor cannot be fetched. The server may be gone; try again.");
      return;
    }
    set_hidden(this.#form, true);
    this.#open.setAttribute("aria-expanded", "true");
    this.#panel.open(this.#shown);
  }

  #hide() {
    if (this.#shut) return;
    this.#panel.close();
    set_hidden(this.#form, false);
    this.#open.setAttribute("aria-expanded", "false");
    this.#open.focus();
  }
}
