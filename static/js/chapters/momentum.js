/** Chapter 11: the update unrolled into its chain of past pushes; then what so long a memory costs, u-turns. */

import "./momentum-turns.js";
import { Chain, links_of } from "./chain.js";
import { channel, fetch_descents } from "../api.js";
import { coordinate, decimals_for, number, term } from "../format.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { find_all, set_text } from "../dom.js";
import { index_of, neuron, NEURON, optimizer } from "../walk/chapter.js";
import { label } from "../draw/marks.js";
import { lengths } from "../walk/measure.js";
import { look_of, step_of, theta_at } from "../walks.js";
import { draw_walks } from "../draw/walks.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { link_of, relink, state, watch } from "./momentum-state.js";
import { to_x, to_y } from "../viewport.js";

const LOOK = look_of(index_of("momentum"));
const BOX = [-3.2, 3.8, -5.9, 1.2];
/** With gamma 0.9 the first push has shrunk below two per cent by then. */
const STEPS = 40;
const NEAR = 24;

const figure = new Figure("chain");
const dials = { gamma: new Dial("gamma", (gamma) => state.set({ gamma })), eta: new Dial("eta", (eta) => state.set({ eta })) };
const chain = new Chain(figure.find("[data-chain]"), (k) => state.set({ k }));
const scrub = figure.find("[data-chain-scrub]");
const slots = find_all("[data-term]", figure.find("[data-chain-equations]"));
let run = null;
let ready = false;

const plane = new Plane(figure.plane_root("chain"), {
  surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.start), failed: figure.failed,
  draw: (c, view, ink) => draw_map(c, view, ink),
  hover: (theta) => { if (theta) pick_on_path(theta); },
  click: (theta) => pick_on_path(theta),
});
plane.add_handle("start", {
  label: "The start",
  theta: state.values.start,
  move: (theta) => state.set({ start: theta.map((value) => Number(value.toFixed(3))) }),
});
const player = new Player("chain", (t, playing) => {
  if (!ready) return;
  draw();
  relink();
  if (!playing) state.set({ t });
});
link_of("chain", figure.root, () => ({ starts: state.values.start.join(","), t: run ? player.clock.t : state.values.t }));
scrub.addEventListener("input", () => state.set({ k: Number(scrub.value) }));

const request = channel(({ start, eta, gamma }) => fetch_descents({ surface: NEURON, starts: [start], optimizers: [optimizer("momentum", eta, gamma)], max_iterations: STEPS, tolerance: 0 }), {
  answered: ([answer]) => {
    figure.say("");
    const first = run === null;
    run = answer;
    ready = false;
    player.clock.set_last(run.iterations);
    if (first) player.clock.seek(state.values.t);
    ready = true;
    draw();
    if (first) plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
  busy: () => {},
});

let asked = "";
const ask = ({ start, eta, gamma, t }) => {
  dials.gamma.show(gamma);
  dials.eta.show(eta);
  plane.set_handle("start", start);
  keep_in_sight(plane, BOX, start);
  const wish = { start, eta, gamma };
  const text = JSON.stringify(wish);
  relink();
  if (text === asked) {
    if (!run) return;
    if (!player.clock.playing && player.clock.t !== t) player.clock.seek(t);
    draw();
    return;
  }
  asked = text;
  request(wish);
};

/** The step of the path that is pointed at, if it is one whose push is in the chain. */
const pick_on_path = (theta) => {
  if (!run) return;
  const t = step_of(run, player.clock.t);
  const pixel = ([w, b]) => [to_x(plane.view, w), to_y(plane.view, b)];
  const [x, y] = pixel(theta);
  const distances = Array.from({ length: t }, (_, i) => Math.hypot(pixel(theta_at(run, i))[0] - x, pixel(theta_at(run, i))[1] - y));
  const nearest = distances.indexOf(Math.min(...distances));
  if (distances[nearest] <= NEAR && nearest + 1 !== state.values.k) state.set({ k: nearest + 1 });
};

const lit = (t) => (t === 0 ? null : Math.min(state.values.k, t));

const draw = () => {
  const t = step_of(run, player.clock.t);
  const links = links_of(run, t);
  const k = lit(t);
  plane.redraw();
  chain.draw({ links, k, walk: LOOK.index });
  scrub.max = String(Math.max(t, 1));
  scrub.value = String(k ?? 1);
  scrub.style.setProperty("--share", String(t > 1 ? (k - 1) / (t - 1) : 0));
  scrub.disabled = t === 0;
  scrub.setAttribute("aria-valuetext", k === null ? "no link yet" : `step ${k}, ${t - k} steps old`);
  set_text(figure.find("[data-chain-k]"), k === null ? "none" : String(k));
  tell(t, k, links);
};

const tell = (t, k, links) => {
  const { eta, gamma, start } = state.values;
  const head = `Momentum from w ${coordinate(start[0])}, b ${coordinate(start[1])} with momentum ${gamma} and learning rate ${number(eta)}, at step ${t}.`;
  const update = [run.update[2 * t], run.update[2 * t + 1]];
  const size = Math.hypot(...update);
  figure.set("length", t === 0 ? "none yet" : number(size));
  fill({ gamma: number(gamma), eta: number(eta), t: String(t), ...pair("update", update) });
  if (k === null) {
    for (const name of ["weight", "ratio"]) figure.set(name, "none yet");
    fill({ age: "0", g_w: "0", g_b: "0", link_w: "0", link_b: "0" });
    figure.describe(`${head} There is no update yet.`);
    return;
  }
  const { weight, gradient } = links[k - 1];
  const plain = eta * lengths(run.gradient.slice(2 * (t - 1), 2 * t))[0];
  const link = gradient.map((value) => weight * eta * value);
  fill({ age: String(t - k), ...pair("g", gradient), ...pair("link", link) });
  figure.set("weight", `${number(100 * weight)}%`);
  figure.set("ratio", number(size / plain));
  figure.root.dataset.link = link.join(",");
  figure.describe(`${head} The update is (${number(update[0])}, ${number(update[1])}), ${number(size)} long, ${number(size / plain)} times a plain step here. It is a chain of ${t} ${t === 1 ? "link" : "links"}. The link from step ${k} is (${number(link[0])}, ${number(link[1])}): ${number(100 * weight)}% of that step’s push is left.`);
};

/** Two coordinates with as many decimals as the smaller one needs. */
const pair = (name, [w, b]) => {
  const decimals = decimals_for([w, b], 3);
  return { [`${name}_w`]: term(w, decimals), [`${name}_b`]: term(b, decimals) };
};

const fill = (texts) => {
  for (const slot of slots) if (slot.dataset.term in texts) set_text(slot, texts[slot.dataset.term]);
};

const draw_map = (c, view, ink) => {
  if (!run) return;
  const t = step_of(run, player.clock.t);
  draw_walks(c.canvas, view, [{ run, look: LOOK, active: false }], t, { ink, playing: false });
  const k = lit(t);
  if (k === null) return;
  const [[x0, y0], [x1, y1]] = [k - 1, k].map((step) => theta_at(run, step)).map(([w, b]) => [to_x(view, w), to_y(view, b)]);
  c.lineCap = "round";
  for (const [width, stroke] of [[8, ink.halo], [4.5, ink.ink]]) {
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.lineWidth = width;
    c.strokeStyle = stroke;
    c.stroke();
  }
  c.beginPath();
  c.arc(x0, y0, 5, 0, 2 * Math.PI);
  c.fillStyle = ink.halo;
  c.fill();
  c.lineWidth = 2;
  c.stroke();
  c.font = `500 12px ${ink.sans}`;
  label(c, `step ${k}`, x0 - 12, y0 - 14, ink.ink, ink.halo, { align: x0 < 70 ? "left" : "right" });
};

watch(ask);
