/** What a surface may need besides its name, each fetched when it is first needed: editor, parameters, gallery. */

import { choice_of } from "../own_functions.js";
import { find, set_hidden } from "../dom.js";
import { FORMULA } from "../state.js";

export class SurfaceTools {
  #state = null;
  #own_function = null;
  #parameters = null;
  #gallery = null;

  /**
   * @param {object} page_data
   * @param {import("../grounds.js").Grounds} grounds
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor(page_data, grounds, change) {
    this.page_data = page_data;
    this.grounds = grounds;
    this.change = change;
    find("[data-browse]").addEventListener("click", () => this.#browse());
  }

  get #own_parameters() { return this.page_data.parameters[this.#state.surface] ?? []; }

  /** Shows a state. */
  draw(state) {
    this.#state = state;
    if (state.surface === FORMULA) this.#draw_own_function();
    else set_hidden(find("[data-own-function]"), true);
    if (this.#own_parameters.length > 0) this.#draw_parameters();
    else set_hidden(find("[data-parameters]"), true);
  }

  /** The surface of the present state is on the screen. */
  async drawn() { (await this.#parameters)?.drawn(); }

  /** A text that cannot be walked on, in the editor of the state's own function. */
  async mend(text) { (await this.#own_function).offer(text); }

  async #draw_own_function() {
    this.#own_function ??= import("./own_function.js").then(({ OwnFunction }) => new OwnFunction(this.page_data, this.grounds, this.change));
    (await this.#own_function).draw(this.#state);
  }

  async #draw_parameters() {
    this.#parameters ??= import("./parameters.js").then(({ Parameters }) => new Parameters(this.grounds, this.change));
    (await this.#parameters).draw(this.#state, this.#own_parameters);
  }

  async #browse() {
    this.#gallery ??= import("./gallery.js").then(({ Gallery }) => new Gallery((id) => this.change(choice_of(id), "push")));
    (await this.#gallery).open(this.#state.surface);
  }
}
