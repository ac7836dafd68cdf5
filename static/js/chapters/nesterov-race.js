/** Chapter 12, third figure: which of the three first makes the loss small; predicted, raced, and checked as the lecture does. */

import { arrival, first_below } from "../walk/measure.js";
import { coordinate, number, point as point_text } from "../format.js";
import { Cover } from "../walk/cover.js";
import { draw_walks } from "../draw/walks.js";
import { Figure } from "../walk/figure.js";
import { find, set_text } from "../dom.js";
import { IDS, link_at, start_handle, state, watch } from "./nesterov-state.js";
import { index_of, name_of, neuron, NEURON } from "../walk/chapter.js";
import { look_of, step_of, theta_at } from "../walks.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { Plot } from "../walk/plot.js";
import { Prediction } from "../walk/predict.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { distance_between, ending, how_far, why_first } from "../walk/why.js";
import { walk_row } from "../walk/walk_row.js";

const LOOKS = IDS.map((id) => look_of(index_of(id)));
const BOX = [-3.2, 5.2, -6.1, 2.2];
const [SMALL, TINY] = [1e-3, 1e-6];
const CHART_POINTS = 300;
/** The settings of the lecture's own check. */
const LECTURE = { start: [-2, -2], eta: 1, gamma: 0.9 };

const figure = new Figure("race");
const chart = new Plot(figure.plot_root("race"));
const clock_bar = find("[data-player=race]");
let runs = null;
/** Whether the walks are those that were asked for last. */
let here = false;

const plane = new Plane(figure.plane_root("race"), { surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.start), failed: figure.failed, draw: (c, view, ink) => draw_map(c, view, ink), paths: () => (runs && cover.lifted ? runs.map(({ theta }) => theta) : []) });
plane.add_handle("start", start_handle);
const player = new Player("race", (t) => {
  draw();
  if (cover.lifted && here) link_at(t);
});
const cover = new Cover("race", () => { if (runs) uncover(); });
clock_bar.hidden = true;

watch({
  changed: ({ start }) => {
    plane.set_handle("start", start);
    keep_in_sight(plane, BOX, start);
  },
  asked: () => {
    here = false;
    player.clock.pause();
    cover.put_back();
    clock_bar.hidden = true;
    prediction.reset();
    if (runs) draw_walked();
  },
  answered: (answer, first) => {
    figure.say("");
    runs = answer;
    here = true;
    player.clock.set_last(0);
    draw();
    if (first) plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
});

const uncover = () => {
  cover.lift();
  clock_bar.hidden = false;
  player.start(Math.max(...runs.map(({ iterations }) => iterations)));
};

const draw = () => {
  if (!runs) return;
  draw_walked();
  figure.describe(described(player.clock.t));
};

const draw_walked = () => {
  plane.redraw();
  draw_chart();
  const t = player.clock.t;
  const over = cover.lifted && t === player.clock.last;
  const rows = runs.map((run, i) => {
    const seen = (level) => { const step = first_below(run, level); return step !== null && step <= t ? String(step) : over ? "never" : "not yet"; };
    const done = t >= run.iterations;
    const cells = cover.lifted ? [seen(SMALL), seen(TINY), done ? String(run.iterations) : "walking", number(run.loss[step_of(run, t)]), point_text(theta_at(run, step_of(run, t)))] : ["?", "?", "?", "?", "?"];
    return walk_row(LOOKS[i], name_of(IDS[i]), cells, { id: IDS[i] });
  });
  figure.find("[data-race-table]").replaceChildren(...rows);
  set_text(figure.find("[data-race-sentence]"), over ? check_sentence() : "");
};

const told = (level) => runs.map((run, i) => `${name_of(IDS[i])} ${arrival(run, level)}`).join(", ");

const check_sentence = () => {
  const { start, eta, gamma } = state.values;
  if (JSON.stringify({ start, eta, gamma }) !== JSON.stringify(LECTURE)) return "";
  return `These are the settings of the lecture’s check, and its counts. Below 0.001: ${told(SMALL)}. Below 0.000001: ${told(TINY)}. All three end at the minimum.`;
};

const described = (t) => {
  const { start, eta, gamma } = state.values;
  const head = `Vanilla, momentum and Nesterov from w ${coordinate(start[0])}, b ${coordinate(start[1])} with learning rate ${number(eta)} and momentum ${gamma}; the loss begins at ${number(runs[0].loss[0])}.`;
  if (!cover.lifted) return `${head} The race is covered until a prediction is made.`;
  const now = runs.map((run, i) => `${name_of(IDS[i])} ${number(run.loss[step_of(run, t)])}`).join(", ");
  return `${head} Steps until the loss is below 0.001: ${told(SMALL)}; below 0.000001: ${told(TINY)}. At step ${t} the losses are ${now}.`;
};

const draw_chart = () => {
  const t = player.clock.t;
  const last = Math.max(...runs.map(({ iterations }) => iterations));
  const highest = Math.max(...runs.map(({ loss }) => loss.reduce((most, each) => (Number.isFinite(each) ? Math.max(most, each) : most), 0)));
  const lines = cover.lifted ? runs.map((run, i) => ({ points: curve(run, step_of(run, t)), look: LOOKS[i] })) : [];
  const arrivals = cover.lifted ? runs.flatMap((run, i) => [SMALL, TINY].map((level) => ({ x: first_below(run, level), y: level, look: LOOKS[i] }))).filter(({ x }) => x !== null && x <= t) : [];
  chart.draw({
    x: { from: 0, to: cover.lifted ? Math.max(last, 1) : 100, name: "step", ...(cover.lifted ? {} : { ticks: [[0, "0"]] }) },
    y: { from: 1e-9, to: 10 ** Math.ceil(Math.log10(highest || 1)), log: true },
    rules: [{ y: SMALL, text: "0.001", align: "end" }, { y: TINY, text: "0.000001", align: "end" }],
    lines,
    marks: arrivals,
  });
};

const curve = (run, to) => {
  const every = Math.max(1, Math.ceil(run.iterations / CHART_POINTS));
  const points = [];
  for (let step = 0; step < to; step += every) points.push([step, Math.max(run.loss[step], 1e-12)]);
  points.push([to, Math.max(run.loss[to], 1e-12)]);
  return points;
};

const draw_map = (c, view, ink) => {
  c.clearRect(0, 0, view.width, view.height);
  if (!runs || !cover.lifted) return;
  draw_walks(c.canvas, view, runs.map((run, i) => ({ run, look: LOOKS[i], active: true })), player.clock.t, { ink, playing: player.clock.playing });
};

const prediction = new Prediction("race", async (chosen) => {
  if (!runs || !here) return null;
  uncover();
  const { start, eta, gamma } = state.values;
  const steps = runs.map((run) => first_below(run, SMALL));
  const arrived = steps.filter((step) => step !== null);
  const from = `From ${point_text(start)} with γ = ${gamma} and η = ${number(eta)} the steps are: ${told(SMALL)}.`;
  if (arrived.length === 0) return { right: chosen === "none", text: `${chosen === "none" ? "Yes, nobody gets there." : "Nobody gets there in time."} ${from} ${nobody()}` };
  const first = Math.min(...arrived);
  const winners = IDS.filter((_, i) => steps[i] === first);
  const right = winners.includes(chosen);
  const names = listed(winners.map(name_of));
  const tie = winners.length > 1 ? ", at the same step" : "";
  const verdict = right ? `Yes, ${names}${tie}.` : chosen === "none" ? `${names} ${winners.length > 1 ? "do" : "does"} get there${tie}.` : `This time it is ${names}${tie}.`;
  return { right, text: `${verdict} ${from} ${reason(steps, winners, first)}` };
}, cover);

const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

const is_same_walk = (a, b) => a.theta.length === b.theta.length && a.theta.every((value, i) => value === b.theta[i]);

/** What the runs show of why it went so, and no more. */
const reason = (steps, winners, first) => {
  if (first === 0) return "The start itself is below 0.001, so nobody had to walk.";
  if (runs.every((run) => is_same_walk(run, runs[0]))) return `All three are the same walk${state.values.gamma === 0 ? ": with γ = 0 nothing is carried from step to step" : ""}.`;
  const named = runs.map((run, i) => ({ name: name_of(IDS[i]), run, step: steps[i] }));
  const lost = named.filter(({ step }) => step === null).map(({ name, run }) => ending(name, run));
  const why = why_first(named.filter(({ step }) => step !== null), neuron.minima[0]);
  const [, momentum, nesterov] = runs.map(({ summary }) => summary.overshoot);
  const brakes = winners.join() === "nesterov" && steps[1] !== null && nesterov < momentum ? [`Nesterov’s overshoot is ${number(nesterov)}, momentum’s ${number(momentum)}: it looks ahead, and brakes earlier.`] : [];
  return [...lost, why, ...brakes].join(" ");
};

/** Why none of them gets there. */
const nobody = () => {
  const named = runs.map((run, i) => ({ name: name_of(IDS[i]), run }));
  const away = `In a straight line the minimum is ${number(distance_between(state.values.start, neuron.minima[0]))} away.`;
  return `${named.map(({ name, run }) => ending(name, run)).join(" ")} ${away} ${how_far(named, neuron.minima[0])}`;
};
