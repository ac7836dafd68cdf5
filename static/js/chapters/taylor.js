/** Chapter 6: along one direction, what the first two terms of the Taylor series promise, and what the loss does. */

import { arrow, label } from "../draw/marks.js";
import { channel, fetch_taylor } from "../api.js";
import { ChapterState, point, real } from "../walk/state.js";
import { Cover } from "../walk/cover.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { neuron, NEURON, try_it } from "../walk/chapter.js";
import { number, point as pair } from "../format.js";
import { Plane } from "../walk/plane.js";
import { Plot } from "../walk/plot.js";
import { Prediction } from "../walk/predict.js";
import { to_x, to_y } from "../viewport.js";

const BOX = [-2, 3, -3, 1.8];
const [SHORTEST, LONGEST] = [0.005, 8];
/** Widths that the chart may have: it opens as the learning rate grows. */
const SPANS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, LONGEST];
const SAMPLES = 160;
/** Once it is known where the promise breaks, the chart reaches this many times as far. */
const BEYOND = 2.4;
/** The guess that the dial shows before it is touched. */
const FIRST_GUESS = 0.05;
/** Off by more than this share of the truth, the promise is broken. */
const TENTH = 0.1;
/** A guess within this factor counts as found: the scale is one of factors. */
const NEAR = 1.5;
const DOT = 5;

const figure = new Figure("promise");
const state = new ChapterState({ theta: point([0, 0]), degrees: real(340, 0, 360), eta: real(0.05, SHORTEST, LONGEST) }, () => draw());
const plot = new Plot(figure.plot_root("promise"));
const dials = { eta: new Dial("eta", (eta) => state.set({ eta })), degrees: new Dial("degrees", (degrees) => state.set({ degrees })) };
const guess_dial = new Dial("guess", (value) => {
  guess = value;
  if (!cover.lifted) draw();
  prediction.choose(value);
});

/** The guess on the dial, once it was touched; the guess that was scored. */
let guess = null;
let scored = null;
/** Asked to see it all without predicting: that holds for every direction. */
let given_up = false;
/** The largest learning rate that was tried along this direction: the truth is traced as far. */
let explored = 0;
let answer = null;
let asked = "";

const cover = new Cover("promise", () => {
  given_up = true;
  cover.lift();
  draw();
});

const mu_of = (degrees) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
const along = ([w, b], degrees, share) => {
  const [dw, db] = mu_of(degrees);
  return [w + share * dw, b + share * db];
};

const plane = new Plane(figure.plane_root("promise"), { surface: NEURON, minima: neuron.minima, box: BOX, draw: (c, view, ink) => draw_map(c, view, ink), failed: figure.failed });
plane.add_handle("theta", {
  label: "The point theta",
  text: "θ",
  theta: state.values.theta,
  move: (theta) => state.set({ theta: theta.map((value) => Number(value.toFixed(3))) }),
});
plane.add_handle("tip", {
  label: "The tip of the direction mu, one unit long",
  text: "μ",
  theta: along(state.values.theta, state.values.degrees, 1),
  move: ([w, b]) => {
    const { theta } = state.values;
    const degrees = Math.round((Math.atan2(b - theta[1], w - theta[0]) * 180) / Math.PI);
    state.set({ degrees: (degrees + 360) % 360 });
  },
});

const span_for = (reach) => SPANS.find((span) => span >= reach) ?? LONGEST;
/** The learning rate itself, then the chart's whole width. */
const etas_of = (eta, span) => [eta, ...Array.from({ length: SAMPLES + 1 }, (_, i) => (i / SAMPLES) * span)];
const ask_body = ({ theta, degrees, eta }, span) => ({
  surface: NEURON,
  point: theta,
  direction_degrees: degrees,
  learning_rates: etas_of(eta, span),
});

/** Where the promise breaks is known only with an answer; then the chart may have to open wider. */
const span_now = () => {
  const reach = cover.lifted && answer?.breaks_at ? Math.max(explored, Math.min(BEYOND * answer.breaks_at, LONGEST)) : explored;
  return span_for(1.02 * reach);
};

const request = channel(({ values, span }) => fetch_taylor(ask_body(values, span)), {
  answered: (result, wish) => show(result, wish),
  failed: figure.failed,
  busy: () => {},
});

const question_of = ({ theta, degrees }) => JSON.stringify([theta, degrees]);

const draw = () => {
  const { theta, degrees, eta } = state.values;
  const question = question_of(state.values);
  if (question !== asked) ask_anew(question);
  explored = Math.max(explored, eta);
  dials.eta.show(eta);
  dials.degrees.show(degrees);
  plane.set_handle("theta", theta);
  plane.set_handle("tip", along(theta, degrees, 1));
  plane.redraw();
  request({ values: state.values, span: span_now() });
  try_it({ surface: "neuron", starts: theta.join(","), learning_rate: eta });
};

/** Another direction is another question. */
const ask_anew = (question) => {
  asked = question;
  explored = 0;
  answer = null;
  scored = null;
  prediction.reset();
  if (guess !== null) prediction.choose(guess);
  if (given_up) return;
  cover.put_back();
  for (const covered of ["off", "breaks"]) figure.set(covered, "?");
};

const show = (result, { values, span }) => {
  if (question_of(values) !== asked) return;
  figure.say("");
  answer = result;
  if (span !== span_now()) request({ values: state.values, span: span_now() });
  tell(result, values);
  draw_plot(result, values, span);
  plane.redraw();
};

/** How far the truth may be seen: a reader who has not predicted sees none beyond the guess. */
const truth_to = () => (cover.lifted ? Infinity : (guess ?? FIRST_GUESS));

/** How far the promise is from the truth, as a share of the truth. */
const error_of = ({ actual, first_order }) => Math.abs(first_order[0] - actual[0]) / Math.abs(actual[0]);
const percent = (share) => (Number.isFinite(share) ? `${number(100 * share, 3)}%` : "the whole change");
const breaks_text = ({ breaks_at }) => (breaks_at === null ? "nowhere" : breaks_at === 0 ? "the very start" : number(breaks_at, 3));

const tell = (result, { theta, degrees, eta }) => {
  const { actual, first_order, second_order, slope } = result;
  const told = eta <= truth_to();
  figure.set("actual", told ? number(actual[0], 3) : "?");
  figure.set("first", number(first_order[0], 3));
  figure.set("second", number(second_order[0], 3));
  figure.set("slope", number(slope, 3));
  figure.set("off", cover.lifted ? percent(error_of(result)) : "?");
  figure.set("breaks", cover.lifted ? breaks_text(result) : "?");
  const breaks = cover.lifted ? ` The first order is off by ${percent(error_of(result))} here, and first off by a tenth at ${result.breaks_at ? "eta " : ""}${breaks_text(result)}.` : " Where it is off by a tenth is covered until a prediction is made.";
  figure.describe(`At theta ${pair(theta)}, in the direction ${number(degrees)}° from the w axis, the slope is ${number(slope)}. A step with learning rate ${number(eta)} changes the loss by ${told ? number(actual[0]) : "an amount that is covered, for it lies beyond the guess"}; the first order promises ${number(first_order[0])}, the second ${number(second_order[0])}.${breaks}`);
};

/** Where along the chart the promise is broken: past its first break it may hold again for a while. */
const broken = (etas, first_order, actual, breaks_at, end) => {
  const areas = [];
  let from = null;
  for (let i = 1; i < etas.length; i += 1) {
    const off = etas[i] > breaks_at && Math.abs(first_order[i] - actual[i]) > TENTH * Math.abs(actual[i]);
    if (off && from === null) from = areas.length === 0 ? breaks_at : etas[i];
    if (!off && from !== null) {
      areas.push({ x: [from, etas[i]] });
      from = null;
    }
  }
  return from === null ? areas : [...areas, { x: [from, end] }];
};

const draw_plot = ({ actual, first_order, second_order, slope, breaks_at }, { eta }, span) => {
  const etas = etas_of(eta, span);
  const seen_to = cover.lifted ? span : Math.min(explored, truth_to());
  const told = eta <= truth_to();
  const traced = (values) => {
    const points = [];
    for (let i = 1; i < etas.length && etas[i] <= seen_to * (1 + 1e-9); i += 1) points.push([etas[i], values[i]]);
    if (Math.abs(seen_to - eta) < 1e-12) points.push([eta, values[0]]);
    return points;
  };
  const truth = traced(actual);
  const ends = [0, slope * span, ...truth.map(([, value]) => value)].filter(Number.isFinite);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.12 * (high - low || 1);
  const known = cover.lifted && breaks_at !== null && breaks_at < span;
  plot.draw({
    x: { from: 0, to: 1.06 * span, name: "η", count: 4 },
    y: { from: low - room, to: high + room },
    areas: known ? broken(etas, first_order, actual, breaks_at, 1.06 * span) : [],
    rules: [
      { y: 0, strong: true },
      ...(known ? [{ x: breaks_at, text: breaks_at > 0 ? `first off by a tenth at ${number(breaks_at, 3)}` : "off from the start", align: breaks_at > 0.55 * span ? "end" : "start" }] : []),
    ],
    lines: [
      { points: [[0, 0], [span, slope * span]], dash: "7 4" },
      { points: traced(second_order), dash: "1.5 3.5", ink: false },
      { points: truth },
      ...(told ? [{ points: [[eta, first_order[0]], [eta, actual[0]]], quiet: true }] : []),
    ],
    marks: [
      { x: eta, y: first_order[0], hollow: true },
      ...(told ? [{ x: eta, y: actual[0] }] : []),
      ...(scored !== null && scored <= span ? [{ x: scored, y: low - 0.5 * room, hollow: true, text: "your guess", side: scored > 0.6 * span ? "left" : "right" }] : []),
    ],
  });
};

const draw_map = (c, view, ink) => {
  const { theta, degrees, eta } = state.values;
  const place = (share) => {
    const [w, b] = along(theta, degrees, share);
    return [to_x(view, w), to_y(view, b)];
  };
  arrow(c, ...place(0), ...place(1), ink.soft, ink.halo, { carried: true, width: 1.5 });
  c.lineCap = "round";
  for (const [width, stroke] of [[5, ink.halo], [2.4, ink.ink]]) {
    c.beginPath();
    c.moveTo(...place(0));
    c.lineTo(...place(eta));
    c.lineWidth = width;
    c.strokeStyle = stroke;
    c.stroke();
  }
  dot(c, place(eta), ink.ink, ink.halo);
  c.font = `500 12.5px ${ink.sans}`;
  const [x, y] = place(eta);
  if (eta > 0.12) label(c, "θ + ημ", x, y + 18, ink.ink, ink.halo, { align: "center" });
  if (cover.lifted && answer?.breaks_at) dot(c, place(answer.breaks_at), ink.halo, ink.ink);
};

const dot = (c, [x, y], fill, stroke) => {
  c.beginPath();
  c.arc(x, y, DOT, 0, 2 * Math.PI);
  c.fillStyle = fill;
  c.fill();
  c.lineWidth = 1.6;
  c.strokeStyle = stroke;
  c.stroke();
};

const prediction = new Prediction("breaks", async (chosen) => {
  const question = asked;
  const result = await fetch_taylor(ask_body({ ...state.values, eta: chosen }, LONGEST));
  if (question !== asked) return null;
  cover.lift();
  scored = chosen;
  draw();
  return verdict(chosen, result);
}, cover);

const verdict = (chosen, result) => {
  const { breaks_at, actual, first_order, slope, curvature } = result;
  const here = `At your η = ${number(chosen)} the promise is ${number(first_order[0])} and the truth ${number(actual[0])}: off by ${percent(error_of(result))}.`;
  if (breaks_at === null) return { right: false, text: `${here} Along this direction the promise never is off by a tenth, a rare straight line. Turn to another and ask again.` };
  if (breaks_at === 0) return { right: false, text: `${here} In this direction the slope is ${number(slope)}, so the promise fails at once. Turn to another and ask again.` };
  const factor = chosen > breaks_at ? chosen / breaks_at : breaks_at / chosen;
  const reason = `It first breaks at η = ${number(breaks_at)}: there what it leaves out, the bend of ${number(curvature)} and the terms after it, reaches a tenth of the truth.`;
  if (factor <= NEAR) return { right: true, text: `${here} ${reason} That is as near as anyone needs.` };
  return { right: false, text: `${here} ${reason} You trusted it ${chosen > breaks_at ? "too long" : "less than it deserves"}, by a factor of ${number(factor, 2)}.` };
};

guess_dial.show(FIRST_GUESS);
draw();
plane.show().then(() => figure.ready());
