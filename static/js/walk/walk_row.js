/** A table's row for a walk: its key and name, then cells. */

import { key_of } from "../draw/frame.js";
import { make } from "../dom.js";

/**
 * @param {object} look of walks.js
 * @param {string} name
 * @param {string[]} cells
 * @param {{id: string}} options the row's data-row, for finding it
 */
export const walk_row = (look, name, cells, { id }) =>
  make("tr", { "data-row": id }, [
    make("th", { scope: "row" }, [make("span", { class: "table-walk" }, [make("span", { class: "table-key" }, [key_of(look)]), make("span", { class: "table-name" }, [name])])]),
    ...cells.map((cell) => make("td", { class: "number" }, [cell])),
  ]);
