/** The step, term by term: the server's formulas, with this step's numbers in their slots. */

import { find, find_all, set_hidden, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { decimals_for, factor, number, term } from "../format.js";
import { look_of } from "../walks.js";

const COMPONENTS = ["w", "b"];

export class Inspector {
  #root = find("[data-inspector]");
  #columns = new Map();

  /** @param {{id: string}[]} optimizers in the registry's order */
  constructor(optimizers) {
    optimizers.forEach(({ id }, i) => {
      const root = find(`[data-step="${id}"]`, this.#root);
      const slots = new Map();
      for (const slot of find_all("[data-term]", root)) slots.set(slot.dataset.term, [...(slots.get(slot.dataset.term) ?? []), slot]);
      find("[data-key]", root).replaceChildren(key_of(look_of(i)));
      this.#columns.set(id, { root, slots, ended: find("[data-step-ended]", root), equations: find("[data-step-equations]", root) });
    });
  }

  /**
   * @param {object[]} walks the last-added start's
   * @param {number} t
   */
  draw(walks, t) {
    set_text(find("[data-inspector-from]"), String(t));
    set_text(find("[data-inspector-to]"), String(t + 1));
    for (const [id, column] of this.#columns) {
      const walk = walks.find(({ run }) => run.optimizer.id === id);
      set_hidden(column.root, !walk);
      if (walk) draw_column(column, walk.run, t);
    }
    const { learning_rate } = walks[0]?.run.optimizer ?? {};
    const carrying = walks.find(({ run }) => run.optimizer.momentum !== undefined && run.optimizer.momentum !== null);
    set_text(find("[data-inspector-settings]"), `η = ${number(learning_rate, 6)}${carrying ? `, γ = ${number(carrying.run.optimizer.momentum, 6)}` : ""}`);
  }
}

const draw_column = ({ slots, ended, equations }, run, t) => {
  const over = t >= run.iterations;
  set_hidden(ended, !over);
  const step = Math.max(Math.min(t, run.iterations - 1), 0);
  if (over) set_text(ended, run.iterations === 0 ? "This walk ends where it starts." : `This walk ended at step ${run.iterations}; its last step is shown.`);
  set_hidden(equations, run.iterations === 0);
  if (run.iterations === 0) return;
  for (const [name, text] of terms(run, step)) for (const slot of slots.get(name) ?? []) set_text(slot, text);
};

/** Every slot's text for the step from t to t + 1: each component's numbers share their decimals, so that the sums come out. */
const terms = (run, t) => {
  const { learning_rate: eta, momentum: gamma } = run.optimizer;
  const texts = [["now", String(t)], ["next", String(t + 1)], ["eta", number(eta, 6)], ["gamma", number(gamma ?? 0, 6)]];
  COMPONENTS.forEach((c, i) => {
    const at = (values, step) => values[2 * step + i];
    const slope = run.look_ahead ? at(run.look_ahead_gradient, t + 1) : at(run.gradient, t);
    const carried = gamma === undefined || gamma === null ? 0 : at(run.update, t);
    const update = at(run.update, t + 1);
    const decimals = decimals_for([eta * slope, ...(carried ? [gamma * carried] : [])]);
    const fine = Math.max(decimals, 5);
    const show = (value) => term(value, fine);
    texts.push(
      [`theta_${c}`, show(at(run.theta, t))],
      [`theta_next_${c}`, show(at(run.theta, t + 1))],
      [`gradient_${c}`, factor(term(slope, decimals_for([slope])))],
      [`update_${c}`, factor(term(carried, decimals_for([carried])))],
      [`update_next_${c}`, show(update)],
      [`update_next_paren_${c}`, factor(show(update))],
      ...(run.look_ahead ? [[`look_ahead_${c}`, show(at(run.look_ahead, t + 1))]] : []),
    );
  });
  return texts;
};
