/** Chapter 12, second figure: the u-turns and the overshoot of momentum and Nesterov side by side. */

import { coordinate, number } from "../format.js";
import { Dial } from "../walk/dials.js";
import { draw_turns, turn_at, TurnList } from "../walk/turns.js";
import { draw_walks } from "../draw/walks.js";
import { counted, events_of } from "../walk/measure.js";
import { Figure } from "../walk/figure.js";
import { index_of, name_of, neuron, NEURON } from "../walk/chapter.js";
import { look_of } from "../walks.js";
import { Plane } from "../walk/plane.js";
import { box_with, keep_in_sight } from "../walk/sight.js";
import { set_text } from "../dom.js";
import { start_handle, state, watch } from "./nesterov-state.js";
import { walk_row } from "../walk/walk_row.js";

const IDS = ["momentum", "nesterov"];
const LOOKS = IDS.map((id) => look_of(index_of(id)));
const BOX = [-3.2, 5.2, -6.1, 2.2];
const [MINIMUM] = neuron.minima;

const figure = new Figure("turns");
const dials = { gamma: new Dial("gamma", (gamma) => state.set({ gamma })), eta: new Dial("eta", (eta) => state.set({ eta })) };
let pair = null;
/** [which walk, which of its turns], or null. */
let lit = null;

const plane = new Plane(figure.plane_root("turns"), {
  surface: NEURON, minima: neuron.minima, box: box_with(BOX, state.values.start), failed: figure.failed,
  draw: (c, view, ink) => draw_map(c, view, ink),
  hover: (theta) => {
    if (!pair) return;
    const found = IDS.map((_, i) => (theta ? turn_at(plane.view, turns(i), theta) : null));
    lists.forEach((list, i) => list.light(found[i]));
    const i = found.findIndex((index) => index !== null);
    light(i < 0 ? null : [i, found[i]]);
  },
});
plane.add_handle("start", start_handle);
const light = (next) => {
  lit = next;
  plane.redraw();
};
const lists = IDS.map((id, i) => new TurnList(figure.find(`[data-turn-list="${id}"]`), (index) => light(index === null ? null : [i, index])));

const turns = (i) => events_of(pair[i], "u_turn");

watch({
  changed: ({ start, gamma, eta }) => {
    plane.set_handle("start", start);
    keep_in_sight(plane, BOX, start);
    dials.gamma.show(gamma);
    dials.eta.show(eta);
  },
  answered: (runs, first) => {
    figure.say("");
    pair = runs.slice(1);
    lit = null;
    draw();
    if (first) plane.show().then(() => figure.ready());
  },
  failed: figure.failed,
});

/** How far from the minimum the walk still was where it turned back, at most: the size of its u-turns. */
const farthest = (i) => Math.max(...turns(i).map(({ point: [w, b] }) => Math.hypot(w - MINIMUM[0], b - MINIMUM[1])));

const draw = () => {
  plane.redraw();
  IDS.forEach((id, i) => {
    lists[i].draw(turns(i));
    set_text(figure.find(`[data-turn-none="${id}"]`), turns(i).length > 0 ? "" : "It never turns by more than 90°.");
  });
  const told = pair.map(({ summary }, i) => [String(summary.u_turns), turns(i).length > 0 ? number(farthest(i)) : "none", String(events_of(pair[i], "overshoot").length), summary.overshoot > 0 ? number(summary.overshoot) : "none", number(summary.path_length)]);
  figure.find("[data-turn-table]").replaceChildren(...told.map((cells, i) => walk_row(LOOKS[i], name_of(IDS[i]), cells, { id: IDS[i] })));
  const { start, eta, gamma } = state.values;
  const each = told.map(([count, far, rises, overshoot, length], i) => `${name_of(IDS[i])}: ${counted(Number(count), "u-turn")}${far === "none" ? "" : `, the farthest from the minimum ${far} away`}; ${counted(Number(rises), "rise")} of the loss, overshoot ${overshoot}; path length ${length}.`);
  figure.describe(`From w ${coordinate(start[0])}, b ${coordinate(start[1])} with momentum ${gamma} and learning rate ${number(eta)}. ${each.join(" ")}`);
};

const draw_map = (c, view, ink) => {
  if (!pair) return;
  const last = Math.max(...pair.map(({ iterations }) => iterations));
  draw_walks(c.canvas, view, pair.map((run, i) => ({ run, look: LOOKS[i], active: true })), last, { ink, playing: false });
  pair.forEach((_, i) => draw_turns(c, view, turns(i), { colour: ink.walks[LOOKS[i].index].stroke, ink, lit: lit?.[0] === i ? lit[1] : null }));
};
