/** Chapter 8: Algorithm 1, one line at a time, and the point that it moves. One request brings the whole run; the figure walks through it. */

import { at_place, head_of, last_place, LINE, line_text, next_head } from "./algorithm.js";
import { channel, fetch_descents } from "../api.js";
import { ChapterState, choice, point, real, whole } from "../walk/state.js";
import { Clock } from "../clock.js";
import { coordinate, number } from "../format.js";
import { Dial } from "../walk/dials.js";
import { draw_walks } from "../draw/walks.js";
import { Figure } from "../walk/figure.js";
import { find_all, reduced_motion, set_text } from "../dom.js";
import { index_of, NEURON, optimizer, page_data, presence, try_it } from "../walk/chapter.js";
import { look_of, theta_at } from "../walks.js";
import { outcome_sentence } from "../outcome.js";
import { Plane } from "../walk/plane.js";
import { Prediction } from "../walk/predict.js";
import { to_x, to_y } from "../viewport.js";

const ID = "gradient_descent";
const LOOK = look_of(index_of(ID));
const LIMIT = 1000;
/** Steps that grow by nearly the same factor as before do so without end; on a bounded surface the growth soon slackens. */
const STEADY = 0.99;
/** A minimum more than so many steps away is far. */
const FAR = 10;
const BOWL = "ill_conditioned_quadratic_25";
/** The two grounds: where the walk starts, what the map shows, and three learning rates worth a prediction. */
const GROUNDS = {
  neuron: { surface: NEURON, start: [-1, 1], box: [-2, 3.4, -3.2, 1.9], etas: [0.02, 1, 50] },
  [BOWL]: { surface: { kind: "named", id: BOWL }, start: [-3.5, 1], box: [-4, 4, -2.6, 2.6], etas: [0.002, 0.07, 0.1] },
};
const entry_of = (ground) => page_data.surfaces.find(({ id }) => id === ground);
const middle_eta = (ground) => GROUNDS[ground].etas[1];

/** A property that is the ground's own while the address does not name it. */
const unless_own = (kind) => ({ ...kind, value: null, write: (value) => (value === null ? "" : kind.write(value)) });

const figure = new Figure("algorithm");
const state = new ChapterState({
  surface: choice("neuron", Object.keys(GROUNDS)),
  start: unless_own(point([0, 0])),
  eta: unless_own(real(1, 0.001, 100)),
  place: whole(0, 0, 4 * LIMIT + 3),
}, () => draw());

const values_now = () => {
  const { surface, start, eta, place } = state.values;
  return { surface, start: start ?? GROUNDS[surface].start, eta: eta ?? middle_eta(surface), place };
};

let run = null;
let asked = "";

const anew = (patch) => {
  clock.pause();
  state.set({ ...patch, place: 0 });
};
const dial = new Dial("eta", (eta) => anew({ eta }));
const clock = new Clock();
clock.addEventListener("change", () => {
  if (clock.playing && run) go(clock.t >= run.iterations ? last_place(run) : head_of(clock.t));
  show_playing();
});
clock.addEventListener("rest", () => {
  if (run && clock.t >= run.iterations) go(last_place(run));
  show_playing();
});
presence.addEventListener("leave", () => clock.pause());

const opening = values_now();
const plane = new Plane(figure.plane_root("algorithm"), {
  surface: GROUNDS[opening.surface].surface,
  minima: entry_of(opening.surface).minima,
  box: GROUNDS[opening.surface].box,
  draw: (c, view, ink) => draw_map(c, view, ink),
  failed: figure.failed,
});
plane.add_handle("start", { label: "The start", theta: opening.start, move: (theta) => anew({ start: theta.map((value) => Number(value.toFixed(3))) }) });

const body_of = ({ surface, start, eta }) => ({
  surface: GROUNDS[surface].surface,
  starts: [start],
  optimizers: [optimizer(ID, eta)],
  max_iterations: LIMIT,
  tolerance: entry_of(surface).suggested.tolerance,
});
const question_of = ({ surface, start, eta }) => JSON.stringify([surface, start, eta]);

const request = channel((wish) => fetch_descents(body_of(wish)), {
  answered: ([answer], wish) => {
    if (question_of(wish) !== asked) return;
    figure.say("");
    run = answer;
    show();
    plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
  busy: () => {},
});

let shown_ground = opening.surface;
const draw = () => {
  const values = values_now();
  const { surface, start, eta, place } = values;
  dial.show(eta);
  for (const radio of find_all("[name=ground]", figure.root)) radio.checked = radio.value === surface;
  for (const [i, button] of find_all("[data-eta]", figure.root).entries()) set_text(button, number(GROUNDS[surface].etas[i]));
  plane.set_handle("start", start);
  if (surface !== shown_ground) plane.change({ surface: GROUNDS[surface].surface, minima: entry_of(surface).minima, box: GROUNDS[surface].box });
  shown_ground = surface;
  if (question_of(values) !== asked) {
    asked = question_of(values);
    run = null;
    prediction.reset();
    request(values);
  }
  show();
  try_it({ surface, starts: start.join(","), optimizers: ID, learning_rate: eta, max_iterations: LIMIT, view: "overlay", t: run ? at_place(run, place).walked : 0 });
};

const go = (place) => state.set({ place });

const show = () => {
  plane.redraw();
  if (!run) return;
  const place = Math.min(state.values.place, last_place(run));
  const { line, t, theta, gradient, walked } = at_place(run, place);
  const over = place >= head_of(run.iterations);
  for (const item of find_all("[data-line]", figure.root)) {
    if (Number(item.dataset.line) === line) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  const says = line_text(run, place, LIMIT);
  set_text(figure.find("[data-line-says]"), says);
  figure.set("t", String(t));
  figure.set("w", number(theta[0], 6));
  figure.set("b", number(theta[1], 6));
  figure.set("slope_w", number(gradient[0], 4));
  figure.set("slope_b", number(gradient[1], 4));
  figure.set("loss", line === LINE.w ? "not yet" : number(run.loss[walked], 4));
  for (const name of ["t", "w", "b", "slope_w", "slope_b", "loss"]) figure.find(`[data-reading="${name}"]`).parentElement.classList.toggle("algorithm-changed", changed_by(line, over).includes(name));
  figure.find("[data-step-line]").disabled = place >= last_place(run);
  figure.find("[data-step-iteration]").disabled = place >= last_place(run);
  figure.find("[data-again]").disabled = place === 0;
  figure.describe(`Algorithm 1 with learning rate ${number(run.optimizer.learning_rate)}. Line ${line + 1} has just run. ${says} Now t is ${t}, w is ${number(theta[0], 6)}, b is ${number(theta[1], 6)}, the slopes are ${number(gradient[0], 4)} along w and ${number(gradient[1], 4)} along b.${line === LINE.w ? "" : ` The loss is ${number(run.loss[walked], 4)}.`}`);
};

/** What the line that has just run has changed. */
const changed_by = (line, over) => ({ [LINE.start]: ["t"], [LINE.loop]: over ? [] : ["slope_w", "slope_b"], [LINE.w]: ["w"], [LINE.b]: ["b", "loss"], [LINE.count]: ["t"] })[line] ?? [];

const draw_map = (c, view, ink) => {
  if (!run) return;
  const place = Math.min(state.values.place, last_place(run));
  const { line, theta, walked } = at_place(run, place);
  // Only what was walked: the rest of the run would tell the outcome.
  draw_walks(c.canvas, view, [{ run: { ...run, iterations: walked }, look: LOOK, active: line !== LINE.w }], walked, { ink, playing: clock.playing });
  if (line !== LINE.w) return;
  const from = theta_at(run, walked);
  const elbow = [to_x(view, theta[0]), to_y(view, theta[1])];
  c.beginPath();
  c.moveTo(to_x(view, from[0]), to_y(view, from[1]));
  c.lineTo(...elbow);
  c.setLineDash([2, 3]);
  c.lineWidth = 1.6;
  c.strokeStyle = ink.ink;
  c.stroke();
  c.setLineDash([]);
  c.beginPath();
  c.arc(...elbow, 5, 0, 2 * Math.PI);
  c.fillStyle = ink.halo;
  c.fill();
  c.stroke();
};

const show_playing = () => set_text(figure.find("[data-run]"), clock.playing ? "Pause" : "Run");

const play = () => {
  if (!run) return;
  if (reduced_motion()) {
    go(last_place(run));
    return;
  }
  const { walked } = at_place(run, state.values.place);
  clock.set_last(run.iterations);
  clock.seek(walked >= run.iterations ? 0 : walked);
  clock.play();
};

figure.find("[data-step-line]").addEventListener("click", () => {
  clock.pause();
  if (run) go(Math.min(state.values.place + 1, last_place(run)));
});
figure.find("[data-step-iteration]").addEventListener("click", () => {
  clock.pause();
  if (run) go(next_head(run, state.values.place));
});
figure.find("[data-run]").addEventListener("click", () => (clock.playing ? clock.pause() : play()));
figure.find("[data-again]").addEventListener("click", () => anew({}));
for (const radio of find_all("[name=ground]", figure.root)) radio.addEventListener("change", () => anew({ surface: radio.value, start: null, eta: null }));
for (const [i, button] of find_all("[data-eta]", figure.root).entries()) button.addEventListener("click", () => anew({ eta: GROUNDS[state.values.surface].etas[i] }));

const distance = ([w0, b0], [w1, b1]) => Math.hypot(w1 - w0, b1 - b0);
const lengths_of = (answer) => Array.from({ length: answer.iterations }, (_, i) => distance(theta_at(answer, i), theta_at(answer, i + 1)));

/** Whether a walk that is still finite after the last turn flies off: it has climbed above its start, and its steps grow as fast as ever. */
const runs_away = ({ loss, iterations }, lengths) => {
  if (!(loss[iterations] > loss[0])) return false;
  const [early, middle, late] = [0.5, 0.75, 1].map((share) => lengths[Math.floor(share * iterations) - 1]);
  return late > middle && late / middle >= STEADY * (middle / early);
};

const fate_of = (answer, lengths) => {
  if (answer.outcome === "converged") return "converges";
  return answer.outcome === "diverged" || (answer.outcome === "max_iterations" && runs_away(answer, lengths)) ? "diverges" : "crawls";
};

/** Why, told from the run alone: how often it turned back, and how long its steps are. */
const reason_of = (answer, lengths, fate, minima) => {
  const { summary: { u_turns, final_gradient_norm }, iterations, outcome } = answer;
  if (iterations === 0) return fate === "converges" ? "It stands there from the start." : "There is no slope to follow at the start.";
  const [first, last] = [number(lengths[0]), number(lengths.at(-1))];
  const turns = `${u_turns} of its steps ${u_turns === 1 ? "turns" : "turn"} back on the one before`;
  const leaps = u_turns > (iterations - 1) / 2;
  if (fate === "diverges") return `The first step is ${first} long, the last one ${last}${leaps ? `, and ${turns}` : ""}: it lands where the slope is steeper, which makes the next step longer still.`;
  if (outcome === "stalled") {
    const longest = lengths.indexOf(Math.max(...lengths));
    return `Its longest step, number ${longest + 1}, is ${number(lengths[longest])} long. Where it stands now the gradient is only ${number(final_gradient_norm)} long, so no step leads away.`;
  }
  if (fate === "converges") {
    if (leaps) return `${turns}: it leaps from side to side, but the leaps shrink from ${first} to ${last}.`;
    return `${u_turns === 0 ? "No step turns back on the one before" : `Only ${turns}`}, and the steps are long enough to get there in time.`;
  }
  if (leaps) return `${turns}: the steps are too long to settle. It leaps from side to side, and the last leap still is ${last} long.`;
  const left = Math.min(...minima.map((minimum) => distance(minimum, theta_at(answer, iterations))));
  const way = `The last step is ${last} long, and the nearest minimum is ${number(left)} away`;
  return left > FAR * lengths.at(-1) ? `${way}. Each step is the learning rate times the slope, and here that product is too small to get there in time.` : `${way}.`;
};

const prediction = new Prediction("fate", async (chosen) => {
  const values = values_now();
  const [answer] = await fetch_descents(body_of(values));
  if (question_of(values) !== asked) return null;
  run = answer;
  state.set({ place: 0 });
  play();
  const lengths = lengths_of(answer);
  const fate = fate_of(answer, lengths);
  const { minima } = entry_of(values.surface);
  const { before, steps, after } = outcome_sentence(answer, minima);
  const right = chosen === fate;
  const reason = reason_of(answer, lengths, fate, minima);
  return { right, text: `${right ? "Yes." : "Not this time."} With η = ${number(values.eta)} the walk ${before.startsWith("still") ? "is " : ""}${before}${steps}${after}. The loss goes from ${number(answer.loss[0])} to ${number(answer.loss[answer.iterations])}, at w ${coordinate(theta_at(answer, answer.iterations)[0])}, b ${coordinate(theta_at(answer, answer.iterations)[1])}. ${reason}` };
});

draw();
