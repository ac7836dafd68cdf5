/** Dials that stand at what a surface suggests follow to what the next one suggests; what a hand has set stays. Pure. */

const FOLLOWING = ["learning_rate", "momentum", "max_iterations", "tolerance"];

/**
 * The dials' change of the state with the suggestions.
 * @param {object} state
 * @param {object | null} before what was suggested until now; null: nothing, and all dials follow
 * @param {object} after what is suggested from now on
 */
export const followed = (state, before, after) =>
  Object.fromEntries(FOLLOWING.filter((key) => before === null || state[key] === before[key]).map((key) => [key, after[key]]));
