/** Algorithm 1 as a sequence of places: which line has just run, and what the variables hold then. Pure: a run in, numbers out. */

import { decimals_for, factor, number, term } from "../format.js";
import { theta_at } from "../walks.js";

/** The lines, by their number in the listing. */
export const LINE = { start: 0, limit: 1, loop: 2, w: 3, b: 4, count: 5, end: 6 };
/** Lines before the loop, and lines of one turn of it. */
const BEFORE = 2;
const TURN = 4;

/** The place at the loop's head after t turns. */
export const head_of = (t) => BEFORE + TURN * t;
/** The last place: the loop's head has failed. */
export const last_place = (run) => head_of(run.iterations) + 1;

/**
 * @param {object} run
 * @param {number} place from 0 to `last_place`
 * @returns {{line: number, turn: number, t: number, theta: number[], walked: number, gradient: number[]}} turn: how many turns were begun
 *   before this one; t, theta and gradient: what the variables hold, the gradient being that at theta_t, with t as it stands; walked: whole
 *   steps that were made
 */
export const at_place = (run, place) => {
  const gradient_at = (t) => [run.gradient[2 * t], run.gradient[2 * t + 1]];
  if (place >= last_place(run)) return { line: LINE.end, ...whole(run, run.iterations, gradient_at) };
  if (place < BEFORE) return { line: place, ...whole(run, 0, gradient_at) };
  const turn = Math.floor((place - BEFORE) / TURN);
  const line = LINE.loop + ((place - BEFORE) % TURN);
  if (line === LINE.loop) return { line, ...whole(run, turn, gradient_at) };
  if (line === LINE.count) return { line, ...whole(run, turn + 1, gradient_at), turn };
  const [from, to] = [theta_at(run, turn), theta_at(run, turn + 1)];
  return { line, turn, t: turn, theta: line === LINE.w ? [to[0], from[1]] : to, walked: line === LINE.w ? turn : turn + 1, gradient: gradient_at(turn) };
};

const whole = (run, t, gradient_at) => ({ turn: t, t, theta: theta_at(run, t), walked: t, gradient: gradient_at(t) });

/** The turn that a step of an iteration leads to the end of, and the place there. */
export const next_head = (run, place) => {
  if (place < head_of(0)) return head_of(0);
  const turn = Math.floor((place - BEFORE) / TURN);
  return Math.min(head_of(turn + 1), last_place(run));
};

const ENDS = {
  converged: "The gradient is too short to matter, at a minimum: the loop ends.",
  stalled: "The gradient is too short to matter, yet this is no minimum: the loop ends.",
  diverged: "The next number would overflow: the loop is cut off.",
  max_iterations: "The counter has reached its limit: the loop ends.",
};

/** What the line that has just run did, with its numbers. */
export const line_text = (run, place, limit) => {
  const { line, turn, t, gradient } = at_place(run, place);
  const eta = run.optimizer.learning_rate;
  if (line === LINE.start) return "The counter starts at 0.";
  if (line === LINE.limit) return `At most ${limit} turns.`;
  if (line === LINE.end) return ENDS[run.outcome];
  if (line === LINE.loop) return place === head_of(run.iterations) ? `t is ${t}. ${ENDS[run.outcome]}` : `${t} is below ${limit}: go on. Both slopes are taken here, at (w, b).`;
  if (line === LINE.count) return `One turn is done: t is now ${t}.`;
  const axis = line === LINE.w ? 0 : 1;
  const [from, to] = [theta_at(run, turn)[axis], theta_at(run, turn + 1)[axis]];
  const decimals = Math.min(decimals_for([from, eta * gradient[axis], to], 3), 8);
  const say = (value) => term(value, decimals);
  return `${"wb"[axis]} = ${say(from)} − ${number(eta)} × ${factor(number(gradient[axis], 4))} = ${say(to)}`;
};
