/** An outcome as a sentence, never as a code. */

import { number } from "./format.js";

/**
 * @param {object} run a run of the API
 * @param {number[][]} minima the surface's, as [w, b, loss]
 * @param {boolean} [found] whether they were found numerically: then there may be others
 * @returns {{before: string, steps: number, after: string, short: string, brief: string}} the sentence around its step count, a state
 *   for a table and a brief form for a list
 */
export const outcome_sentence = (run, minima, found = false) => {
  const steps = run.iterations;
  const noun = steps === 1 ? " step" : " steps";
  switch (run.outcome) {
    case "converged": {
      const { which, brief = which.replace(/^(a|the) /, "") } = minimum_reached(run, minima, found);
      return { before: `reaches ${which} after `, steps, after: noun, short: `at ${which}`, brief: `${brief} after ${steps}${noun}` };
    }
    case "stalled":
      if (run.stalled_on === "no_lower_point") return { before: "finds no lower point after ", steps, after: `${noun}: start elsewhere`, short: "no lower point found", brief: `no lower point after ${steps}${noun}` };
      return { before: `stalled ${STALLED[run.stalled_on] ?? "where the slope vanishes"} after `, steps, after: noun, short: STALLED[run.stalled_on] ?? "stalled", brief: `stalled after ${steps}${noun}` };
    case "diverged":
      if (steps === 0 && !Number.isFinite(run.loss[0])) return { before: "cannot set out: the loss is undefined here, ", steps, after: noun, short: "undefined at the start", brief: "undefined at the start" };
      if (run.diverged_at === 0) return { before: "cannot set out: the slope is undefined here, ", steps, after: noun, short: "no slope at the start", brief: "no slope at the start" };
      if (run.diverged_into === "undefined") return { before: "leaves the loss’s domain after ", steps, after: noun, short: "left the domain", brief: `left the domain after ${steps}${noun}` };
      return { before: "diverged: the numbers overflow after ", steps, after: noun, short: "diverged", brief: `diverged after ${steps}${noun}` };
    default:
      return { before: "still walking after ", steps, after: noun, short: "still walking", brief: `walking after ${steps}${noun}` };
  }
};

const STALLED = { plateau: "on a plateau", saddle: "at a saddle", maximum: "at a maximum" };

/** Which minimum a converged run reached, as far as the surface's minima are known or found. */
const minimum_reached = (run, minima, found) => {
  const reached = minima[run.minimum];
  if (!reached) return { which: "a minimum" };
  if (minima.length === 1) return { which: found ? "the minimum found" : "the minimum" };
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  const is_deepest = ([, , loss]) => loss <= deepest + 1e-9 * (1 + Math.abs(deepest));
  if (!is_deepest(reached)) return found ? { which: "a higher minimum, found", brief: "higher minimum" } : { which: "a local minimum" };
  if (found) return { which: "the deepest minimum found", brief: "deepest found" };
  return { which: minima.filter(is_deepest).length === 1 ? "the global minimum" : "a global minimum" };
};

/** One line about a run, for a screen reader. */
export const run_summary = ({ name, run, outcome }, t) => {
  const step = Math.min(t, run.iterations);
  return `${name}: ${outcome.before}${outcome.steps}${outcome.after}. At step ${step} the loss is ${number(run.loss[step])}.`;
};
