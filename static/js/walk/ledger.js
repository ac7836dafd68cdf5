/** What the learner has spent so far: the guesses of chapter 2 and the grid of chapter 3. Chapters 4 and 13 read it. */

import { kept } from "./kept.js";

const store = kept("walk-downhill.ledger", { guesses: [], grid: null });

/**
 * @returns {{guesses: [number, number, number][], grid: {count: number, evaluations: number, best: [number, number, number]} | null}}
 *   guesses: (w, b, loss), in order; grid: points an axis, evaluations spent, the best cell's (w, b, loss)
 */
export const ledger = () => store.read();

export const write_ledger = (patch) => store.write({ ...ledger(), ...patch });
