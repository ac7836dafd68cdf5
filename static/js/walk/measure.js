/** What chapters read off a run: lengths, first arrivals, events by kind. Pure: a run of `fetch_descents` in, numbers out. */

/** Length of each vector of a flat list [w0, b0, w1, b1, ...]. */
export const lengths = (flat) => Array.from({ length: flat.length / 2 }, (_, t) => Math.hypot(flat[2 * t], flat[2 * t + 1]));

/** The first step with a loss below a level, or null. */
export const first_below = (run, level) => {
  const step = run.loss.findIndex((loss) => loss < level);
  return step < 0 ? null : step;
};

/** The same for a table. */
export const arrival = (run, level) => String(first_below(run, level) ?? "never");

/** For each step the length of the way walked so far. */
export const way = (run) => {
  let sum = 0;
  return lengths(run.update).map((length) => (sum += length));
};

/** An event's sentence with typographic minus signs. */
export const said = (sentence) => sentence.replace(/-(?=\d)/g, "\u2212");

export const events_of = (run, kind) => (run.events ?? []).filter((event) => event.kind === kind);

/** "1 u-turn", "3 u-turns". */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The part of an event list that fits a clock: what has happened after t steps. */
export const happened = (events, t) => events.filter(({ step }) => step <= t);
