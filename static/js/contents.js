/** The contents page: how far this browser has come. */

import { find, find_all, set_text } from "./dom.js";
import { forget_progress, progress } from "./walk/progress.js";

const draw = () => {
  const record = progress();
  let next = null;
  for (const item of find_all("[data-contents-chapter]")) {
    const slug = item.dataset.contentsChapter;
    const seen = record.visited.includes(slug);
    const scores = Object.values(record.scores[slug] ?? {});
    const right = scores.filter(Boolean).length;
    const scored = scores.length > 0 ? `${right} of ${scores.length} right` : "opened";
    set_text(find("[data-contents-state]", item), seen ? scored : "");
    item.classList.toggle("contents-item--seen", seen);
    if (!seen) next ??= slug;
  }
  const begun = record.visited.length > 0;
  const go = find("[data-contents-go]");
  set_text(go, begun && next ? "Go on" : begun ? "Begin again" : "Begin");
  if (begun && next) go.href = `/walk/${next}`;
  find("[data-contents-forget]").hidden = !begun;
};

find("[data-contents-forget]").addEventListener("click", () => {
  forget_progress();
  draw();
});
addEventListener("pageshow", draw);
