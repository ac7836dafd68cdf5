/** An outcome as a sentence, never as a code. */

import { number } from "./format.js";

/** Of a walk's extent: who moves by less hardly moves. */
const HARDLY = 0.01;
/** No map reaches farther out. */
const FARTHEST = 1e6;

/** As a share of what a walk's loss falls, and of the minimum's own: what a search and a walk may differ by at one place. */
const ROUNDING = 1e-6;

/** Whether a walk has come lower than every minimum of a surface: then none of those is the lowest. */
export const came_lower = (runs, minima) => {
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  return runs.some(({ loss, summary: { lowest_loss } }) => lowest_loss !== null && deepest - lowest_loss > ROUNDING * (Math.abs(deepest) + Math.abs(loss[0] - deepest)));
};

/**
 * @param {object} run a run of the API
 * @param {number[][]} minima the surface's, as [w, b, loss]
 * @param {boolean} [found] whether they were found numerically: then there may be others
 * @param {boolean} [undercut] whether a walk has come lower than any of them
 * @returns {{before: string, steps: number, after: string, short: string, brief: string}} the sentence around its step count, a state
 *   for a table and a brief form for a list
 */
export const outcome_sentence = (run, minima, found = false, undercut = false) => {
  const steps = run.iterations;
  const noun = steps === 1 ? " step" : " steps";
  switch (run.outcome) {
    case "converged": {
      const { which, brief = which.replace(/^(a|the) /, "") } = minimum_reached(run, minima, found, undercut);
      return { before: `reaches ${which} after `, steps, after: noun, short: `at ${which}`, brief: `${brief} after ${steps}${noun}` };
    }
    case "stalled":
      if (run.stalled_on === "no_lower_point") return { before: "finds no lower point after ", steps, after: `${noun}: start elsewhere`, short: "no lower point found", brief: `no lower point after ${steps}${noun}` };
      return { before: `stalled ${STALLED[run.stalled_on] ?? "where the slope vanishes"} after `, steps, after: noun, short: STALLED[run.stalled_on] ?? "stalled", brief: `stalled after ${steps}${noun}` };
    case "diverged":
      if (steps === 0 && !Number.isFinite(run.loss[0])) return { before: "cannot set out: the loss is undefined here", steps: "", after: "", short: "undefined at the start", brief: "undefined at the start" };
      if (run.diverged_at === 0) return { before: "cannot set out: the slope is undefined here", steps: "", after: "", short: "no slope at the start", brief: "no slope at the start" };
      if (run.diverged_into === "undefined") return { before: "leaves the loss’s domain after ", steps, after: noun, short: "left the domain", brief: `left the domain after ${steps}${noun}` };
      if (run.diverged_into === "no_slope") return { before: "comes to where the loss has no slope after ", steps, after: noun, short: "no slope there", brief: `no slope after ${steps}${noun}` };
      if (run.diverged_point?.every((at) => Math.abs(at) <= FARTHEST)) return { before: "lands where the loss or its slope is not finite, after ", steps, after: noun, short: "loss or slope not finite", brief: `not finite after ${steps}${noun}` };
      return { before: "diverged: the numbers overflow after ", steps, after: noun, short: "diverged", brief: `diverged after ${steps}${noun}` };
    default:
      return { steps, after: noun, ...unfinished(run, steps + noun) };
  }
};

const lowest = (losses) => losses.reduce((low, loss) => Math.min(low, loss));

/** What a walk was doing when its steps ran out. It need not have been on its way: a schedule may end in rates of 0. */
const unfinished = ({ iterations: last, theta, loss }, after) => {
  const half = Math.floor(last / 2);
  const away = (step) => Math.hypot(theta[2 * step] - theta[2 * last], theta[2 * step + 1] - theta[2 * last + 1]);
  const farthest = (from) => loss.reduce((far, _, step) => (step < from ? far : Math.max(far, away(step))), 0);
  let still = last;
  while (still > 0 && away(still - 1) === 0) still -= 1;
  if (still <= half) return { before: `stands still from step ${still} on, after `, short: "stands still", brief: `still from step ${still} on` };
  if (loss[last] > loss[0]) return { before: "ends higher than it set out after ", short: "ends higher", brief: `ends higher after ${after}` };
  if (farthest(half) <= HARDLY * farthest(0)) return { before: "hardly moves in the second half of its ", short: "hardly moves", brief: "hardly moves in the last half" };
  if (lowest(loss.subarray(half + 1)) >= lowest(loss.subarray(0, half + 1))) return { before: "gets no lower in the second half of its ", short: "gets no lower", brief: "no lower in the last half" };
  return { before: "still walking after ", short: "still walking", brief: `walking after ${after}` };
};

const STALLED = { plateau: "on a plateau", saddle: "at a saddle", maximum: "at a maximum" };

/** Which minimum a converged run reached, as far as the surface's minima are known or found. */
const minimum_reached = (run, minima, found, undercut) => {
  const reached = minima[run.minimum];
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  const slack = 1e-9 * (1 + Math.abs(deepest));
  const how = found ? "found" : "known";
  // Off its map a loss may fall farther than at any of the minima there.
  if (!reached) return { which: run.summary.final_loss < deepest - slack && minima.length > 0 ? `a minimum deeper than any ${how}` : "a minimum" };
  if (undercut) return { which: "a local minimum" };
  if (minima.length === 1) return { which: found ? "the minimum found" : "the minimum" };
  const is_deepest = ([, , loss]) => loss <= deepest + slack;
  if (!is_deepest(reached)) return found ? { which: "a higher minimum, found", brief: "higher minimum" } : { which: "a local minimum" };
  const ties = !found && minima.filter(is_deepest).length > 1;
  return { which: ties ? "one of the deepest minima known" : `the deepest minimum ${how}`, brief: `deepest ${how}` };
};

/** One line about a run, for a screen reader. */
export const run_summary = ({ name, run, outcome }, t) => {
  const step = Math.min(t, run.iterations);
  return `${name}: ${outcome.before}${outcome.steps}${outcome.after}. At step ${step} the loss is ${number(run.loss[step])}.`;
};
