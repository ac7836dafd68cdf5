/** Chapter 12, first figure: any step of a Nesterov walk, in five stages, with its numbers. */

import { coordinate, decimals_for, number, term } from "../format.js";
import { draw_walks } from "../draw/walks.js";
import { Figure } from "../walk/figure.js";
import { find_all, set_text } from "../dom.js";
import { Glass } from "./glass.js";
import { index_of, neuron, NEURON } from "../walk/chapter.js";
import { look_of, step_of, theta_at } from "../walks.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { link_at, start_handle, state, watch } from "./nesterov-state.js";

const LOOK = look_of(index_of("nesterov"));
const RIVAL = look_of(index_of("momentum"));
const BOX = [-3.4, 4, -5.2, 1.6];

const figure = new Figure("step");
const glass = new Glass(figure.find("[data-glass]"));
const radios = find_all("[data-stages] .choice-input", figure.root);
const slots = find_all("[data-term]", figure.find("[data-step-equations]"));
let run = null;
let ready = false;

const plane = new Plane(figure.plane_root("step"), { surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.start), draw: (c, view, ink) => draw_map(c, view, ink), failed: figure.failed });
plane.add_handle("start", start_handle);
const player = new Player("step", (t, playing) => {
  if (!ready) return;
  draw();
  link_at(t);
  if (!playing) state.set({ t });
});
for (const radio of radios) radio.addEventListener("change", () => state.set({ stage: Number(radio.value) }));

watch({
  changed: ({ start, t }) => {
    plane.set_handle("start", start);
    keep_in_sight(plane, BOX, start);
    if (!run) return;
    if (!player.clock.playing && player.clock.t !== Math.min(t, player.clock.last)) player.clock.seek(t);
    draw();
  },
  answered: (runs, first) => {
    figure.say("");
    run = runs[2];
    ready = false;
    player.clock.set_last(Math.max(run.iterations - 1, 0));
    player.clock.seek(state.values.t);
    ready = true;
    draw();
    link_at(player.clock.t);
    if (first) plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
});

const pair_at = (values, step) => [values[2 * step], values[2 * step + 1]];

/** The step from theta_t, as the API has it: step t + 1 took its gradient at look_ahead[t + 1]. */
const parts_at = (t) => {
  const next = Math.min(t + 1, run.iterations);
  const { learning_rate: eta, momentum: gamma } = run.optimizer;
  const update = pair_at(run.update, t);
  const theta = theta_at(run, t);
  return {
    eta, gamma, theta, update,
    carried: update.map((value) => gamma * value),
    ahead: pair_at(run.look_ahead, next), here: pair_at(run.gradient, t), there: pair_at(run.look_ahead_gradient, next),
    next: pair_at(run.update, next), moved: theta_at(run, next),
  };
};

const draw = () => {
  const t = step_of(run, player.clock.t);
  const { stage } = state.values;
  const parts = parts_at(t);
  plane.redraw();
  for (const radio of radios) radio.checked = Number(radio.value) === stage;
  const { eta } = parts;
  glass.draw({ step: { carried: parts.carried.map((v) => -v), here: parts.here.map((v) => -eta * v), there: parts.there.map((v) => -eta * v) }, stage, look: LOOK, rival: RIVAL });
  for (const line of find_all("[data-stage]", figure.root)) line.classList.toggle("is-ahead", Number(line.dataset.stage) > stage);
  fill(parts);
  set_text(figure.find("[data-stage-text]"), sentence(stage, parts, t));
  const pair = (values) => `(${values.map((value) => number(value)).join(", ")})`;
  figure.root.dataset.update = parts.next.join(",");
  figure.describe(`Nesterov’s step from ${t} to ${t + 1}, stage ${stage} of 5. It stands at ${pair(parts.theta)}; the carried part is ${pair(parts.carried)}; the look-ahead point is ${pair(parts.ahead)}. The gradient here is ${pair(parts.here)}, the gradient ahead ${pair(parts.there)}. The update is ${pair(parts.next)} and the new point ${pair(parts.moved)}.`);
};

const angle = (a, b) => {
  const size = Math.hypot(...a) * Math.hypot(...b);
  return size > 0 ? (180 / Math.PI) * Math.acos(Math.min(Math.max((a[0] * b[0] + a[1] * b[1]) / size, -1), 1)) : 0;
};

const sentence = (stage, { carried, ahead, here, there, eta, next, theta, moved, gamma }, t) => {
  const size = (vector) => number(Math.hypot(...vector));
  switch (stage) {
    case 1:
      return t === 0 ? "At the first step nothing is carried yet: there is no update before it. Choose a later step." : `Whatever comes, ${number(100 * gamma)}% of the last update is carried on: a stretch of ${size(carried)}. It is drawn dashed.`;
    case 2:
      return `Go there in thought only: the dotted ghost stands at w = ${coordinate(ahead[0])}, b = ${coordinate(ahead[1])}.`;
    case 3:
      return `The gradient there is ${size(there)} long, the one here ${size(here)}; they point ${number(angle(here, there), 2)}° apart. Nesterov uses the one from ahead; momentum would use the one from here.`;
    case 4:
      return `Carried part and push from ahead, ${number(eta)} times the gradient there, add up to an update ${size(next)} long. Had the push come from the gradient here, momentum’s step would have ended ${number(eta * Math.hypot(here[0] - there[0], here[1] - there[1]))} away.`;
    default:
      return `The walker moves from w = ${coordinate(theta[0])}, b = ${coordinate(theta[1])} to w = ${coordinate(moved[0])}, b = ${coordinate(moved[1])}. The loss goes from ${number(run.loss[t])} to ${number(run.loss[Math.min(t + 1, run.iterations)])}.`;
  }
};

const fill = (parts) => {
  const texts = { gamma: number(parts.gamma), eta: number(parts.eta) };
  const decimals = decimals_for([...parts.carried, ...parts.next, ...parts.there].filter((value) => Math.abs(value) > 1e-4), 2);
  for (const name of ["theta", "update", "carried", "ahead", "here", "there", "next", "moved"]) {
    texts[`${name}_w`] = term(parts[name][0], decimals);
    texts[`${name}_b`] = term(parts[name][1], decimals);
  }
  for (const slot of slots) if (slot.dataset.term in texts) set_text(slot, texts[slot.dataset.term]);
};

const draw_map = (c, view, ink) => {
  if (!run) return;
  const t = step_of(run, player.clock.t);
  const at = state.values.stage === 5 ? Math.min(t + 1, run.iterations) : t;
  draw_walks(c.canvas, view, [{ run, look: LOOK, active: state.values.stage < 5 }], at, { ink, playing: false });
};
