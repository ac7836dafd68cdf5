/** What the three figures of chapter 12 share: one start, gamma, eta; and the step and stage that are looked at. */

import { ChapterState, point, real, whole } from "../walk/state.js";
import { channel, fetch_descents } from "../api.js";
import { neuron, NEURON, optimizer, try_it } from "../walk/chapter.js";

export const IDS = ["gradient_descent", "momentum", "nesterov"];
const MOST = 1000;

const watchers = [];
let runs = null;
let asked = "";

export const state = new ChapterState(
  { start: point([-2, -2]), gamma: real(0.9, 0, 0.99), eta: real(1, 0.05, 5), t: whole(21, 0, MOST), stage: whole(1, 1, 5) },
  () => follow(),
);

const tell = (name, ...values) => { for (const watcher of watchers) watcher[name]?.(...values); };

const request = channel(({ start, eta, gamma }) => fetch_descents({ surface: NEURON, starts: [start], optimizers: IDS.map((id) => optimizer(id, eta, gamma)), max_iterations: MOST, tolerance: neuron.suggested.tolerance }), {
  answered: (answer) => {
    const first = runs === null;
    runs = answer;
    tell("answered", runs, first);
  },
  failed: (error) => tell("failed", error),
  busy: () => {},
});

const follow = () => {
  const { start, eta, gamma } = state.values;
  tell("changed", state.values);
  const wish = { start, eta, gamma };
  if (JSON.stringify(wish) === asked) return;
  asked = JSON.stringify(wish);
  tell("asked", wish);
  request(wish);
  link_at(state.values.t);
};

/** The explorer opens at the step of the clock that was touched last. */
export const link_at = (t) => {
  const { start, eta, gamma } = state.values;
  try_it({ surface: "neuron", starts: start.join(","), optimizers: IDS.join(","), learning_rate: eta, momentum: gamma, max_iterations: MOST, view: "side_by_side", t });
};

/**
 * A figure that lives on this state.
 * @param {{changed?: (values: object) => void, asked?: (wish: object) => void, answered?: (runs: object[], first: boolean) => void,
 *   failed?: (error: Error) => void}} watcher changed: at every change; asked: when new walks are on their way; answered: they are here
 */
export const watch = (watcher) => { watchers.push(watcher); };

/** Once every figure watches. */
export const begin = follow;

export const start_handle = {
  label: "The start",
  theta: state.values.start,
  move: (theta) => state.set({ start: theta.map((value) => Number(value.toFixed(3))) }),
};
