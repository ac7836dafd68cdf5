/** Why a walk went as it did, as far as the walk itself shows it. Pure: a run of `fetch_descents` in, numbers and sentences out. */

import { counted, events_of, lengths, way } from "./measure.js";
import { number } from "../format.js";
import { outcome_sentence } from "../outcome.js";
import { theta_at } from "../walks.js";

const vector = (flat, t) => [flat[2 * t], flat[2 * t + 1]];
const dot = ([a, b], [c, d]) => a * c + b * d;

/** The largest angle between one update and the next, degrees, and the step that makes it; null for a walk of fewer than two moves. */
export const sharpest_bend = (run) => {
  let found = null;
  let last = null;
  for (let step = 1; step <= run.iterations; step += 1) {
    const update = vector(run.update, step);
    if (Math.hypot(...update) === 0) continue;
    if (last) {
      const cosine = dot(update, last) / (Math.hypot(...update) * Math.hypot(...last));
      const degrees = (Math.acos(Math.min(Math.max(cosine, -1), 1)) * 180) / Math.PI;
      if (found === null || degrees > found.degrees) found = { degrees, step };
    }
    last = update;
  }
  return found;
};

/**
 * The two parts of momentum's step at a u-turn, update = gamma * update before + eta * gradient, along the way it came: how much is carried
 * on, and how much the push of the gradient takes back. That the second is the larger is what a u-turn is.
 */
export const parts_at = (run, step) => {
  const { learning_rate: eta, momentum: gamma } = run.optimizer;
  const before = vector(run.update, step - 1);
  const length = Math.hypot(...before);
  return { carried: gamma * length, back: length > 0 ? (-eta * dot(vector(run.gradient, step - 1), before)) / length : 0 };
};

/** Steps that begin on a plateau, of the first `until`. */
export const plateau_steps = (run, until) => {
  const phases = events_of(run, "plateau");
  const entered = phases.filter(({ phase }) => phase === "entered").map(({ step }) => step);
  const left = phases.filter(({ phase }) => phase === "left").map(({ step }) => step);
  return entered.reduce((sum, from, i) => sum + Math.max(0, Math.min(left[i] ?? run.iterations, until) - from), 0);
};

export const distance_between = (from, to) => Math.hypot(to[0] - from[0], to[1] - from[1]);

/** What became of a walk that never makes the loss small. */
export const ending = (name, run) => {
  const loss = number(run.summary.final_loss);
  if (run.outcome === "max_iterations") {
    const { before, steps, after } = outcome_sentence(run, []);
    return `${name}: ${before}${steps}${after}, at a loss of ${loss}.`;
  }
  if (run.outcome === "stalled") return `${name} stands still on a ${run.stalled_on} after ${counted(run.iterations, "step")}, at a loss of ${loss}.`;
  if (run.outcome === "converged") return `${name} rests in a higher hollow, at a loss of ${loss}.`;
  return `${name} leaves for infinity.`;
};

/** How far the walks that never arrive get, and what ground they end on. */
export const how_far = (walks, minimum) => walks.filter(({ run }) => run.outcome !== "diverged").map(({ name, run }) => {
  const gradient = lengths(run.gradient)[run.iterations];
  return `${name} walks ${number(way(run)[run.iterations])} and ends ${number(distance_between(theta_at(run, run.iterations), minimum))} from the minimum, where the gradient is ${number(gradient)} long.`;
}).join(" ");

const times = (ratio) => `${number(ratio, 2)} times`;
const percent = (ratio) => `${number(100 * ratio, 2)}%`;

/** One walk against the first: the count of steps is the length of the way by the length of a step, so these two are the whole reason. */
const against_first = ({ name, step, length }, first) => {
  const [longer, stride] = [length / first.length, length / step / (first.length / first.step)];
  if (longer > 1 && stride >= 1) return `${name}’s steps are ${times(stride)} as long on average, but its way is ${times(longer)} as long.`;
  if (longer > 1) return `${name}’s way is ${times(longer)} as long, and its steps only ${percent(stride)} as long on average.`;
  return `${name}’s way is ${longer < 1 ? "shorter" : "as long"}, but its steps are only ${percent(stride)} as long on average.`;
};

/**
 * Why one of several walks was first, from their ways and steps until they arrive.
 * @param {{name: string, run: object, step: number}[]} walks that arrive, each with the step of its arrival, above 0
 * @param {number[]} minimum
 */
export const why_first = (walks, minimum) => {
  const measured = walks.map((each) => ({ ...each, length: way(each.run)[each.step], turns: events_of(each.run, "u_turn").filter(({ step }) => step <= each.step).length }));
  const first = measured.reduce((best, each) => (each.step < best.step ? each : best));
  const straight = `In a straight line the minimum is ${number(distance_between(theta_at(first.run, 0), minimum))} away.`;
  const walked = `Until the loss is small ${measured.map(({ name, length, turns }) => `${name} walks ${number(length)}${turns > 0 ? ` with ${counted(turns, "u-turn")}` : ""}`).join(", ")}.`;
  const others = measured.filter(({ step }) => step > first.step).map((each) => against_first(each, first));
  const flat = measured.map((each) => ({ ...each, on: plateau_steps(each.run, each.step) })).filter(({ on }) => on > 0);
  const plateau = flat.length > 0 ? [`On the plateau ${flat.map(({ name, on, step }) => `${name} spends ${on} of its ${counted(step, "step")}`).join(", ")}.`] : [];
  return [straight, walked, ...others, ...plateau].join(" ");
};
