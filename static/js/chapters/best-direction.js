/** Chapter 7: a dial through all directions, and the one curve that they sit on. */

import { channel, fetch_taylor } from "../api.js";
import { ChapterState, real } from "../walk/state.js";
import { Compass } from "./compass.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { NEURON, try_it } from "../walk/chapter.js";
import { find } from "../dom.js";
import { number } from "../format.js";
import { Plot } from "../walk/plot.js";
import { Prediction } from "../walk/predict.js";

const SAMPLES = 180;
/** An angle this near to 180 degrees counts as found: its cosine is within a hundredth of -1. */
const NEAR = 8;
const ANGLES = [[0, "0°"], [45, "45°"], [90, "90°"], [135, "135°"], [180, "180°"]];

const figure = new Figure("compass");
const state = new ChapterState({ w: real(0, -4, 4), b: real(0, -4, 4), eta: real(0.1, 0.001, 2), degrees: real(90, 0, 360) }, () => draw());
const curve = new Plot(figure.plot_root("curve"));
const dials = { eta: new Dial("eta", (eta) => state.set({ eta })), w: new Dial("w", (w) => move({ w })), b: new Dial("b", (b) => move({ b })) };
const compass = new Compass(find("[data-compass]"), {
  surface: NEURON,
  turn: (degrees) => {
    prediction.choose(degrees);
    state.set({ degrees });
  },
  failed: figure.failed,
});

/** Angles with the gradient that the dial has been through since the curve may be seen. */
let traced = null;

const prediction = new Prediction("direction", async (degrees) => {
  const { beta_degrees: beta, cos_beta: cosine, slope, gradient } = await ask(degrees);
  if (beta === null) return { right: false, text: "Here the gradient is zero, so to first order no direction is better than another. Stand somewhere else." };
  traced = [beta, beta];
  const steepest = Math.hypot(...gradient);
  const share = Math.round(Math.max(0, -cosine) * 100);
  const here = `Your direction makes ${number(beta, 3)}° with the gradient; the slope along it is ${number(slope)}.`;
  draw();
  if (beta >= 180 - NEAR) {
    const best = number(-steepest);
    return { right: true, text: `${here} ${number(slope) === best ? "That is the best there is, straight against the gradient." : `That is as good as the best: straight against the gradient the slope is ${best}.`}` };
  }
  if (beta > 90) return { right: false, text: `${here} It does lead down, with ${share}% of the steepest fall. The best direction, straight against the gradient, has slope ${number(-steepest)}.` };
  return { right: false, text: `${here} The loss rises that way, for the angle is not above 90°. Turn until the ring stands opposite the gradient, where the slope is ${number(-steepest)}.` };
});

const body = (degrees) => {
  const { w, b, eta } = state.values;
  return { surface: NEURON, point: [w, b], direction_degrees: degrees, learning_rates: [eta] };
};
const ask = (degrees) => fetch_taylor(body(degrees));

const request = channel((wish) => fetch_taylor(wish), { answered: (answer, wish) => show(answer, wish), failed: figure.failed, busy: () => {} });

/** Another point is another question: what was chosen before no longer counts. */
const move = (patch) => {
  traced = null;
  prediction.reset();
  state.set(patch);
};

const draw = () => {
  const { w, b, eta, degrees } = state.values;
  dials.eta.show(eta);
  dials.w.show(w);
  dials.b.show(b);
  compass.stand([w, b]).then(figure_ready);
  compass.show(degrees, null, false);
  request(body(degrees));
  try_it({ surface: "neuron", starts: `${w},${b}`, learning_rate: eta, momentum: 0.9 });
};

let drawn = 0;
const figure_ready = () => {
  drawn |= 1;
  if (drawn === 3) figure.ready();
};

const show = (answer, { direction_degrees: degrees, point: [w, b], learning_rates: [eta] }) => {
  figure.say("");
  const { beta_degrees: beta, cos_beta: cosine, slope, gradient } = answer;
  const seen = traced !== null;
  if (seen && beta !== null) traced = [Math.min(traced[0], beta), Math.max(traced[1], beta)];
  compass.show(degrees, gradient, seen);
  const k = Math.hypot(...gradient);
  draw_curve(k, beta, slope, seen);
  find("[data-curve-hidden]").hidden = seen;
  const told = (value) => (seen ? value : "?");
  figure.set("beta", told(beta === null ? "none" : `${number(beta, 3)}°`));
  figure.set("cos_beta", told(cosine === null ? "none" : number(cosine, 3)));
  figure.set("slope", told(number(slope, 3)));
  figure.set("first", told(number(answer.first_order[0], 3)));
  figure.set("actual", told(number(answer.actual[0], 3)));
  const where = `Standing at w ${number(w)}, b ${number(b)}, pointing ${number(degrees, 3)}° from the w axis.`;
  figure.describe(seen
    ? `${where} The angle with the gradient is ${beta === null ? "undefined" : `${number(beta, 3)}°`}, the slope along the direction ${number(slope)}, between ${number(-k)} and ${number(k)}. A step of ${number(eta)} promises a change of ${number(answer.first_order[0])} and makes one of ${number(answer.actual[0])}.`
    : `${where} Choose a direction to see its slope.`);
  drawn |= 2;
  if (drawn === 3) figure.ready();
};

const draw_curve = (k, beta, slope, seen) => {
  const size = k > 0 ? k : 1;
  const points = [];
  if (seen && traced) for (let i = 0; i <= SAMPLES; i += 1) {
    const angle = traced[0] + (i / SAMPLES) * (traced[1] - traced[0]);
    points.push([angle, k * Math.cos((angle * Math.PI) / 180)]);
  }
  curve.draw({
    x: { from: 0, to: 180, ticks: ANGLES },
    y: { from: -1.12 * size, to: 1.12 * size, ticks: [[-size, "−k"], [0, "0"], [size, "k"]] },
    areas: [{ x: [90, 180], y: [-1.12 * size, 0] }],
    rules: [{ y: 0, strong: true }],
    lines: [{ points }],
    marks: seen && beta !== null ? [{ x: beta, y: slope, text: number(slope, 3), side: beta > 130 ? "left" : "right" }] : [],
    texts: [{ x: 8, y: 0.12 * size, text: "the loss rises" }, { x: 172, y: -0.12 * size, text: "the loss falls", align: "end" }],
  });
};

draw();
