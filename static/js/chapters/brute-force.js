/** Chapter 3: a grid filled block by block, and what it would cost with more parameters. */

import { best_of, write_ledger } from "../walk/ledger.js";
import { blocks_of, cell_of, FEWEST, fetch_rows, index_of_least, MOST } from "./grid_search.js";
import { Cells } from "./cells.js";
import { ChapterState, choice, whole } from "../walk/state.js";
import { coordinate, exact, number, point } from "../format.js";
import { Cost } from "./cost.js";
import { about, count_text, time_text } from "./amounts.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { neuron, presence, try_it } from "../walk/chapter.js";
import { reduced_motion } from "../dom.js";

/** Blocks come faster than an eye can follow: a short wait after each, not counted in the time. */
const PAUSE = 35;
const RATE_TRIES = 3;
const NOTHING = { losses: new Float64Array(0), done: 0, seconds: 0, best: null };

const figure = new Figure("grid");
const cells = new Cells(figure.find("[data-cells]"));
const cost = new Cost((d) => state.set({ d }));
const state = new ChapterState({ n: whole(20, FEWEST, MOST), d: whole(3, 1, cost.most), filled: choice("no", ["no", "yes"]) }, () => follow());
const dial = new Dial("n", (n) => { if (Number.isInteger(n)) state.set({ n, filled: "no" }); });
const buttons = { fill: figure.find("[data-fill]"), stop: figure.find("[data-stop]") };
const progress = figure.find("[data-progress]");

/** The search that runs now; another object, or null, ends it after its block. */
let running = null;
let search = { count: state.values.n, ...NOTHING };
/** Evaluations a second of one request for the finest grid. A small request measures little but the sending of messages. */
let rate = null;

/** @param {boolean} own asked for by this visitor, and not by the link: only then it is entered in the ledger */
const fill = async (own) => {
  const count = state.values.n;
  const mine = {};
  running = mine;
  search = { count, ...NOTHING, losses: new Float64Array(count * count) };
  figure.say("");
  draw();
  try {
    for (const [first, end] of blocks_of(count)) {
      const then = performance.now();
      const losses = await fetch_rows(count, first, end);
      if (running !== mine) return;
      take(losses, first, (performance.now() - then) / 1000);
      await new Promise((resolve) => { setTimeout(resolve, reduced_motion() ? 0 : PAUSE); });
      if (running !== mine) return;
    }
    running = null;
    if (own) write_ledger({ grid: { count, evaluations: search.done, best: search.best } });
    state.set({ filled: "yes" });
    if (rate !== null) return;
    rate = await measured_rate();
    draw();
  } catch (error) {
    if (running !== mine) return;
    running = null;
    draw();
    figure.failed(error);
  }
};

/** The shortest of a few times: the longer ones measure what else the machine had to do. */
const measured_rate = async () => {
  const rates = [];
  for (let i = 0; i < RATE_TRIES; i += 1) {
    const then = performance.now();
    const { length } = await fetch_rows(MOST, 0, MOST);
    rates.push(length / ((performance.now() - then) / 1000));
  }
  return Math.max(...rates);
};

const take = (losses, first, seconds) => {
  const { count } = search;
  search.losses.set(losses, first * count);
  const least = index_of_least(losses);
  const best = best_of([...(search.best ? [search.best] : []), ...(least < 0 ? [] : [cell_of(count, search.losses, first * count + least)])]);
  search = { ...search, done: search.done + losses.length, seconds: search.seconds + seconds, best };
  draw();
};

const stop = () => {
  if (!running) return;
  running = null;
  const { count, done } = search;
  state.set({ filled: "no" });
  figure.say(`Stopped after ${count_text(done)} of ${count_text(count ** 2)} cells. The best cell may lie in the rest: an unfinished grid promises nothing.`);
};

buttons.fill.addEventListener("click", () => fill(true));
buttons.stop.addEventListener("click", stop);
presence.addEventListener("leave", stop);

/** After a change of the state: another resolution means another grid. */
const follow = () => {
  const { n, filled } = state.values;
  if (n !== search.count) {
    running = null;
    search = { count: n, ...NOTHING };
    figure.say("");
  }
  // A link to a full grid, or a step back to one.
  if (filled === "yes" && !running && search.done < n * n) fill(false);
  else draw();
};

const draw = () => {
  const { count, losses, done, seconds, best } = search;
  const full = done === count * count;
  const [minimum] = neuron.minima;
  const distance = best ? Math.hypot(best[0] - minimum[0], best[1] - minimum[1]) : null;
  dial.show(count);
  buttons.stop.disabled = !running;
  buttons.fill.disabled = running !== null;
  progress.value = done / (count * count);
  cells.draw({ count, losses, done, best, reveal: full });
  figure.set("spent", `${count_text(done)} of ${count_text(count * count)}`);
  figure.set("best", best ? number(best[2]) : "none yet");
  figure.set("best_at", best ? point(best) : "none yet");
  figure.set("distance", full ? number(distance) : "when it is full");
  figure.set("time", done ? time_text(seconds) : "not yet");
  figure.set("rate", done ? about(done / seconds) : "not yet");
  const found = best ? ` The best cell so far is at w ${coordinate(best[0])}, b ${coordinate(best[1])}, with a loss of ${number(best[2])}.` : "";
  const missed = full ? ` It lies ${number(distance)} from the true minimum at w ${number(minimum[0], 5)}, b ${number(minimum[1], 5)}. The grid took ${time_text(seconds)}.` : "";
  figure.describe(`A grid of ${count} by ${count} cells, ${count_text(done)} of ${count_text(count * count)} evaluated.${found}${missed}`);
  cost.draw({ n: count, d: state.values.d, rate });
  try_it({ surface: "neuron", starts: best ? `${exact(Number(best[0].toPrecision(6)))},${exact(Number(best[1].toPrecision(6)))}` : neuron.suggested.start.join(","), view: "3d" });
};

follow();
figure.ready();
