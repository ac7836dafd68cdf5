/** What chapters read off a run: lengths, first arrivals, events by kind. Pure: a run of `fetch_descents` in, numbers out. */

/** Length of each vector of a flat list [w0, b0, w1, b1, ...]. */
export const lengths = (flat) => Array.from({ length: flat.length / 2 }, (_, t) => Math.hypot(flat[2 * t], flat[2 * t + 1]));

/** The first step with a loss below a level, or null. */
export const first_below = (run, level) => {
  const step = run.loss.findIndex((loss) => loss < level);
  return step < 0 ? null : step;
};

/** For each step the length of the way walked so far. */
export const way = (run) => {
  let sum = 0;
  return lengths(run.update).map((length) => (sum += length));
};

export const events_of = (run, kind) => (run.events ?? []).filter((event) => event.kind === kind);

/** The part of an event list that fits a clock: what has happened after t steps. */
export const happened = (events, t) => events.filter(({ step }) => step <= t);
