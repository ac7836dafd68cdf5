/** What this browser remembers of the walk: chapters opened, predictions made. Nothing leaves the browser. */

import { kept } from "./kept.js";

const store = kept("walk-downhill.progress", { visited: [], scores: {} });

/** @returns {{visited: string[], scores: Record<string, Record<string, boolean>>}} scores: by chapter and prediction, whether it was right */
export const progress = () => {
  const { visited, scores } = store.read();
  // What another program, or an older version, left there is no reason to fail.
  return { visited: Array.isArray(visited) ? visited : [], scores: scores !== null && typeof scores === "object" ? scores : {} };
};

export const record_visit = (slug) => {
  const record = progress();
  if (!record.visited.includes(slug)) store.write({ ...record, visited: [...record.visited, slug] });
};

/** The first answer counts: a second try knows the first one's score. */
export const record_score = (slug, name, right) => {
  const record = progress();
  const scores = record.scores[slug] ?? {};
  if (!(name in scores)) store.write({ ...record, scores: { ...record.scores, [slug]: { ...scores, [name]: right } } });
};

export const forget_progress = () => store.write({ visited: [], scores: {} });
