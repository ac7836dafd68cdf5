/** The step, term by term: the server's formulas, with this step's numbers in their slots. */

import { fetch_step } from "../api.js";
import { find, find_all, set_hidden, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { decimals_for, factor, number, term } from "../format.js";
import { rate_of, slope_at } from "../walks.js";

const COMPONENTS = ["w", "b"];

export class Inspector {
  #root = find("[data-inspector-columns]");
  #columns = new Map();
  #shown = { walks: [], t: 0 };

  /** @param {{id: string, hyperparameters: {name: string, symbol: string}[]}[]} optimizers the registry */
  constructor(optimizers) {
    this.optimizers = optimizers;
    for (const root of find_all("[data-step]", this.#root)) this.#take(root);
  }

  #take(root) {
    const slots = new Map();
    for (const slot of find_all("[data-term]", root)) slots.set(slot.dataset.term, [...(slots.get(slot.dataset.term) ?? []), slot]);
    this.#columns.set(root.dataset.step, { root, slots, name: find("[data-step-name]", root), ended: find("[data-step-ended]", root), equations: find("[data-step-equations]", root), settings: find("[data-step-settings]", root) });
  }

  /** The column of a walk that the page did not come with, where it belongs in the registry's order. */
  async #fetch(id) {
    this.#columns.set(id, null);
    try {
      const holder = document.createElement("template");
      holder.innerHTML = await fetch_step(this.optimizers.find((entry) => entry.id === id).kind);
      holder.content.firstElementChild.dataset.step = id;
      const ids = this.optimizers.map((entry) => entry.id);
      const next = [...this.#root.children].find((column) => ids.indexOf(column.dataset.step) > ids.indexOf(id));
      this.#root.insertBefore(holder.content, next ?? null);
      this.#take(find(`[data-step="${id}"]`, this.#root));
      this.draw(this.#shown.walks, this.#shown.t);
    } catch {
      this.#columns.delete(id);
    }
  }

  /**
   * @param {object[]} walks the last-added start's
   * @param {number} t
   */
  draw(walks, t) {
    // At the end of the longest walk its last step stays.
    const from = Math.max(Math.min(t, Math.max(...walks.map(({ run }) => run.iterations)) - 1), 0);
    find("[data-inspector]").dataset.inspector = String(t);
    set_text(find("[data-inspector-from]"), String(from));
    set_text(find("[data-inspector-to]"), String(from + 1));
    this.#shown = { walks, t };
    for (const walk of walks) if (!this.#columns.has(walk.id)) this.#fetch(walk.id);
    for (const [id, column] of this.#columns) {
      if (column === null) continue;
      const walk = walks.find((each) => each.id === id);
      set_hidden(column.root, !walk);
      if (!walk) continue;
      this.#dress(column, walk, t);
      draw_column(column, walk.run, t);
    }
  }

  #dress({ root, name, settings }, walk, t) {
    const { id, run, look } = walk;
    if (root.dataset.look !== String(look.index)) {
      root.dataset.look = root.dataset.walk = String(look.index);
      find("[data-key]", root).replaceChildren(key_of(look));
    }
    const { hyperparameters } = this.optimizers.find((entry) => entry.id === id);
    set_text(name, walk.name);
    set_text(settings, hyperparameters.map((each) => setting_text(each, run, t)).join(", "));
  }
}

/** The step from t on that a column shows: at the end of its walk the last one. */
const step_shown = (run, t) => Math.max(Math.min(t, run.iterations - 1), 0);

/** A hyperparameter's value; of a learning rate with a schedule that of the step shown. */
const setting_text = ({ name, symbol }, run, t) => {
  const value = number(run.optimizer[name], 6);
  if (name !== "learning_rate" || !run.learning_rates) return `${symbol} = ${value}`;
  return `${symbol}ₜ = ${number(rate_of(run, step_shown(run, t)), 6)} (${run.optimizer.schedule.kind.replace("_", " ")} from ${value})`;
};

const draw_column = ({ slots, ended, equations }, run, t) => {
  const over = t >= run.iterations;
  set_hidden(ended, !over);
  const step = step_shown(run, t);
  if (over) set_text(ended, run.iterations === 0 ? "This walk ends where it starts." : `This walk ended at step ${run.iterations}; its last step is shown.`);
  set_hidden(equations, run.iterations === 0);
  if (run.iterations === 0) return;
  for (const [name, text] of terms(run, step)) for (const slot of slots.get(name) ?? []) set_text(slot, text);
};

/** p, along which a step went alpha far. */
const direction_text = (update, alpha) => (alpha === 0 ? "none" : term(update / alpha, decimals_for([update / alpha])));

/** How many points a step's search tried; of a long walk the answer holds the first only. */
const trials_text = (run, step) => {
  const tried = run.trial_step.filter((each) => each === step).length;
  return run.trials_omitted > 0 && step >= run.trial_step.at(-1) ? "" : `(${tried} tried)`;
};

/** Every slot's text for the step from t to t + 1: each component's numbers share their decimals, so that the sums come out. */
const terms = (run, t) => {
  const { momentum: gamma } = run.optimizer;
  const eta = rate_of(run, t);
  const texts = [["now", String(t)], ["next", String(t + 1)], ["eta", number(eta ?? 0, 6)], ["gamma", number(gamma ?? 0, 6)]];
  if (run.step_lengths) texts.push(["alpha", number(run.step_lengths[t + 1], 6)], ["trials", trials_text(run, t + 1)]);
  COMPONENTS.forEach((c, i) => {
    const at = (values, step) => values[2 * step + i];
    const slope = slope_at(run, t)[i];
    const carried = gamma === undefined || gamma === null ? 0 : at(run.update, t);
    const update = at(run.update, t + 1);
    // Of an optimizer without terms the update is all that there is.
    const decimals = run.whole_steps ? decimals_for([update]) : decimals_for([eta * slope, ...(carried ? [gamma * carried] : [])]);
    const fine = Math.max(decimals, 5);
    const show = (value) => term(value, fine);
    // A factor has the digits that its product is shown to, and one more: what is read off and multiplied comes out.
    const show_factor = (value, by) => term(value, Math.min(Math.max(decimals_for([value]), fine + Math.ceil(Math.log10(Math.abs(by || 1))) + 1), 15));
    texts.push(
      [`theta_${c}`, show(at(run.theta, t))],
      [`theta_next_${c}`, show(at(run.theta, t + 1))],
      [`slope_${c}`, term(slope, decimals_for([slope]))],
      [`gradient_${c}`, factor(show_factor(slope, eta))],
      [`update_${c}`, factor(show_factor(carried, gamma))],
      [`update_next_${c}`, show(update)],
      [`update_next_paren_${c}`, factor(show(update))],
      ...(run.step_lengths ? [[`direction_${c}`, direction_text(update, run.step_lengths[t + 1])]] : []),
      ...Object.entries(run.kept ?? {}).map(([letter, values]) => [`kept_${letter}_${c}`, term(at(values, t + 1), decimals_for([at(values, t + 1)]))]),
      ...(run.look_ahead ? [[`look_ahead_${c}`, show(at(run.look_ahead, t + 1))]] : []),
    );
  });
  return texts;
};
