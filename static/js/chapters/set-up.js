/** Chapter 1: the sigmoid, two points, the misses, and the loss that the server computes from them. */

import { channel, fetch_points } from "../api.js";
import { ChapterState, point, real } from "../walk/state.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { neuron, NEURON, try_it } from "../walk/chapter.js";
import { number } from "../format.js";
import { Plot } from "../walk/plot.js";
import { text_of } from "../data/link.js";

const WIDEST = 6;
const SAMPLES = 160;
/** How far from the middle of the S its slope handle stands, in units of w x + b. */
const SLOPE_AT = 1.2;
const X = { from: -1, to: 4, name: "x" };
const Y = { from: -0.05, to: 1.05, name: "y", ticks: [[0, "0"], [0.25, "0.25"], [0.5, "0.5"], [0.75, "0.75"], [1, "1"]] };
/** A target that a sigmoid can reach, however nearly. */
const LOWEST = 0.01;

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const logit = (y) => Math.log(y / (1 - y));
const held = (value, low, high) => Math.min(Math.max(value, low), high);
const rounded = (value, digits = 3) => Number(value.toFixed(digits));

const [first, second] = neuron.data;
const figure = new Figure("fit");
const state = new ChapterState({ w: real(1, -WIDEST, WIDEST), b: real(-1, -WIDEST, WIDEST), first: point(first), second: point(second) }, () => draw());

const plot = new Plot(figure.plot_root("fit"), (x, y) => drag_curve(x, y));
const dials = { w: new Dial("w", (w) => state.set({ w })), b: new Dial("b", (b) => state.set({ b })) };

/** The curve comes along with the pointer: b is what makes it pass there. */
const drag_curve = (x, y) => {
  const { w } = state.values;
  state.set({ b: rounded(held(logit(held(y, LOWEST, 1 - LOWEST)) - w * x, -WIDEST, WIDEST)) });
};

const data_of = ({ first: a, second: b }) => [a, b];
for (const name of ["first", "second"]) {
  plot.add_handle(name, {
    label: (x, y) => `The ${name} data point: x ${number(x)}, y ${number(y)}. Arrow keys move it.`,
    at: state.values[name],
    step: [0.05, 0.01],
    move: (x, y) => state.set({ [name]: [rounded(held(x, X.from, X.to)), rounded(held(y, LOWEST, 1 - LOWEST))] }),
  });
}
/** The slope handle turns the curve around its middle, which stays where it is. */
plot.add_handle("slope", {
  label: () => `The curve's slope: w ${number(state.values.w)}. Left and right arrow keys change it.`,
  text: "slope",
  at: [0, 0.5],
  step: [0.05, 0],
  move: (x) => {
    const { w, b } = state.values;
    const middle = w === 0 ? 1.5 : -b / w;
    const reach = x - middle;
    const steep = Math.abs(reach) < 0.15 ? Math.sign(reach || 1) * 0.15 : reach;
    const turned = held(SLOPE_AT / steep, -WIDEST, WIDEST);
    state.set({ w: rounded(turned), b: rounded(held(-turned * middle, -WIDEST, WIDEST)) });
  },
});

const request = channel(({ data, w, b }) => fetch_points({ ...NEURON, data }, [[w, b]]), {
  answered: ([{ loss }], wish) => show_loss(loss, wish),
  failed: figure.failed,
  busy: () => {},
});

const show_loss = (loss, { data, w, b }) => {
  figure.say("");
  figure.set("loss", number(loss, 4));
  figure.root.dataset.loss = String(loss);
  const misses = data.map(([x, y]) => y - sigmoid(w * x + b));
  misses.forEach((miss, i) => figure.set(`miss_${i}`, number(miss, 3)));
  figure.describe(`The curve with w ${number(w)} and b ${number(b)}. It misses the points ${data.map(([x, y]) => `(${number(x)}, ${number(y)})`).join(" and ")} by ${misses.map((miss) => number(miss)).join(" and ")}. The loss is ${number(loss, 4)}.`);
  figure.ready();
};

const draw = () => {
  const { w, b } = state.values;
  const data = data_of(state.values);
  dials.w.show(w);
  dials.b.show(b);
  const curve = Array.from({ length: SAMPLES + 1 }, (_, i) => X.from + (i / SAMPLES) * (X.to - X.from)).map((x) => [x, sigmoid(w * x + b)]);
  plot.draw({
    x: X,
    y: Y,
    lines: [{ points: curve }, ...data.map(([x, y]) => ({ points: [[x, y], [x, sigmoid(w * x + b)]], dash: "3 3" }))],
    marks: data.map(([x, y]) => ({ x, y })),
  });
  for (const name of ["first", "second"]) plot.set_handle(name, state.values[name]);
  const slope_x = w === 0 ? X.to : held((SLOPE_AT - b) / w, X.from, X.to);
  plot.set_handle("slope", [slope_x, sigmoid(w * slope_x + b)]);
  request({ data, w, b });
  try_it({ surface: "neuron", starts: `${w},${b}`, ...(text_of(data) === text_of(neuron.data) ? {} : { data: text_of(data) }) });
};

figure.find("[data-reset]").addEventListener("click", () => state.set({ first, second }, "push"));
draw();
