/** Chapter 4: the guesses of chapter 2 as a walk, on the map and on the surface. */

import { arrow, current_point, label, marker } from "../draw/marks.js";
import { ChapterState, choice, points, whole } from "../walk/state.js";
import { coordinate, exact, number, point } from "../format.js";
import { fetch_points } from "../api.js";
import { Figure } from "../walk/figure.js";
import { grow, to_x, to_y } from "../viewport.js";
import { ink } from "../ink.js";
import { ledger, MOST_GUESSES } from "../walk/ledger.js";
import { make } from "../dom.js";
import { neuron, NEURON, page_data, presence, try_it } from "../walk/chapter.js";
import { Plane } from "../walk/plane.js";
import { Player } from "../walk/player.js";
import { Scene } from "../views/scene.js";

/** Points of the surface between two guesses, so that the way there lies on the ground. They are not guesses, and not counted. */
const BETWEEN = 12;
/** On the surface so many guesses are marked; more would be a heap. */
const MOST_MARKED = 24;
const LEAST_SPAN = 3;
const NAME_GAP = 15;
/** Where a guess's number stands, from its point; the first of these that is free. Half of its width and height, with some air. */
const NUMBER_PLACES = [[13, -13], [-15, -13], [13, 15], [-15, 15]];
const HALF_NUMBER = [8, 7];

const lecture = page_data.guesses.map(({ w, b }) => [w, b]);
const figure = new Figure("walk");
/** Step of a walk that is shown whole. */
const WHOLE = -1;
const state = new ChapterState({ guesses: points([], MOST_GUESSES), show: choice("yours", ["yours", "lecture"]), t: whole(WHOLE, WHOLE, MOST_GUESSES - 1) }, () => follow());
const scene = new Scene(figure.find('[data-scene-frame="walk"]'));
const plane = new Plane(figure.plane_root("walk"), { surface: NEURON, minima: neuron.minima, box: [-2, 4, -4, 2], draw: (c, view, colours) => draw_walk(c, view, colours), paths: () => (walk ? [walk.run.theta] : []), failed: figure.failed });
const switcher = figure.find("[data-switch]");

/** The walk that is shown: guesses with what the server says of them, and the way between them; null until the first answer. */
let walk = null;
let shown_key = "";

/** The learner's own guesses: those of the link if it has any, else this browser's. */
const kept_guesses = () => ledger().guesses.map(([w, b]) => [w, b]);
const has_link = state.values.guesses.length > 0 && JSON.stringify(state.values.guesses) !== JSON.stringify(kept_guesses());
const own = () => (has_link ? state.values.guesses : kept_guesses());
const list = () => (state.values.show === "lecture" || own().length === 0 ? lecture : own());

const player = new Player("walk", (t) => {
  if (!walk) return;
  draw(t);
  const step = t === player.clock.last ? WHOLE : t;
  if (step !== state.values.t) state.set({ t: step });
});

const between = (guesses) => guesses.flatMap(([w, b], i) => {
  const next = guesses[i + 1];
  if (!next) return [[w, b]];
  return Array.from({ length: BETWEEN }, (_, j) => [w + (j / BETWEEN) * (next[0] - w), b + (j / BETWEEN) * (next[1] - b)]);
});

const box_of_walk = (guesses) => {
  const all = [...guesses, ...neuron.minima];
  const span = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const missing = Math.max(0, LEAST_SPAN - (high - low)) / 2;
    return [low - missing, high + missing];
  };
  return grow([...span(all.map(([w]) => w)), ...span(all.map(([, b]) => b))], 0.14);
};

const step_wanted = () => {
  const last = list().length - 1;
  return state.values.t === WHOLE ? last : Math.min(state.values.t, last);
};

/** Asks for another walk, if it is another, and shows it from the step of the state on. */
const follow = async () => {
  const guesses = list();
  const key = JSON.stringify(guesses);
  tell_whose();
  if (key === shown_key) {
    if (walk && step_wanted() !== player.clock.t) player.clock.seek(step_wanted());
    return;
  }
  shown_key = key;
  try {
    const path = between(guesses);
    const results = await fetch_points(NEURON, path);
    if (key !== shown_key) return;
    const at_guess = guesses.map((_, i) => results[i * BETWEEN]);
    walk = {
      guesses: guesses.map((theta, i) => ({ theta, loss: at_guess[i].loss, gradient: at_guess[i].gradient })),
      run: { theta: Float64Array.from(path.flat()), loss: results.map(({ loss }) => loss), iterations: path.length - 1, optimizer: {} },
    };
    figure.say("");
    plane.redraw();
    const step = step_wanted();
    player.clock.set_last(guesses.length - 1);
    player.clock.seek(step);
    await plane.change({ box: box_of_walk(guesses) });
    draw(player.clock.t);
    figure.ready();
    await draw_scene();
  } catch (error) {
    figure.failed(error);
  }
};

/** The guesser is no optimizer and has no colour of one: ink. */
const dressed = () => ({ ...ink(), walks: [{ stroke: ink().ink, text: ink().ink }, { stroke: ink().soft, text: ink().soft }] });
const look = { index: 0, marker: "circle", dash: [] };
const scene_walks = () => {
  const marked = walk.guesses.length <= MOST_MARKED ? walk.guesses : [];
  const still = marked.map(({ theta, loss }) => ({ run: { theta: Float64Array.from(theta), loss: [loss], iterations: 0, optimizer: {} }, look: { ...look, index: 1 } }));
  return [...still, { run: walk.run, look }];
};
const draw_scene = () => {
  if (!walk || !plane.grid || !plane.levels) return undefined;
  return scene.draw({ grid: plane.grid, levels: plane.levels, walks: scene_walks(), t: player.clock.t * BETWEEN, ink: dressed(), height: "linear" });
};
document.documentElement.addEventListener("themechange", draw_scene);
addEventListener("resize", draw_scene);

/** Arrows up to the present guess, the rest thin; numbers where there is room for them. */
const draw_walk = (c, view, colours) => {
  if (!walk) return;
  const t = player.clock.t;
  const places = walk.guesses.map(({ theta }) => [to_x(view, theta[0]), to_y(view, theta[1])]);
  c.beginPath();
  places.slice(t).forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.lineWidth = 1.1;
  c.strokeStyle = colours.soft;
  c.setLineDash([3, 3]);
  c.stroke();
  c.setLineDash([]);
  for (let i = 1; i <= t; i += 1) arrow(c, ...places[i - 1], ...places[i], colours.ink, colours.halo, { width: 1.8 });
  places.forEach(([x, y], i) => { if (i !== t) marker(c, "circle", x, y, 3.4, i < t ? colours.ink : colours.soft); });
  current_point(c, "circle", ...places[t], colours.ink, colours.halo);
  c.font = `500 12px ${colours.sans}`;
  const named = [];
  const numbered = new Set();
  // The present guess and the first have their numbers before all others.
  const order = [t, 0, ...places.keys()];
  for (const i of order) {
    if (numbered.has(i)) continue;
    const around = NUMBER_PLACES.map(([dx, dy]) => [places[i][0] + dx, places[i][1] + dy]).filter(([x, y]) => x < view.width - 10 && x > 10 && y > 10 && y < view.height - 10
      && !plane.named.some(({ box }) => is_over([x, y], box)));
    const is_clear = ([x, y]) => [...named, ...places].every(([nx, ny]) => Math.hypot(nx - x, ny - y) >= NAME_GAP);
    const free = around.find(is_clear) ?? (i === t ? around[0] : undefined);
    if (!free) continue;
    const [x, y] = free;
    numbered.add(i);
    named.push(free);
    label(c, String(i + 1), x, y, i <= t ? colours.ink : colours.soft, colours.halo, { align: "center" });
  }
};

const is_over = ([x, y], [x0, y0, x1, y1]) => x + HALF_NUMBER[0] > x0 && x - HALF_NUMBER[0] < x1 && y + HALF_NUMBER[1] > y0 && y - HALF_NUMBER[1] < y1;

/** Degrees between a move and the steepest way down at the point that it left; null where there is none. */
const angle_off = (from, to) => {
  const move = [to.theta[0] - from.theta[0], to.theta[1] - from.theta[1]];
  const down = [-from.gradient[0], -from.gradient[1]];
  const lengths = Math.hypot(...move) * Math.hypot(...down);
  if (!(lengths > 0)) return null;
  return (Math.acos(Math.min(Math.max((move[0] * down[0] + move[1] * down[1]) / lengths, -1), 1)) * 180) / Math.PI;
};

const draw = (t) => {
  const { guesses } = walk;
  const [here, before] = [guesses[t], guesses[t - 1]];
  const moves = guesses.slice(1, t + 1).map((guess, i) => guess.loss - guesses[i].loss);
  const down = moves.filter((change) => change < 0).length;
  const change = before ? here.loss - before.loss : null;
  const angle = before ? angle_off(before, here) : null;
  plane.redraw();
  if (plane.grid) scene.draw_time(scene_walks(), t * BETWEEN);
  figure.set("guess", `${t + 1} of ${guesses.length}`);
  figure.set("at", point(here.theta));
  figure.set("loss", number(here.loss, 4));
  figure.set("change", change === null ? "the first" : `${change > 0 ? "+" : ""}${number(change)}`);
  figure.set("angle", angle === null ? "no move" : `${Math.round(angle)}°`);
  figure.set("downhill", `${down} of ${moves.length}`);
  const came = change === null ? "It is the first." : `The move there changed the loss by ${number(change)}${angle === null ? "" : `, ${Math.round(angle)} degrees off the steepest way down`}.`;
  figure.describe(`Guess ${t + 1} of ${guesses.length}, at w ${coordinate(here.theta[0])}, b ${coordinate(here.theta[1])}, has a loss of ${number(here.loss, 4)}. ${came} So far ${down} of ${moves.length} moves went down.`);
  try_it({ surface: "neuron", starts: here.theta.map(exact).join(","), view: "3d" });
};

/** Chapter 2 has a button that enters the lecture's rows: those are in the reader's table, but not of the reader's making. */
const of_the_lecture = (mine) => {
  const rows = mine.filter(([w, b]) => lecture.some((guess) => guess[0] === w && guess[1] === b)).length;
  if (rows === 0) return "";
  if (rows === mine.length) return rows === 1 ? " It is the lecture’s." : " All are the lecture’s.";
  return ` ${rows} of them ${rows === 1 ? "is" : "are"} the lecture’s.`;
};

const CHAPTER_2 = "/walk/guess-work";
const tell_whose = () => {
  const mine = own();
  const link = make("a", { href: CHAPTER_2 }, [mine.length > 0 ? "chapter 2" : "Make some in chapter 2"]);
  const whose = document.querySelector("[data-whose]");
  if (mine.length === 0) whose.replaceChildren("You have not guessed yet, so below are the lecture’s six guesses. ", link, ", and come back to see your own.");
  else if (list() === lecture) whose.replaceChildren("Below are the lecture’s six guesses. Yours, from ", link, ", can be shown instead.");
  else if (has_link) whose.replaceChildren(`Below are the guesses that came with this link, ${mine.length} of them, in order. Yours are made in `, link, ".");
  else whose.replaceChildren(`Below ${mine.length === 1 ? "is the one guess" : `are the ${mine.length} guesses`} of your table in `, link, `, in order.${of_the_lecture(mine)}${mine.length === 1 ? " One guess is no walk yet: make some more." : ""}`);
  switcher.hidden = mine.length === 0;
  switcher.textContent = list() === lecture ? "Show my guesses" : "Show the lecture’s six";
};

switcher.addEventListener("click", () => state.set({ show: list() === lecture ? "yours" : "lecture", t: WHOLE }, "push"));
// Back from chapter 2 by the browser's own button.
presence.addEventListener("return", () => state.set({ guesses: own() }));

// A copied link takes the guesses along: another browser has others.
state.values = { ...state.values, guesses: own() };
follow();
