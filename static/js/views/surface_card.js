/** What is known of a surface: its formula, both partial derivatives, minima and source, as the server set them. */

import { fetch_card } from "../api.js";
import { find, make } from "../dom.js";
import { number, point } from "../format.js";
import { formulas_of } from "./mathematics.js";

export class SurfaceCard {
  #root = find("[data-surface-card]");
  #shown = null;

  /** Shows the card of a named surface or of a typed function; the neuron has its fit instead. */
  async show(surface) {
    this.#root.hidden = Boolean(surface.data);
    const fetched = surface.kind !== "formula" && !surface.parameters && !surface.data;
    if (!fetched && !surface.data) {
      this.#shown = null;
      this.#root.replaceChildren(...described(surface));
    }
    if (!fetched || this.#shown === surface.id) return;
    this.#shown = surface.id;
    try {
      const html = await fetch_card(surface.id);
      if (this.#shown === surface.id) this.#root.innerHTML = html;
    } catch {
      this.#shown = null;
      this.#root.replaceChildren();
    }
  }
}

/** At most so many minima are listed; there may be dozens. */
const LISTED = 6;

const described = ({ name, mathml, minima, minima_are }) => [
  make("h2", { class: "section-title" }, [name || "Your own function"]),
  make("p", { class: "section-note" }, [minima_are === "found" ? "Minima are found numerically, from many starts; there may be others." : ""]),
  make("div", { class: "card-formulas", tabindex: "0", role: "group", "aria-label": "The loss and its partial derivatives" },
    formulas_of(mathml).map((each) => make("p", { class: "card-formula" }, [each]))),
  ...minima_list(minima),
];

const minima_list = (minima) => {
  if (minima.length === 0) return [make("p", { class: "section-note" }, ["No isolated minimum was found in the domain."])];
  const rows = minima.slice(0, LISTED).map(([w, b, loss]) => make("li", { class: "card-minimum number" }, [
    make("span", {}, [point([w, b])]),
    make("span", {}, [`loss ${number(loss, 4)}`]),
  ]));
  const more = minima.length > LISTED ? [make("p", { class: "footnote" }, [`and ${minima.length - LISTED} more, none of them deeper`])] : [];
  return [make("ul", { class: "card-minima", "aria-label": minima.length === 1 ? "The minimum" : `${minima.length} minima` }, rows), ...more];
};
