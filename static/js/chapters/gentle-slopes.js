/** Chapter 10: plain descent across a plateau: how short its steps are there, and how many of them it spends where. */

import { channel, fetch_descents } from "../api.js";
import { ChapterState, point, real } from "../walk/state.js";
import { coordinate, number, point as point_text } from "../format.js";
import { Cover } from "../walk/cover.js";
import { Dial } from "../walk/dials.js";
import { counted, events_of, first_below, lengths, said, way } from "../walk/measure.js";
import { Figure } from "../walk/figure.js";
import { find, set_text } from "../dom.js";
import { index_of, neuron, NEURON, optimizer, try_it } from "../walk/chapter.js";
import { look_of } from "../walks.js";
import { label, current_point, markers } from "../draw/marks.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { Plot } from "../walk/plot.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { Prediction } from "../walk/predict.js";
import { to_x, to_y } from "../viewport.js";

const ID = "gradient_descent";
const LOOK = look_of(index_of(ID));
const BOX = [-4.4, 3.6, -4.2, 3];
/** A crossing can be slow; a walk that has not stopped by then is still on its way. */
const MOST = 10_000;
/** The walk is followed until the loss is this small; the lecture's own mark. */
const ARRIVED = 1e-3;
const TENTHS = 10;
const CHART_POINTS = 300;
/** What the charts show at least, and how far above its mark a number stands, as a factor. */
const [LOWEST, HIGHEST] = [1e-3, 1];
const ABOVE = 2.6;
const PER_STEP_DOTS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const MOST_DOTS = 40;

const figure = new Figure("crossing");
const state = new ChapterState({ start: point([-2, -2]), eta: real(1, 0.05, 20) }, () => ask());
const dial = new Dial("eta", (eta) => state.set({ eta }));
const charts = { gradient: new Plot(figure.plot_root("gradient")), length: new Plot(figure.plot_root("length")), spent: new Plot(figure.plot_root("spent")) };
let walk = null;
/** What the walk was asked for, as text; and whether it is here. */
let asked = "";
let here = false;
const cover = new Cover("crossing", () => { if (walk) uncover(); });

const plane = new Plane(figure.plane_root("crossing"), { surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.start), draw: (c, view, ink) => draw_map(c, view, ink), paths: () => (walk && cover.lifted ? [walk.run.theta] : []), failed: figure.failed });
plane.add_handle("start", {
  label: "The start",
  theta: state.values.start,
  move: (theta) => state.set({ start: theta.map((value) => Number(value.toFixed(3))) }),
});
const player = new Player("crossing", () => {
  draw_time();
  link();
});

/** What the figure needs of a run: it ends where the loss is small enough and the plateau is crossed. */
const measured = (run) => {
  const arrival = first_below(run, ARRIVED);
  const half = run.loss.findIndex((loss) => loss <= run.loss[0] / 2);
  const last = arrival === null ? run.iterations : Math.max(arrival, half);
  const walked = way(run);
  const tenth_of = (step) => Math.min(Math.floor((TENTHS * walked[step]) / (walked[last] || 1)), TENTHS - 1);
  const tenths = Array.from({ length: last }, (_, i) => tenth_of(i));
  return { run, last, arrival, half: half < 0 ? null : half, gradient: lengths(run.gradient), length: lengths(run.update), tenths, total: walked[last] };
};

const request = channel(({ start, eta }) => fetch_descents({ surface: NEURON, starts: [start], optimizers: [optimizer(ID, eta)], max_iterations: MOST, tolerance: neuron.suggested.tolerance }), {
  answered: ([run]) => show(run),
  failed: figure.failed,
  busy: () => {},
});

const ask = () => {
  const { start, eta } = state.values;
  dial.show(eta);
  plane.set_handle("start", start);
  keep_in_sight(plane, BOX, start);
  const wish = JSON.stringify({ start, eta });
  if (wish === asked) return;
  if (asked !== "") ask_anew();
  asked = wish;
  here = false;
  request({ start, eta });
  link();
};

/** Another walk is another question. Who asked to see it without predicting goes on seeing. */
const ask_anew = () => {
  prediction.reset();
  player.clock.pause();
  if (cover.shown) return;
  cover.put_back();
  find("[data-player=crossing]").hidden = true;
};

const link = () => {
  const { start, eta } = state.values;
  try_it({ surface: "neuron", starts: start.join(","), optimizers: ID, learning_rate: eta, max_iterations: MOST, view: "overlay", ...(cover.lifted && here ? { t: player.clock.t } : {}) });
};

const show = (run) => {
  figure.say("");
  walk = measured(run);
  here = true;
  player.clock.pause();
  player.clock.set_last(cover.lifted ? walk.last : 0);
  player.clock.seek(cover.lifted ? walk.last : 0);
  draw_time();
  plane.show().then(() => figure.ready());
};

const crossing_text = ({ half, run }) => (half === null ? `not in ${run.iterations}` : String(half));

const draw_time = () => {
  if (!walk) return;
  const { run, last, gradient, length, arrival, half } = walk;
  const t = player.clock.t;
  plane.redraw();
  figure.set("first_length", number(length[1] ?? 0));
  figure.set("loss", number(run.loss[t]));
  figure.set("cross", cover.lifted ? (half !== null && t < half ? `${t} so far` : crossing_text(walk)) : "?");
  figure.set("arrive", cover.lifted ? (arrival === null ? `not in ${run.iterations}` : String(arrival)) : "?");
  draw_curve("gradient", gradient, 0, t);
  draw_curve("length", length, 1, t);
  draw_spent(t);
  const [entered, left] = ["entered", "left"].map((phase) => events_of(run, "plateau").filter((event) => event.phase === phase && event.step <= t));
  set_text(figure.find("[data-gentle-events]"), cover.lifted ? [...entered, ...left].map(({ sentence }) => said(sentence)).join(" ") : "");
  figure.describe(described(t, last));
};

const described = (t, last) => {
  const { run, half, arrival, gradient, length } = walk;
  const { start, eta } = state.values;
  const head = `From w ${coordinate(start[0])}, b ${coordinate(start[1])} with learning rate ${number(eta)} the loss begins at ${number(run.loss[0])}, the gradient is ${number(gradient[0])} long and the first step ${number(length[1] ?? 0)}.`;
  if (!cover.lifted) return `${head} The walk is covered until a prediction is made.`;
  const crossing = half === null ? `Half of the loss is not gone after ${counted(run.iterations, "step")}.` : `Half of the loss is gone after ${counted(half, "step")}.`;
  const end = arrival === null ? `It is not below ${ARRIVED} after ${counted(run.iterations, "step")}.` : `It is below ${ARRIVED} after ${counted(arrival, "step")}.`;
  return `${head} ${crossing} ${end} Shown: step ${t} of ${last}, where the loss is ${number(run.loss[t])}. Steps in each tenth of the way: ${counts(last).join(", ")}.`;
};

const decade = (value, round) => 10 ** round(Math.log10(value));

const draw_curve = (name, values, first, t) => {
  const { last, run } = walk;
  const seen = values.slice(first, last + 1).filter((value) => value > 0);
  const [low, high] = cover.lifted ? [Math.min(...seen, LOWEST), Math.max(...seen, HIGHEST)] : [LOWEST, HIGHEST];
  const every = Math.max(1, Math.ceil(last / CHART_POINTS));
  const line = (to) => {
    const points = [];
    for (let step = first; step <= to; step += every) points.push([step, values[step]]);
    if (to >= first && (to - first) % every !== 0) points.push([to, values[to]]);
    return points;
  };
  const plateaus = events_of(run, "plateau");
  const left = plateaus.filter(({ phase }) => phase === "left");
  const shaded = plateaus.filter(({ phase }) => phase === "entered").map(({ step }) => [step, Math.min(left.find((event) => event.from_step === step)?.step ?? last, last)]);
  const now = Math.max(t, first);
  const falling = now > first && values[now] < values[now - 1] && values[now] / ABOVE > low;
  charts[name].draw({
    x: { from: 0, to: cover.lifted ? Math.max(last, 1) : 100, name: "step", ...(cover.lifted ? {} : { ticks: [[0, "0"]] }) },
    y: { from: decade(low * 1.001, Math.floor), to: decade(high * 0.999, Math.ceil), log: true },
    areas: cover.lifted ? shaded.filter(([from]) => from < t).map(([from, to]) => ({ x: [from, Math.min(to, t)] })) : [],
    lines: cover.lifted ? [{ points: line(last), look: LOOK, quiet: true }, { points: line(t), look: LOOK }] : [],
    marks: [{ x: now, y: values[now], look: LOOK }],
    // Where the curve falls, the free side is below it on the left.
    texts: values[now] > 0 ? [{ x: now, y: values[now] * (falling ? 1 / ABOVE : ABOVE), text: number(values[now]), align: falling || (cover.lifted && now > 0.85 * last) ? "end" : "start" }] : [],
  });
};

/** Steps in each tenth of the way, of the first t. */
const counts = (t) => {
  const found = Array(TENTHS).fill(0);
  for (const tenth of walk.tenths.slice(0, t)) found[tenth] += 1;
  return found;
};

const draw_spent = (t) => {
  const spent = counts(cover.lifted ? t : 0);
  const most = Math.max(...(cover.lifted ? counts(walk.last) : [10]), 4);
  charts.spent.draw({
    x: { from: 0, to: 1, name: "", ticks: Array.from({ length: TENTHS + 1 }, (_, i) => [i / TENTHS, i % 2 ? "" : `${i * 10}%`]) },
    y: { from: 0, to: most * 1.16, ...(cover.lifted ? {} : { ticks: [[0, "0"]] }) },
    areas: spent.map((count, i) => ({ x: [(i + 0.1) / TENTHS, (i + 0.9) / TENTHS], y: [0, count], look: LOOK })),
    texts: cover.lifted ? spent.map((count, i) => ({ x: (i + 0.5) / TENTHS, y: count + 0.07 * most, text: String(count), align: "middle" })) : [],
  });
  const flat = spent[0] + spent[1];
  const sentence = !cover.lifted || t === 0 ? "" : `The first fifth of the way took ${flat} of ${counted(t, "step")}, ${number((100 * flat) / t, 2)}%; the middle fifth took ${spent[4] + spent[5]}.`;
  set_text(figure.find("[data-gentle-sentence]"), sentence);
};

const draw_map = (c, view, ink) => {
  c.clearRect(0, 0, view.width, view.height);
  if (!walk) return;
  const { run, last, half } = walk;
  const t = player.clock.t;
  const colour = ink.walks[LOOK.index].stroke;
  const place = (step) => [to_x(view, run.theta[2 * step]), to_y(view, run.theta[2 * step + 1])];
  c.lineJoin = "round";
  for (const [width, stroke] of [[4.6, ink.halo], [2, colour]]) {
    c.beginPath();
    for (let step = 0; step <= t; step += 1) c.lineTo(...place(step));
    c.lineWidth = width;
    c.strokeStyle = stroke;
    c.stroke();
  }
  if (!cover.lifted) return;
  const every = PER_STEP_DOTS.find((n) => last / n <= MOST_DOTS) ?? 500;
  const dots = [];
  for (let step = every; step <= t; step += every) dots.push(place(step));
  markers(c, LOOK.marker, dots, 3.4, colour);
  c.font = `500 12px ${ink.sans}`;
  if (half !== null && t >= half) {
    const [x, y] = place(half);
    c.beginPath();
    c.arc(x, y, 6, 0, 2 * Math.PI);
    c.lineWidth = 1.6;
    c.strokeStyle = ink.ink;
    c.stroke();
    label(c, `crossed: step ${half}`, x - 12, y - 12, ink.ink, ink.halo, { align: "right" });
  }
  current_point(c, LOOK.marker, ...place(t), colour, ink.halo);
  label(c, every === 1 ? "a dot a step" : `a dot every ${every} steps`, view.width - 10, 16, ink.soft, ink.halo, { align: "right" });
};

const uncover = () => {
  cover.lift();
  find("[data-player=crossing]").hidden = false;
  player.start(walk.last);
};

/** The choice nearest by factors, not by differences. A walk that has not stopped may still cross: only one that has never will. */
const nearest = ({ half, run }) => {
  if (half === null) return still_walking(run) ? "1000" : "never";
  const sizes = [10, 30, 100, 300, 1000];
  const distance = (size) => Math.abs(Math.log(Math.max(half, 1) / size));
  return String(sizes.reduce((best, size) => (distance(size) < distance(best) ? size : best)));
};

const still_walking = ({ outcome }) => outcome === "max_iterations";

const prediction = new Prediction("crossing", async (chosen) => {
  if (!walk || !here) return null;
  uncover();
  const { half, run } = walk;
  const { start, eta } = state.values;
  const right = chosen === nearest(walk);
  const from = `From ${point_text(start)} with η = ${number(eta)}`;
  const left = `the loss is still ${number(run.loss[run.iterations])} of ${number(run.loss[0])}`;
  if (half === null && still_walking(run)) {
    const verdict = right ? "Yes, far more." : chosen === "never" ? "Not so soon, though that is as good as never." : "It takes longer than that, far longer.";
    return { right, text: `${verdict} ${from} ${left} after ${counted(run.iterations, "step")}, and the walk has not stopped. ${slopes()}` };
  }
  if (half === null) return { right, text: `${right ? "Yes." : "Not this time."} ${from} the walk stops after ${counted(run.iterations, "step")}: the gradient is too small to go on, and ${left}. ${slopes()}` };
  const verdict = right ? "Yes, that is the size of it." : chosen === "never" ? "It does get there, only late." : Number(chosen) < half ? "It takes longer than that, as it does to most who guess." : "It is quicker than that.";
  return { right, text: `${verdict} ${from} half of the loss is gone after ${counted(half, "step")}. ${slopes()}` };
}, cover);

const slopes = () => {
  const { gradient, length } = walk;
  const first = length[1] > 0 ? `The first step is ${number(length[1])} long: η times the gradient there, ${number(gradient[0])}.` : `The gradient at the start is ${number(gradient[0])}.`;
  return `${first} The steepest place of the walk has ${number(Math.max(...gradient))}.`;
};

find("[data-player=crossing]").hidden = true;
ask();
