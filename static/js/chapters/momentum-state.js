/** What the two figures of chapter 11 share: start of each, gamma, eta, and where the chain's clock stands. */

import { ChapterState, point, real, whole } from "../walk/state.js";

const watchers = [];

export const state = new ChapterState(
  { start: point([-2, -2]), turn_start: point([-1, 4]), gamma: real(0.9, 0, 0.99), eta: real(1, 0.05, 5), t: whole(12, 0, 40), k: whole(8, 1, 40) },
  (values) => { for (const watcher of watchers) watcher(values); },
);

/** Calls now, and after every change. */
export const watch = (watcher) => {
  watchers.push(watcher);
  watcher(state.values);
};
