/** Chapter 5: a point, an arrow, and the share of it that is walked; the server says what the loss becomes. */

import { arrow, label } from "../draw/marks.js";
import { channel, fetch_points } from "../api.js";
import { ChapterState, point, real } from "../walk/state.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { neuron, NEURON, try_it } from "../walk/chapter.js";
import { number, point as pair } from "../format.js";
import { Plane } from "../walk/plane.js";
import { Plot } from "../walk/plot.js";
import { Prediction } from "../walk/predict.js";
import { to_x, to_y } from "../viewport.js";

const BOX = [-1.8, 3.8, -3.2, 1.4];
/** The view grows by such factors, so that it does not change at every move of a hand; and so much room is left around a point. */
const [GROWTH, MARGIN] = [1.5, 0.08];
const [SHORTEST, LONGEST] = [0.01, 10];
/** How much longer the step is that the prediction asks about. */
const LONGER = 4;
/** An arrow shorter than this could not be told from a point. */
const LEAST = 0.05;
/** Radius of a point's mark, in pixels. */
const DOT = 5;
const ETAS = { from: SHORTEST, to: LONGEST * LONGER, log: true, name: "η", ticks: [[0.01, "0.01"], [0.1, "0.1"], [1, "1"], [10, "10"]] };

const rounded = (theta, digits = 3) => theta.map((value) => Number(value.toFixed(digits)));
/** The box grown about its middle until points lie in it. */
const box_around = (places) => {
  const [w, b] = [(BOX[0] + BOX[1]) / 2, (BOX[2] + BOX[3]) / 2];
  const half = [(BOX[1] - BOX[0]) / 2, (BOX[3] - BOX[2]) / 2];
  const needed = Math.max(...places.map((theta) => Math.max(Math.abs(theta[0] - w) / half[0], Math.abs(theta[1] - b) / half[1])));
  const scale = needed <= 1 ? 1 : GROWTH ** Math.ceil(Math.log((1 + MARGIN) * needed) / Math.log(GROWTH));
  return [w - scale * half[0], w + scale * half[0], b - scale * half[1], b + scale * half[1]];
};
const added = ([w, b], [dw, db], eta) => [w + eta * dw, b + eta * db];

const figure = new Figure("step");
const state = new ChapterState({ theta: point([-0.5, 0.5]), arrow: point([3, -1]), eta: real(0.25, SHORTEST, LONGEST) }, () => draw());
const dial = new Dial("eta", (eta) => state.set({ eta }));
const plot = new Plot(figure.plot_root("tried"));

/** What was computed along the arrow as it lies now: the loss at theta, and after each learning rate that was tried. */
let known = { before: null, after: new Map() };
let longer = null;
/** Whether a hand holds a handle: the ground must not move under it. */
let held = false;

const places = () => {
  const { theta, arrow: delta, eta } = state.values;
  return [0, 1, eta, ...(longer === null ? [] : [LONGER * eta])].map((share) => added(theta, delta, share));
};
let box = box_around(places());

const plane = new Plane(figure.plane_root("step"), { surface: NEURON, minima: neuron.minima, box, draw: (c, view, ink) => draw_map(c, view, ink), failed: figure.failed });
plane.add_handle("theta", {
  label: "The point theta",
  text: "θ",
  theta: state.values.theta,
  move: (theta, done) => {
    held = !done;
    state.set({ theta: rounded(theta) });
    keep_in_view();
  },
});
plane.add_handle("tip", {
  label: "The tip of the arrow delta theta",
  text: "Δθ",
  theta: added(state.values.theta, state.values.arrow, 1),
  move: ([w, b], done) => {
    held = !done;
    const { theta } = state.values;
    const [dw, db] = rounded([w - theta[0], b - theta[1]]);
    const length = Math.hypot(dw, db);
    if (length >= LEAST) state.set({ arrow: [dw, db] });
    else plane.set_handle("tip", added(theta, state.values.arrow, 1));
    keep_in_view();
  },
});

/** Where the step ends is seen, however long it is. */
const keep_in_view = () => {
  if (held) return;
  const wanted = box_around(places());
  if (JSON.stringify(wanted) === JSON.stringify(box)) return;
  box = wanted;
  plane.change({ box });
};

let along = "";
let asked = "";
/** What was tried along another arrow says nothing of this one; a prediction of another step neither. */
const forget_what_changed = ({ theta, arrow: delta, eta }) => {
  const now = JSON.stringify([theta, delta]);
  if (now !== along) known = { before: null, after: new Map() };
  along = now;
  const question = JSON.stringify([now, eta]);
  if (question !== asked) {
    longer = null;
    prediction.reset();
  }
  asked = question;
};

const evaluate = ({ theta, arrow: delta, etas }) => fetch_points(NEURON, [theta, ...etas.map((eta) => added(theta, delta, eta))]);

const request = channel(evaluate, { answered: (results, wish) => show(results, wish), failed: figure.failed, busy: () => {} });

const draw = () => {
  const { theta, arrow: delta, eta } = state.values;
  forget_what_changed(state.values);
  dial.show(eta);
  plane.set_handle("theta", theta);
  plane.set_handle("tip", added(theta, delta, 1));
  keep_in_view();
  plane.redraw();
  request({ theta, arrow: delta, etas: [eta] });
  try_it({ surface: "neuron", starts: theta.join(","), learning_rate: eta });
};

const show = (results, { theta, arrow: delta, etas }) => {
  if (JSON.stringify([theta, delta]) !== along) return;
  figure.say("");
  known.before = results[0].loss;
  etas.forEach((eta, i) => known.after.set(eta, results[i + 1].loss));
  const { eta } = state.values;
  if (!known.after.has(eta)) return;
  const { before } = known;
  const after = known.after.get(eta);
  const landed = added(theta, delta, eta);
  figure.set("before", number(before, 4));
  figure.set("after", number(after, 4));
  figure.set("change", number(after - before, 3));
  figure.set("delta", pair(delta));
  figure.set("landed", pair(landed));
  figure.describe(`Standing at theta ${pair(theta)}, where the loss is ${number(before, 4)}. The arrow is ${pair(delta)}. A step with learning rate ${number(eta)} lands at ${pair(landed)}, where the loss is ${number(after, 4)}: ${after < before ? "lower" : after > before ? "higher" : "the same"}.${longer === null ? "" : ` A step ${LONGER} times as long makes it ${number(longer, 4)}.`}`);
  draw_plot();
};

const draw_plot = () => {
  const { eta } = state.values;
  const { before, after } = known;
  const losses = [...after.values(), before].filter(Number.isFinite);
  const top = 1.18 * Math.max(...losses);
  const side = eta > 1 ? "left" : "right";
  const others = [...after].filter(([each]) => each !== eta).map(([x, y]) => ({ x, y, hollow: true, ...(longer !== null && x === LONGER * eta ? { text: "4η", side } : {}) }));
  plot.draw({
    x: ETAS,
    y: { from: 0, to: top, name: "" },
    rules: [{ y: before, text: "loss at θ", align: "end" }],
    marks: [...others, { x: eta, y: after.get(eta), text: number(after.get(eta), 3), side }],
  });
};

const draw_map = (c, view, ink) => {
  const { theta, arrow: delta, eta } = state.values;
  const place = (share) => {
    const [w, b] = added(theta, delta, share);
    return [to_x(view, w), to_y(view, b)];
  };
  const from = place(0);
  const to = place(eta);
  if (longer !== null) {
    c.setLineDash([1.5, 3]);
    line(c, to, place(LONGER * eta), ink.ink);
    c.setLineDash([]);
    dot(c, place(LONGER * eta), ink.halo, ink.ink);
    name(c, "4η Δθ", place(LONGER * eta), ink);
  }
  arrow(c, ...from, ...place(1), ink.soft, ink.halo, { carried: true, width: 1.5 });
  arrow(c, ...from, ...short_of(from, to), ink.ink, ink.halo, { width: 2.4 });
  dot(c, to, ink.ink, ink.halo);
  name(c, "new θ", to, ink);
};

/** A little before the point, whose mark would hide the arrow's head. */
const short_of = ([x0, y0], [x1, y1]) => {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const share = length > 0 ? Math.max(0, 1 - DOT / length) : 1;
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
};

const line = (c, from, to, colour) => {
  c.beginPath();
  c.moveTo(...from);
  c.lineTo(...to);
  c.lineWidth = 1.4;
  c.strokeStyle = colour;
  c.stroke();
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

/** Under its point: the handles' names stand beside theirs. */
const name = (c, text, [x, y], ink) => {
  c.font = `500 12.5px ${ink.sans}`;
  label(c, text, x, y + 18, ink.ink, ink.halo, { align: "center" });
};

/** Against the start first: along an arrow that climbs, a longer step may end below the shorter one and still above the start. */
const where_it_ends = ({ before, short, long }) => (long === before ? "same" : long > before ? "above" : long < short ? "lower" : "between");

const reason_of = (truth, { before, short, long }) => {
  if (Math.hypot(...state.values.arrow) === 0) return REASONS.nowhere;
  if (long === before) return REASONS.same;
  return truth === "above" && long < short ? REASONS.descending : REASONS[truth];
};

const REASONS = {
  nowhere: "The arrow has no length: no step along it moves at all, so the loss stays what it was. Drag the arrow’s tip out.",
  same: "The longer step ends exactly as high as it began: it has cost a step and gained nothing.",
  lower: "The longer step ends deeper, so it gains more. Make the arrow or the step longer still, and that will end.",
  between: "The arrow is good, but the longer step crosses the bottom and climbs the other side.",
  descending: "The longer step ends lower than the shorter one, but higher than the start: not to move at all would have been better than either.",
  above: "That is worse than not to move at all: a longer step does not mend an arrow, it only follows it farther.",
};

const prediction = new Prediction("longer", async (chosen) => {
  const { theta, arrow: delta, eta } = state.values;
  const question = asked;
  const etas = [eta, LONGER * eta];
  const results = await evaluate({ theta, arrow: delta, etas });
  if (question !== asked) return null;
  const [before, short, long] = results.map(({ loss }) => loss);
  longer = long;
  keep_in_view();
  show(results, { theta, arrow: delta, etas });
  plane.redraw();
  const truth = where_it_ends({ before, short, long });
  const right = chosen === truth;
  const verdict = right ? "Yes." : truth === "same" ? "None of the three." : "Not this time.";
  return { right, text: `${verdict} The loss is ${number(before, 4)} at θ, ${number(short, 4)} after the step with η = ${number(eta)}, and ${number(long, 4)} after the one with ${number(LONGER * eta)}. ${reason_of(truth, { before, short, long })}` };
});

draw();
plane.show().then(() => figure.ready());
