/** An outcome as a sentence, never as a code. */

import { number } from "./format.js";

/**
 * @param {object} run a run of the API
 * @param {number[][]} minima the surface's known ones, as [w, b, loss]
 * @returns {{before: string, steps: number, after: string, short: string, brief: string}} the sentence around its step count, a state
 *   for a table and a brief form for a list
 */
export const outcome_sentence = (run, minima) => {
  const steps = run.iterations;
  const noun = steps === 1 ? " step" : " steps";
  switch (run.outcome) {
    case "converged":
      return { before: `reaches ${which_minimum(run, minima)} after `, steps, after: noun, short: `at ${which_minimum(run, minima)}`, brief: `${which_minimum(run, minima).replace(/^(a|the) /, "")} after ${steps}${noun}` };
    case "stalled":
      return { before: `stalled ${STALLED[run.stalled_on] ?? "where the slope vanishes"} after `, steps, after: noun, short: STALLED[run.stalled_on] ?? "stalled", brief: `stalled after ${steps}${noun}` };
    case "diverged":
      return { before: "diverged: the numbers overflow after ", steps, after: noun, short: "diverged", brief: `diverged after ${steps}${noun}` };
    default:
      return { before: "still walking after ", steps, after: noun, short: "still walking", brief: `walking after ${steps}${noun}` };
  }
};

const STALLED = { plateau: "on a plateau", saddle: "at a saddle", maximum: "at a maximum" };

/** Which minimum a converged run reached, as far as the surface's minima are known. */
const which_minimum = (run, minima) => {
  const reached = minima[run.minimum];
  if (!reached) return "a minimum";
  if (minima.length === 1) return "the minimum";
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  return reached[2] <= deepest + 1e-9 * (1 + Math.abs(deepest)) ? "a global minimum" : "a local minimum";
};

/** One line about a run, for a screen reader. */
export const run_summary = ({ name, run, outcome }, t) => {
  const step = Math.min(t, run.iterations);
  return `${name}: ${outcome.before}${outcome.steps}${outcome.after}. At step ${step} the loss is ${number(run.loss[step])}.`;
};
