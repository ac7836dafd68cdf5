/** Chapter 11, second figure: where momentum turns back, predicted on the map, then marked, told and tabulated against plain descent. */

import { arrival, counted, events_of, happened, lengths, said } from "../walk/measure.js";
import { channel, fetch_descents } from "../api.js";
import { coordinate, number, point as point_text } from "../format.js";
import { Cover } from "../walk/cover.js";
import { Dial } from "../walk/dials.js";
import { draw_turns, turn_at, TurnList } from "../walk/turns.js";
import { draw_walks } from "../draw/walks.js";
import { Figure } from "../walk/figure.js";
import { find, find_all, set_text } from "../dom.js";
import { index_of, name_of, neuron, NEURON, optimizer } from "../walk/chapter.js";
import { look_of, step_of, theta_at } from "../walks.js";
import { parts_at, sharpest_bend } from "../walk/why.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { Prediction } from "../walk/predict.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { link_of, relink, state, touch, watch } from "./momentum-state.js";
import { to_x, to_y } from "../viewport.js";
import { walk_row } from "../walk/walk_row.js";

const IDS = ["gradient_descent", "momentum"];
const LOOKS = IDS.map((id) => look_of(index_of(id)));
const BOX = [-3.2, 5.2, -6.1, 2.2];
const MOST = 1000;
/** A guess this near to a u-turn, in units of w and b, is a good one. */
const NEAR = 1;
/** Other values of gamma to try where one does not turn. */
const TRIED = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99];
/** A push that has shrunk to this share counts as forgotten. */
const FADED = 0.1;

const figure = new Figure("turns");
const dials = { gamma: new Dial("turn_gamma", (gamma) => state.set({ gamma })), eta: new Dial("turn_eta", (eta) => state.set({ eta })) };
let runs = null;
/** Whether the walks are those that were asked for last. */
let here = false;
let lit = null;
let aim = null;

const plane = new Plane(figure.plane_root("turns"), {
  surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.turn_start), failed: figure.failed,
  draw: (c, view, ink) => draw_map(c, view, ink),
  paths: () => (runs && cover.lifted ? runs.map(({ theta }) => theta) : []),
  click: (theta) => guess(theta),
  hover: (theta) => {
    const found = theta && runs && cover.lifted ? turn_at(plane.view, turns(), theta) : null;
    list.light(found);
    light(found);
  },
});
plane.add_handle("start", { label: "The start", text: "start", theta: state.values.turn_start, move: (theta) => state.set({ turn_start: theta.map((value) => Number(value.toFixed(3))) }) });
plane.add_handle("guess", { label: "Your guess of where momentum turns back", text: "guess", theta: [-2.2, -4.6], move: (theta) => guess(theta) });

const player = new Player("turns", () => {
  draw();
  relink();
});
find("[data-player=turns]").hidden = true;
const cover = new Cover("turns", () => { if (runs) uncover(); });
const list = new TurnList(figure.find("[data-turn-list]"), (index) => light(index));

link_of("turns", figure.root, () => ({ starts: state.values.turn_start.join(","), ...(cover.lifted && here ? { t: player.clock.t } : {}) }));

const turns = () => happened(events_of(runs[1], "u_turn"), step_of(runs[1], player.clock.t));

const light = (index) => {
  if (index === lit) return;
  lit = index;
  plane.redraw();
};

const guess = (theta) => {
  aim = theta;
  plane.set_handle("guess", theta);
  for (const radio of find_all('[data-predict="turn"] .choice-input')) radio.checked = false;
  prediction.choose(theta);
  plane.redraw();
};

const request = channel(({ start, eta, gamma }) => fetch_descents({ surface: NEURON, starts: [start], optimizers: IDS.map((id) => optimizer(id, eta, gamma)), max_iterations: MOST, tolerance: neuron.suggested.tolerance }), {
  answered: (answer) => {
    figure.say("");
    const first = runs === null;
    runs = answer;
    here = true;
    player.clock.pause();
    const last = cover.lifted ? longest() : 0;
    player.clock.set_last(last);
    player.clock.seek(last);
    draw();
    if (first) plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
  busy: () => {},
});

const longest = () => Math.max(...runs.map(({ iterations }) => iterations));

let asked = "";
watch(({ turn_start: start, eta, gamma }) => {
  dials.gamma.show(gamma);
  dials.eta.show(eta);
  plane.set_handle("start", start);
  keep_in_sight(plane, BOX, start);
  const wish = { start, eta, gamma };
  if (JSON.stringify(wish) === asked) return;
  if (asked !== "") ask_anew();
  asked = JSON.stringify(wish);
  here = false;
  request(wish);
  relink();
});

/** Other walks are another question. Who asked to see them without predicting goes on seeing. */
function ask_anew() {
  aim = null;
  prediction.reset();
  player.clock.pause();
  if (cover.shown) return;
  cover.put_back();
  find("[data-player=turns]").hidden = true;
}

const draw = () => {
  if (!runs) return;
  plane.redraw();
  const told = cover.lifted ? turns() : [];
  list.draw(told);
  const all = events_of(runs[1], "u_turn").length;
  const t = player.clock.t;
  const none = !cover.lifted ? "Each u-turn is told here, once it has happened." : told.length > 0 ? "" : all > 0 ? `No u-turn in the first ${t} steps.` : "It never turns by more than 90°.";
  set_text(figure.find("[data-turn-none]"), none);
  tabulate();
  figure.describe(described(told));
};

const tabulate = () => {
  const rows = runs.map((run, i) => {
    const hidden = i === 1 && !cover.lifted;
    const { summary } = run;
    const cells = [String(summary.u_turns), String(events_of(run, "overshoot").length), summary.overshoot > 0 ? number(summary.overshoot) : "none", arrival(run, 1e-3), arrival(run, 1e-6), String(run.iterations), number(summary.final_loss)];
    return walk_row(LOOKS[i], name_of(IDS[i]), cells.map((cell) => (hidden ? "?" : cell)), { id: IDS[i] });
  });
  figure.find("[data-turn-table]").replaceChildren(...rows);
};

const described = (told) => {
  const { turn_start: start, eta, gamma } = state.values;
  const head = `Momentum and plain descent from w ${coordinate(start[0])}, b ${coordinate(start[1])} with momentum ${gamma} and learning rate ${number(eta)}.`;
  if (!cover.lifted) return `${head} Momentum’s walk is covered until a prediction is made.`;
  const [plain, momentum] = runs.map(({ summary, iterations }) => `${counted(summary.u_turns, "u-turn")}, an overshoot of ${number(summary.overshoot)}, ${iterations} iterations, final loss ${number(summary.final_loss)}`);
  return `${head} Plain descent: ${plain}. Momentum: ${momentum}. Up to step ${player.clock.t}: ${told.map(({ sentence }) => said(sentence)).join(" ") || "no u-turn."}`;
};

const draw_map = (c, view, ink) => {
  c.clearRect(0, 0, view.width, view.height);
  if (!runs || !cover.lifted) return;
  const { t, playing } = player.clock;
  draw_walks(c.canvas, view, runs.map((run, i) => ({ run, look: LOOKS[i], active: i === 1 })), t, { ink, playing });
  const shown = turns();
  const target = aim && shown.length > 0 ? nearest_turn(aim) : null;
  if (target) {
    c.beginPath();
    c.moveTo(to_x(view, aim[0]), to_y(view, aim[1]));
    c.lineTo(to_x(view, target.turn.point[0]), to_y(view, target.turn.point[1]));
    c.setLineDash([2, 3]);
    c.lineWidth = 1.2;
    c.strokeStyle = ink.ink;
    c.stroke();
    c.setLineDash([]);
  }
  draw_turns(c, view, shown, { colour: ink.walks[LOOKS[1].index].stroke, ink, lit });
};

const nearest_turn = ([w, b]) => {
  const found = events_of(runs[1], "u_turn").map((turn, i) => ({ turn, number: i + 1, distance: Math.hypot(turn.point[0] - w, turn.point[1] - b) }));
  return found.length === 0 ? null : found.reduce((best, each) => (each.distance < best.distance ? each : best));
};

const uncover = () => {
  cover.lift();
  find("[data-player=turns]").hidden = false;
  player.start(longest());
  touch("turns");
};

/** What was carried and what pushed back, where it turned. */
const why_turned = (turn) => {
  if (state.values.gamma === 0) return "With γ = 0 nothing is carried: the step before was so long that the slope where it landed points back.";
  const { carried, back } = parts_at(runs[1], turn.step);
  return `There ${number(carried)} of motion is carried on, and the new push takes ${number(back)} back: it outweighs the old ones.`;
};

const how_it_ends = (run) => {
  const [steps, loss] = [counted(run.iterations, "step"), number(run.summary.final_loss)];
  if (run.iterations === 0) return "It stands still where it starts: there is no push.";
  if (run.outcome === "diverged") return "It leaves for infinity.";
  if (run.outcome === "max_iterations") return `After ${steps} it is still on its way, at a loss of ${loss}.`;
  if (run.outcome === "converged") return `It comes to rest in the minimum after ${steps}.`;
  const { learning_rate: eta, momentum } = run.optimizer;
  const [carried, push] = [momentum * lengths(run.update)[run.iterations], eta * lengths(run.gradient)[run.iterations]];
  const weighed = carried > push ? `: ${number(carried)} of motion is carried still, and the push is only ${number(push)}, too little to turn it` : "";
  return `It ends at ${point_text(theta_at(run, run.iterations))} on a ${run.stalled_on} after ${steps}, at a loss of ${loss}${weighed}.`;
};

/** Why it never turned: how sharply it bent at most, how fast its memory fades, and where it ended. */
const why_straight = (run, gamma) => {
  const bend = sharpest_bend(run);
  const bent = bend ? `Its sharpest bend is ${number(bend.degrees, 2)}°, at ${point_text(theta_at(run, bend.step - 1))}.` : "";
  const memory = gamma === 0 ? "With γ = 0 nothing is carried: this is plain descent." : `With γ = ${gamma} a push is down to a tenth after ${counted(Math.ceil(Math.log(FADED) / Math.log(gamma)), "step")}.`;
  return [bent, memory, how_it_ends(run)].filter((sentence) => sentence !== "").join(" ");
};

/** What other values of gamma do from the same start, tried: the nearest that turns back. */
const what_turns = async ({ start, eta, gamma }) => {
  const others = TRIED.filter((each) => each !== gamma);
  const tried = await fetch_descents({ surface: NEURON, starts: [start], optimizers: others.map((each) => optimizer("momentum", eta, each)), max_iterations: MOST, tolerance: neuron.suggested.tolerance });
  const turning = others.map((each, i) => ({ each, turns: tried[i].summary.u_turns })).filter(({ turns: count }) => count > 0);
  if (turning.length === 0) return `From here γ = ${others.join(", ")} do not turn it either.`;
  const { each, turns: count } = turning.reduce((best, other) => (Math.abs(other.each - gamma) < Math.abs(best.each - gamma) ? other : best));
  return `With γ = ${each} it does turn, ${count === 1 ? "once" : `${count} times`}.`;
};

const prediction = new Prediction("turn", async (chosen) => {
  if (!runs || !here) return null;
  uncover();
  const { turn_start: start, gamma, eta } = state.values;
  const found = events_of(runs[1], "u_turn");
  const from = `From ${point_text(start)} with γ = ${gamma} and η = ${number(eta)}`;
  if (found.length === 0) {
    const [why, question] = [why_straight(runs[1], gamma), asked];
    const others = await what_turns({ start, eta, gamma });
    if (question !== asked) return null;
    return { right: chosen === "none", text: `${chosen === "none" ? "Yes. " : ""}${from} no update turns by more than 90°${chosen === "none" ? "" : ", so no place could be right"}. ${why} ${others}` };
  }
  if (chosen === "none") return { right: false, text: `${from} it does turn, ${found.length === 1 ? "once" : `${found.length} times`}. ${said(found[0].sentence)} ${why_turned(found[0])}` };
  const { turn, number: place, distance } = nearest_turn(chosen);
  const right = distance <= NEAR;
  return { right, text: `${right ? "Well aimed." : "It goes elsewhere."} ${from} ${found.length === 1 ? "the one u-turn" : `the nearest of ${found.length} u-turns, number ${place},`} is at ${point_text(turn.point)}, ${number(distance, 2)} from your guess. ${why_turned(turn)}` };
}, cover);

for (const button of find_all("[data-start-at]", figure.root)) {
  button.addEventListener("click", () => state.set({ turn_start: button.dataset.startAt.split(",").map(Number) }, "push"));
}
