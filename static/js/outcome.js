/** An outcome as a sentence, never as a code. */

import { count, number } from "./format.js";

/**
 * @param {object} run a run of the API
 * @returns {{before: string, steps: number, after: string, short: string, brief: string}} the sentence around its step count, a state
 *   for a table and a brief form for a list
 */
export const outcome_sentence = (run) => {
  const steps = run.iterations;
  const noun = steps === 1 ? " step" : " steps";
  switch (run.outcome) {
    case "converged":
      return { before: "reaches the minimum after ", steps, after: noun, short: "at the minimum", brief: `minimum after ${steps}${noun}` };
    case "stalled":
      return { before: `stalled ${STALLED[run.stalled_on] ?? "where the slope vanishes"} after `, steps, after: noun, short: STALLED[run.stalled_on] ?? "stalled", brief: `stalled after ${steps}${noun}` };
    case "diverged":
      return { before: "diverged: the numbers overflow after ", steps, after: noun, short: "diverged", brief: `diverged after ${steps}${noun}` };
    default:
      return { before: "still walking after ", steps, after: noun, short: "still walking", brief: `walking after ${steps}${noun}` };
  }
};

const STALLED = { plateau: "on a plateau", saddle: "at a saddle", maximum: "at a maximum" };

/** The sentence as one string. */
export const outcome_text = (run) => {
  const { before, steps, after } = outcome_sentence(run);
  return `${before}${steps}${after}`;
};

/** One line about a run, for a screen reader. */
export const run_summary = (name, run, t) => {
  const step = Math.min(t, run.iterations);
  return `${name}: ${outcome_text(run)}. At ${count(step, "step").replace(/^(\d+) steps?$/, "step $1")} the loss is ${number(run.loss[step])}.`;
};
