/** Where to set out on a function that was just typed: from where a hand has placed the starts, where what is suggested suits them. */

import { fetch_descents, fetch_points } from "./api.js";

const OFF = "the one placed before is off its map, or without a loss";

/**
 * The starts to walk from.
 * @param {object} body the surface as the API takes it
 * @param {{domain: object, suggested: object}} description
 * @param {number[][] | null} placed by hand; null: none
 * @param {{shown: object[], max_iterations: number, tolerance: number} | null} walk what is walked with; null where a hand has set the
 *   rate too, and knows what it does
 * @returns {Promise<{starts: number[][], why: string}>} why the placed ones are left for the suggested one; "" where they are not
 */
export const starts_for = async (body, { domain: { w, b }, suggested }, placed, walk) => {
  const given = [[...suggested.start]];
  if (placed === null) return { starts: given, why: "" };
  const on_map = placed.filter((start) => start[0] >= w[0] && start[0] <= w[1] && start[1] >= b[0] && start[1] <= b[1]);
  const points = on_map.length > 0 ? await fetch_points(body, on_map) : [];
  const starts = on_map.filter((_, i) => points[i].loss !== null);
  if (starts.length === 0) return { starts: given, why: OFF };
  const lost = walk ? await diverging(body, [...starts, ...given], walk) : null;
  return lost ? { starts: given, why: `${lost} would diverge from the one placed before` } : { starts, why: "" };
};

/** The name of a walk that diverges from any start but not from the last one, which its settings were found for; null where none does. */
const diverging = async (surface, starts, { shown, max_iterations, tolerance }) => {
  const runs = await fetch_descents({ surface, starts, optimizers: shown.map(({ setting }) => setting), max_iterations, tolerance, events: false });
  const diverges = ({ outcome }) => outcome === "diverged";
  const meant = runs.slice(-shown.length);
  const i = runs.findIndex((run, at) => diverges(run) && !diverges(meant[at % shown.length]));
  return i < 0 ? null : shown[i % shown.length].name;
};
