/** What the two figures of chapter 11 share: start of each, gamma, eta, and where the chain's clock stands. */

import { try_it } from "../walk/chapter.js";
import { ChapterState, point, real, whole } from "../walk/state.js";

const watchers = [];

export const state = new ChapterState(
  { start: point([-2, -2]), turn_start: point([-2.5, -2]), gamma: real(0.9, 0, 0.99), eta: real(1, 0.05, 5), t: whole(12, 0, 40), k: whole(8, 1, 40) },
  (values) => { for (const watcher of watchers) watcher(values); },
);

/** Calls now, and after every change. */
export const watch = (watcher) => {
  watchers.push(watcher);
  watcher(state.values);
};

const links = {};
let touched = "turns";

/** Opens the explorer with what the figure shows that was touched last. */
export const relink = () => {
  const { gamma, eta } = state.values;
  if (links[touched]) try_it({ surface: "neuron", optimizers: "gradient_descent,momentum", learning_rate: eta, momentum: gamma, max_iterations: 1000, view: "side_by_side", ...links[touched]() });
};

export const touch = (name) => {
  touched = name;
  relink();
};

/**
 * A figure's part in the link.
 * @param {string} name
 * @param {HTMLElement} root of the figure: whatever is pressed or typed in it touches it
 * @param {() => {starts: string, t?: number}} part
 */
export const link_of = (name, root, part) => {
  links[name] = part;
  for (const event of ["pointerdown", "keydown", "input", "click"]) root.addEventListener(event, () => touch(name), true);
};
