/** Chapter 13: guesses, grid and descents in one table and one chart, by what they spent. */

import { best_of, ledger, MOST_GUESSES, write_ledger } from "../walk/ledger.js";
import { cell_of, fetch_rows, index_of_least } from "./grid_search.js";
import { channel, fetch_descents, fetch_points } from "../api.js";
import { ChapterState, real, whole } from "../walk/state.js";
import { count_text } from "./amounts.js";
import { Dial } from "../walk/dials.js";
import { draw_chart, draw_keys } from "./ledger_chart.js";
import { draw_rows } from "./ledger_table.js";
import { exact, number } from "../format.js";
import { Figure } from "../walk/figure.js";
import { look_of } from "../walks.js";
import { index_of, name_of, neuron, NEURON, optimizer, page_data, presence, try_it } from "../walk/chapter.js";
import { Plot } from "../walk/plot.js";
import { set_text } from "../dom.js";

const { start, learning_rate, momentum, max_iterations, tolerance } = neuron.suggested;
const OPTIMIZERS = ["gradient_descent", "momentum", "nesterov"];
/** The grid that is offered where chapter 3 has left none. */
const OFFERED = 20;

const figure = new Figure("ledger");
const plot = new Plot(figure.plot_root("ledger"));
const state = new ChapterState({
  w: real(start[0], -6, 6),
  b: real(start[1], -6, 6),
  eta: real(learning_rate, 0.01, 10),
  gamma: real(momentum, 0, 0.99),
  charge: whole(1, 1, 5),
  target: real(1e-3, 1e-8, 0.1),
}, () => follow());
const dials = Object.fromEntries(["w", "b", "eta", "gamma", "charge", "target"].map((name) => [name, new Dial(name, (value) => {
  if (name !== "charge" || Number.isInteger(value)) state.set({ [name]: value });
})]));

/**
 * A method's account.
 * @typedef {{name: string, look: object | null, spent: number, points: [number, number][], best: [number, number, number], below: number | null, kind: string}} Account
 *   points: (evaluations, best loss so far), where it improves; below: evaluations when the target was reached; null if it never was
 */

/** Where a row of losses improves, and what that had cost: evaluation i (from 0) has cost cost_of(i). */
const improvements = (losses, cost_of) => {
  const found = [];
  let best = Infinity;
  for (let i = 0; i < losses.length; i += 1) {
    if (!(losses[i] < best)) continue;
    best = losses[i];
    found.push([cost_of(i), best]);
  }
  return found;
};

const below = (points, target) => points.find(([, loss]) => loss < target)?.[0] ?? null;

const account_of_guesses = (guesses) => {
  if (guesses.length === 0) return { name: "Guesses", kind: "guesses", empty: true };
  return { name: "Guesses", kind: "guesses", look: null, spent: guesses.length, points: improvements(guesses.map(([, , loss]) => loss), (i) => i + 1), best: best_of(guesses) };
};

const account_of_grid = (searched) => {
  if (!searched) return { name: "Grid", kind: "grid", empty: true };
  const { count, losses } = searched;
  return { name: `Grid, ${count} × ${count}`, kind: "grid", look: null, spent: losses.length, points: improvements(losses, (i) => i + 1), best: cell_of(count, losses, index_of_least(losses)) };
};

/** After t steps a descent has taken t gradients; the start itself has cost nothing yet, and has no place on a logarithmic scale. */
const account_of_run = (run, charge) => {
  const losses = Array.from(run.loss);
  const points = improvements(losses, (t) => t * charge);
  const reached = losses.reduce((best, loss, t) => (loss < losses[best] ? t : best), 0);
  return {
    name: name_of(run.optimizer.id), kind: run.optimizer.id, look: look_of(index_of(run.optimizer.id)), run,
    spent: run.summary.gradient_evaluations * charge,
    points,
    best: [run.theta[2 * reached], run.theta[2 * reached + 1], losses[reached]],
  };
};

let runs = null;
let searched = null;
let grid_wanted = null;

const request = channel(fetch_descents, {
  answered: (answer) => {
    runs = answer;
    figure.say("");
    draw();
  },
  failed: figure.failed,
  busy: () => {},
});

let asked = "";
const ask = () => {
  const { w, b, eta, gamma } = state.values;
  const key = [w, b, eta, gamma].join();
  if (key === asked) return false;
  asked = key;
  request({ surface: NEURON, starts: [[w, b]], optimizers: OPTIMIZERS.map((id) => optimizer(id, eta, gamma)), max_iterations, tolerance });
  return true;
};

/** The grid of chapter 3 again, cell by cell in its order: the ledger keeps only what it cost and what it found. */
const replay = async (count) => {
  if (count === grid_wanted) return;
  grid_wanted = count;
  if (count === null) {
    searched = null;
    return;
  }
  try {
    const losses = await fetch_rows(count, 0, count);
    if (count === grid_wanted) searched = { count, losses };
  } catch (error) {
    figure.failed(error);
  }
  if (runs) draw();
};

const offers = {
  guesses: async () => {
    const rows = page_data.guesses.map(({ w, b }) => [w, b]);
    const results = await fetch_points(NEURON, rows);
    write_ledger({ guesses: [...ledger().guesses, ...rows.map(([w, b], i) => [w, b, results[i].loss])].slice(0, MOST_GUESSES) });
    draw();
  },
  grid: async () => {
    const losses = await fetch_rows(OFFERED, 0, OFFERED);
    searched = { count: OFFERED, losses };
    grid_wanted = OFFERED;
    write_ledger({ grid: { count: OFFERED, evaluations: losses.length, best: cell_of(OFFERED, losses, index_of_least(losses)) } });
    draw();
  },
};
const OFFERS = {
  guesses: { before: "None yet. ", href: "/walk/guess-work", link: "Guess in chapter 2", button: "take the lecture’s six" },
  grid: { before: "None yet. ", href: "/walk/brute-force", link: "Fill one in chapter 3", button: `take one of ${OFFERED} points per axis` },
};
const take_offer = (kind) => offers[kind]().catch(figure.failed);

const follow = () => {
  for (const [name, dial] of Object.entries(dials)) dial.show(state.values[name]);
  replay(ledger().grid?.count ?? null);
  if (!ask() && runs) draw();
  const { w, b, eta, gamma } = state.values;
  try_it({ surface: "neuron", starts: `${exact(w)},${exact(b)}`, optimizers: OPTIMIZERS.join(","), learning_rate: exact(eta), momentum: exact(gamma), max_iterations, tolerance: exact(tolerance) });
};

const draw = () => {
  const { charge, target } = state.values;
  const grid_known = searched ?? (grid_wanted === null ? null : undefined);
  const accounts = [account_of_guesses(ledger().guesses), ...(grid_known === undefined ? [] : [account_of_grid(grid_known)]), ...runs.map((run) => account_of_run(run, charge))]
    .map((account) => (account.empty ? account : { ...account, below: below(account.points, target) }));
  const full = accounts.filter(({ empty }) => !empty);
  draw_chart(plot, full, target);
  draw_keys(figure.find("[data-ledger-keys]"), full, target);
  draw_rows(figure.find("[data-ledger-rows]"), accounts, { minimum: neuron.minima[0], offers: OFFERS, take_offer });
  set_text(figure.find("[data-ledger-sentence]"), sentence(full, target));
  figure.describe(`${full.map((each) => `${each.name}: ${count_text(each.spent)} evaluations, best loss ${number(each.best[2])}${each.below === null ? ", never below the target" : `, below the target after ${count_text(each.below)}`}.`).join(" ")} The target is ${number(target)}; a gradient counts for ${charge}.`);
  if (grid_known !== undefined) figure.ready();
};

/** Names within a sentence; only a person’s keeps its capital. */
const said = ({ kind, name }) => ({ guesses: "the guesses", grid: "the grid", nesterov: name })[kind] ?? name.toLowerCase();

/** Who reached the target for the least, and what the first guess or cell below it needed. */
const sentence = (accounts, target) => {
  const arrived = accounts.filter((each) => each.below !== null).sort((a, b) => a.below - b.below);
  if (arrived.length === 0) return `Nobody has come below ${number(target)} yet.`;
  const [first, ...rest] = arrived;
  const others = rest.map((each) => `${said(each)} after ${count_text(each.below)}`);
  const never = accounts.filter((each) => each.below === null).map((each) => said(each));
  const list = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
  return `Below ${number(target)} first: ${said(first)}, after ${count_text(first.below)} ${first.below === 1 ? "evaluation" : "evaluations"}${others.length ? `; then ${list(others)}` : ""}.${never.length ? ` Never: ${list(never)}.` : ""}`;
};

presence.addEventListener("return", follow);
follow();
