/** What the learner has spent so far: the guesses of chapter 2 and the grid of chapter 3. Chapters 4 and 13 read it. */

import { kept } from "./kept.js";

const EMPTY = { guesses: [], grid: null };
const store = kept("walk-downhill.ledger", EMPTY);

/** More guesses than this make no walk that anyone could follow. */
export const MOST_GUESSES = 60;

const is_triple = (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
const is_grid = (value) => Number.isInteger(value?.count) && Number.isFinite(value.evaluations) && is_triple(value.best);

/**
 * @returns {{guesses: [number, number, number][], grid: {count: number, evaluations: number, best: [number, number, number]} | null}}
 *   guesses: (w, b, loss), in order; grid: points an axis, evaluations spent, the best cell's (w, b, loss)
 */
export const ledger = () => {
  const { guesses, grid } = store.read();
  // Whatever was kept by an older page, or damaged, is not taken.
  return { guesses: Array.isArray(guesses) ? guesses.filter(is_triple).slice(0, MOST_GUESSES) : [], grid: is_grid(grid) ? grid : null };
};

export const write_ledger = (patch) => store.write({ ...ledger(), ...patch });

/** The guess or cell with the least loss, of a list of (w, b, loss); null of an empty one. */
export const best_of = (triples) => triples.reduce((best, each) => (best === null || each[2] < best[2] ? each : best), null);
