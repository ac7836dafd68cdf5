/** What a walk looks like, and what one of its steps is made of. Pure: typed arrays in, numbers out. */

/** One look per optimizer, in the registry's order: colour, dash and marker differ together. */
const LOOKS = [
  { dash: [], marker: "circle" },
  { dash: [7, 4], marker: "square" },
  { dash: [1.5, 4.5], marker: "triangle" },
  { dash: [10, 3, 2, 3], marker: "diamond" },
  { dash: [4, 3], marker: "cross" },
  { dash: [12, 4], marker: "pentagon" },
];

export const look_of = (index) => ({ ...LOOKS[index % LOOKS.length], index });

/**
 * The look of every optimizer shown: the lecture's three have their own, the others take what is free, in the registry's order, and what
 * is shown once more comes last.
 * @param {{id: string, shares_dials: boolean, first: boolean}[]} registry
 * @param {string[]} ids shown, at most as many as there are looks
 * @returns {Map<string, object>} by id
 */
export const looks_of = (registry, ids) => {
  const own = registry.filter(({ shares_dials, first }) => shares_dials && first).map(({ id }) => id);
  const looks = new Map(own.map((id, i) => [id, look_of(i)]));
  const free = [...LOOKS.keys()].filter((i) => i >= own.length || !ids.includes(own[i])).sort((a, b) => (a < own.length) - (b < own.length));
  const others = registry.filter(({ id }) => ids.includes(id) && !looks.has(id)).sort((a, b) => b.first - a.first);
  for (const { id } of others) looks.set(id, look_of(free.shift()));
  return looks;
};

/** The step of a run at clock time t: a walk that has arrived stays where it is. */
export const step_of = (run, t) => Math.min(t, run.iterations);

/** theta_t. */
export const theta_at = (run, step) => [run.theta[2 * step], run.theta[2 * step + 1]];

const pair = (values, step) => [values[2 * step], values[2 * step + 1]];
const scaled = (vector, factor) => [factor * vector[0], factor * vector[1]];

/** The learning rate of the step from theta_t on. */
export const rate_of = (run, step) => run.learning_rates?.[Math.min(step + 1, run.iterations)] ?? run.optimizer.learning_rate;

/** Where in a flat array is the gradient that the step from theta_t used: a batch's, one taken ahead, or the one where it stood. */
export const slope_at = (run, step) => {
  const next = Math.min(step + 1, run.iterations);
  if (run.batch_gradient) return pair(run.batch_gradient, next);
  return run.look_ahead && step < run.iterations ? pair(run.look_ahead_gradient, next) : pair(run.gradient, step);
};

/**
 * The parts of the step from theta_t to theta_(t+1), as displacements in (w, b).
 * @param {object} run
 * @param {number} step t; at the walk's last step there is no next, and the push is the one that it would feel
 * @returns {{carried: number[] | null, push: number[], ahead: number[] | null}} carried from theta_t; push from the carried part's
 *   tip (Nesterov: taken there, at `ahead`)
 */
export const parts_of = (run, step) => {
  // Of other optimizers the page has no terms: what they made of the gradient is the step itself, and none where the walk has ended.
  if (run.whole_steps) return { carried: null, push: step < run.iterations ? scaled(pair(run.update, step + 1), -1) : [0, 0], ahead: null, whole: true };
  const { momentum } = run.optimizer;
  const learning_rate = rate_of(run, step);
  const carried = momentum === undefined || momentum === null ? null : scaled(pair(run.update, step), -momentum);
  const next = step + 1;
  if (run.look_ahead && next <= run.iterations) {
    return { carried, push: scaled(slope_at(run, step), -learning_rate), ahead: pair(run.look_ahead, next) };
  }
  return { carried, push: scaled(slope_at(run, step), -learning_rate), ahead: null };
};

/** The longest of a step's vectors, in data units. */
export const reach_of = ({ carried, push }) => {
  const total = carried ? [carried[0] + push[0], carried[1] + push[1]] : push;
  return Math.max(Math.hypot(...push), carried ? Math.hypot(...carried) : 0, Math.hypot(...total));
};

/** A round magnification near `wanted`: 1, 1.5, 2, 3, 5 or 8 times a power of ten, never more than wanted. */
export const round_factor = (wanted) => {
  if (!(wanted > 0) || !Number.isFinite(wanted)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const mantissa = [8, 6, 5, 4, 3, 2, 1.5, 1].find((m) => m * power <= wanted) ?? 1;
  return mantissa * power;
};
