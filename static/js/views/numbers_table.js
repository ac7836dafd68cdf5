/** A row a run: how it ended, what it spent, how it went. */

import { find, make, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { number, point } from "../format.js";
import { step_of } from "../walks.js";

export class NumbersTable {
  #body = find("[data-table-body]");
  #step = find("[data-table-step]");
  #note = find("[data-numbers-note]");
  #cells = [];
  #walks = [];

  /** @param {object[]} walks every run, start by start */
  draw(walks, starts) {
    this.#walks = walks;
    this.#cells = [];
    const many = starts.length > 1;
    set_text(this.#note, many ? `One row a walk, from ${starts.length} starts.` : `One row a walk, from the start ${point(starts[0])}.`);
    this.#body.replaceChildren(...walks.map((walk) => this.#row(walk, many)));
  }

  #row({ run, look, name, start_index, outcome }, many) {
    const { summary } = run;
    const now = make("td", { class: "number" });
    this.#cells.push(now);
    const heading = make("th", { scope: "row" }, [make("span", { class: "table-walk" }, [
      make("span", { class: "table-key" }, [key_of(look)]),
      make("span", { class: "table-name" }, [name, make("span", { class: "table-outcome" }, [many ? `start ${start_index + 1}, ${outcome.short}` : outcome.short])]),
    ])]);
    const cells = [
      String(run.iterations), now, number(summary.final_loss), spent(summary), number(summary.path_length),
      String(summary.u_turns), summary.overshoot > 0 ? number(summary.overshoot) : "none",
    ].map((cell) => (cell instanceof HTMLElement ? cell : make("td", { class: "number" }, [cell].flat())));
    return make("tr", {}, [heading, ...cells]);
  }

  draw_time(t) {
    set_text(this.#step, String(t));
    this.#walks.forEach(({ run }, i) => set_text(this.#cells[i], number(run.loss[step_of(run, t)])));
  }
}

/** The gradients that a walk took, and, smaller, what else it asked of the surface. */
const spent = ({ gradient_evaluations, loss_evaluations = 0, hessian_evaluations = 0 }) => {
  const more = [[loss_evaluations, "losses"], [hessian_evaluations, "Hessians"]].filter(([count]) => count > 0);
  return [String(gradient_evaluations), ...more.map(([count, what]) => make("span", { class: "table-outcome" }, [`+ ${count} ${what}`]))];
};
