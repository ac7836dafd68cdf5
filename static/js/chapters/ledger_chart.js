/** The ledger's chart: best loss so far as stairs, evaluations along the bottom, both logarithmic. */

import { key_of } from "../draw/frame.js";
import { make, make_svg } from "../dom.js";
import { number } from "../format.js";

/** Guesses and grid are no optimizers: ink, told apart by their dash. */
const DASH = { guesses: "", grid: "2 3" };
/** Even a perfect loss has a place at the bottom of the chart. */
const LEAST = 1e-12;
/** On a chart as wide as a screen more points are not seen. */
const MOST_CORNERS = 400;

const decade = (value, round) => 10 ** round(Math.log10(value));

/** Stairs through (evaluations, best loss so far), to the last evaluation spent. */
const stairs = ({ points, spent }) => {
  const paid = points.filter(([cost]) => cost > 0);
  const every = Math.max(1, Math.ceil(paid.length / MOST_CORNERS));
  const kept = paid.filter((_, i) => i % every === 0 || i === paid.length - 1);
  // What a descent stood on before its first gradient was free.
  const free = points.find(([cost]) => cost === 0);
  let level = free?.[1] ?? kept[0]?.[1];
  const corners = free ? [[1, level]] : [];
  for (const [cost, loss] of kept) {
    corners.push([cost, level], [cost, loss]);
    level = loss;
  }
  if (level !== undefined) corners.push([Math.max(spent, 1), level]);
  return corners.map(([cost, loss]) => [cost, Math.max(loss, LEAST)]);
};

/**
 * @param {import("../walk/plot.js").Plot} plot
 * @param {object[]} accounts
 * @param {number} target
 */
export const draw_chart = (plot, accounts, target) => {
  const losses = [target, ...accounts.flatMap(({ points }) => points.map(([, loss]) => Math.max(loss, LEAST)))];
  const lines = accounts.map((each) => ({ points: stairs(each), ...(each.look ? { look: each.look } : { dash: DASH[each.kind] }) }));
  plot.draw({
    x: { from: 1, to: Math.max(decade(Math.max(...accounts.map(({ spent }) => spent)), Math.ceil), 10), log: true },
    y: { from: decade(Math.min(...losses), Math.floor), to: 2 * decade(Math.max(...losses), Math.ceil), log: true, name: "best loss so far", count: 7 },
    rules: [{ y: target }],
    lines,
    marks: accounts.map((each, i) => {
      const [x, y] = lines[i].points.at(-1);
      return { x, y, ...(each.look ? { look: each.look } : { hollow: each.kind === "guesses" }) };
    }),
  });
};

/** Which line is whose. */
export const draw_keys = (root, accounts, target) => {
  const rule = make_svg("line", { class: "plot-rule", x1: 1, x2: 33, y1: 6, y2: 6 });
  root.replaceChildren(
    ...accounts.map((each) => make("span", { class: "ledger-key" }, [account_key(each), each.name])),
    make("span", { class: "ledger-key" }, [key_box([rule]), `Target ${number(target)}`]),
  );
};

const key_box = (parts) => make_svg("svg", { class: "key", viewBox: "0 0 34 12", width: "34", height: "12", "aria-hidden": "true" }, parts);

export const account_key = (each) => {
  if (each.look) return key_of(each.look);
  return key_box([
    make_svg("line", { class: "key-line", x1: 1, x2: 33, y1: 6, y2: 6, "stroke-dasharray": DASH[each.kind] }),
    make_svg("circle", { class: each.kind === "guesses" ? "plot-mark plot-mark--hollow" : "plot-mark", cx: 17, cy: 6, r: 4 }),
  ]);
};
