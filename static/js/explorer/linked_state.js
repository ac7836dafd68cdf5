/** The state in the address: read when the page opens and on the way back, written as the picture changes. */

import { Address } from "../address.js";
import { is_mark } from "../data/link.js";
import { EXAMPLES } from "../own_functions.js";
import { FORMULA, from_query, properties, to_query } from "../state.js";
import { box_of } from "../viewport.js";
import { notify } from "../views/notices.js";

/** What a surface suggests. */
export const SUGGESTED_KEYS = ["starts", "learning_rate", "momentum", "max_iterations", "tolerance"];

export class LinkedState {
  address = new Address(() => this.#query());

  /**
   * @param {import("../explorer.js").Explorer} explorer
   * @param {object} page_data
   * @param {object} defaults the state of an address without a query
   */
  constructor(explorer, page_data, defaults) {
    this.explorer = explorer;
    this.page_data = page_data;
    this.defaults = defaults;
    this.table = properties(page_data);
  }

  /** The state's query. A time is worth writing when the clock was stopped on the way; a finished walk is simply the walk. */
  #query() {
    const { explorer } = this;
    const { t, last, playing } = explorer.clock;
    const walked = explorer.picture.walks.length > 0;
    const past = playing || t === last || explorer.fresh_walk === "play";
    explorer.set_state({ ...explorer.state, t: walked ? (past ? null : t) : explorer.state.t });
    // What the surface will suggest is still the last one's: an address without it asks for the suggestion.
    return to_query({ ...explorer.state, map: this.#map() }, this.defaults, this.table, explorer.wanted);
  }

  /** A map that was never moved needs no words, unless the walks have moved on since it was framed: the link opens what is seen. */
  #map() {
    const { state, maps, framing } = this.explorer;
    const { box, fresh } = framing;
    if (state.map !== null || fresh === null) return state.map;
    return fresh.every((edge, i) => edge === box[i]) ? null : box_of(maps.view);
  }

  /** @param {string} fresh_walk what the clock does when the walks are here, if the address names no time */
  read(fresh_walk) {
    const { explorer, page_data } = this;
    const { state, damaged } = from_query(location.search, page_data, this.defaults, this.table);
    if (damaged) {
      const lost = damaged === "data" && is_mark(new URLSearchParams(location.search).get("data"));
      this.#say_default(lost ? "This link's data are too large for a link and are not in this browser tab; paste them to walk on them." : `This link is damaged: its “${damaged}” cannot be read.`);
    }
    explorer.set_state(state);
    const named = new URLSearchParams(location.search);
    const own_data = state.data !== null || !page_data.surfaces.find(({ id }) => id === state.surface)?.suggested;
    explorer.wanted = damaged ? [] : SUGGESTED_KEYS.filter((key) => !named.has(key) && own_data);
    explorer.fresh_walk = state.t === null ? fresh_walk : "restored";
    explorer.draw_controls();
  }

  /** The address's surface is none: a formula with a mistake is in the editor to be mended, instead of others the default is shown. */
  open_default(why) {
    const { explorer } = this;
    const { surface, formula } = explorer.state;
    const { text } = EXAMPLES[0];
    if (surface === FORMULA && formula !== text) {
      notify("This link’s formula has a mistake. It is underlined in the editor; another function is walked on until it is mended.");
      explorer.show_instead({ ...explorer.state, formula: text, domain: null, map: null, t: null }, SUGGESTED_KEYS);
      explorer.tools.mend(formula);
      return;
    }
    this.#say_default(why);
    explorer.show_instead(this.defaults);
  }

  #say_default(why) {
    notify(`${why} The default walk is shown instead.`);
    history.replaceState(null, "", location.pathname);
  }
}
