/** The second figure of chapter 9: two marks on a map, scored by the gradient under them against that of places all over the map. */

import { to_x, to_y } from "../viewport.js";
import { even_traces, name_heights } from "./even_contours.js";
import { fetch_points } from "../api.js";
import { Figure } from "../walk/figure.js";
import { find_all } from "../dom.js";
import { label } from "../draw/marks.js";
import { number, point } from "../format.js";
import { Plane } from "../walk/plane.js";
import { Prediction } from "../walk/predict.js";

/** Newton's steps from a low of the lattice to level ground: they double their digits, so that this many are plenty. */
const NEWTON = 12;
/** It stays this near to where it set out, in steps of the lattice: what lies farther has a low of its own. */
const REACH = 3;
/** Ground with a gradient below this share of the map's steepest is level. */
const LEVEL = 1e-9;
/** Half of the square that marks a place, and how near two names would run into each other, in pixels. */
const HALF = 4;
const CLEAR = { x: 150, y: 20 };
/** Places that the marks are compared with: so many along the longer side of the map. */
const LATTICE = 44;
/** A mark that beats this share of the map has read it well. */
const GOOD = 0.9;
const NAMES = ["steep", "gentle"];
const WORDS = { steep: "steepest", gentle: "gentlest" };
/** Where the marks wait, as shares of the map. */
const WAITING = { steep: [0.42, 0.9], gentle: [0.58, 0.9] };

export class TerrainReading {
  #figure = new Figure("reading");
  #plane;
  #prediction;
  #placed = { steep: null, gentle: null };
  #found = null;

  /** @param {{surface: object, minima: number[][], box: number[], placed: (patch: object) => void}} options placed: a mark by name, put at a point */
  constructor({ placed, ...ground }) {
    this.options = { ...ground, placed };
    this.#plane = new Plane(this.#figure.plane_root("reading"), {
      ...ground,
      traces: even_traces,
      draw: (c, view, ink) => this.#draw(c, view, ink),
      click: (theta) => this.#click(theta),
      failed: this.#figure.failed,
    });
    this.#prediction = new Prediction("terrain", () => this.#score());
    this.#forget();
    this.#plane.show().then(() => this.#add_handles());
  }

  #add_handles() {
    for (const name of NAMES) {
      this.#plane.add_handle(name, { label: `The mark for the ${WORDS[name]} ground`, text: WORDS[name], theta: this.#place_of(name), move: (theta) => this.#put(name, theta) });
    }
    this.#tell();
    this.#figure.ready();
  }

  /** A mark that was not placed waits at the foot of the map. */
  #place_of(name) {
    const { w0, w1, b0, b1 } = this.#plane.view;
    const [x, y] = WAITING[name];
    return this.#placed[name] ?? [w0 + x * (w1 - w0), b1 - y * (b1 - b0)];
  }

  #put(name, theta) { this.options.placed({ [name]: theta.map((value) => Number(value.toFixed(3))) }); }

  /** A click places the chosen mark; after the first the other one is next. */
  #click(theta) {
    const radios = find_all("[name=placing]", this.#figure.root);
    const name = radios.find((radio) => radio.checked).value;
    this.#put(name, theta);
    const other = NAMES.find((each) => each !== name);
    if (this.#placed[other] === null) for (const radio of radios) radio.checked = radio.value === other;
  }

  /** Another ground: the marks wait again. */
  change(ground) {
    Object.assign(this.options, ground);
    this.#forget();
    this.#plane.change(ground).then(() => this.#set_handles());
  }

  show(steep, gentle) {
    const before = JSON.stringify(this.#placed);
    this.#placed = { steep, gentle };
    if (JSON.stringify(this.#placed) !== before) this.#forget();
    this.#prediction.choose(steep && gentle ? "placed" : null);
    this.#set_handles();
    this.#tell();
  }

  #forget() {
    this.#found = null;
    this.#prediction.reset();
    for (const name of NAMES) for (const reading of [name, `${name}_share`]) this.#figure.set(reading, "?");
    this.#plane.redraw();
  }

  #set_handles() {
    if (!this.#plane.view || !find_all("[data-handle]", this.#plane.root).length) return;
    for (const name of NAMES) this.#plane.set_handle(name, this.#place_of(name));
  }

  #tell() {
    const { steep, gentle } = this.#placed;
    const where = (name, theta) => `The mark for the ${WORDS[name]} ground is ${theta ? `at ${point(theta)}` : "not placed yet"}.`;
    const measured = this.#found ? ` ${this.#found.steep.text} ${this.#found.gentle.text} ${this.#level_text()}` : " The gradients are not measured yet.";
    const { view } = this.#plane;
    const ground = view ? `The map shows w from ${number(view.w0)} to ${number(view.w1)} and b from ${number(view.b0)} to ${number(view.b1)}. ` : "";
    this.#figure.describe(`${ground}${where("steep", steep)} ${where("gentle", gentle)}${measured}`);
    this.#figure.say(steep && gentle ? "" : `Not placed yet: ${NAMES.filter((name) => !this.#placed[name]).map((name) => `the ${WORDS[name]}`).join(" and ")}.`);
  }

  /** Middles of the cells of a square box, row by row; the map is square and shows that box, on every screen. */
  #lattice() {
    const [w0, w1, b0, b1] = this.options.box;
    const middle = (from, to, i) => from + ((i + 0.5) / LATTICE) * (to - from);
    return Array.from({ length: LATTICE ** 2 }, (_, i) => [middle(w0, w1, i % LATTICE), middle(b0, b1, Math.floor(i / LATTICE))]);
  }

  /** Level ground: minima, maxima and saddles, known or found by Newton's method from the lows of the gradient on the lattice. */
  async #level_ground(lattice, sizes) {
    const [w0, w1, b0, b1] = this.options.box;
    const reach = (w1 - w0) / LATTICE;
    const is_inside = ([w, b]) => w >= w0 && w <= w1 && b >= b0 && b <= b1;
    let places = lows_of(sizes).map((i) => lattice[i]);
    const starts = places;
    for (let round = 0; round < NEWTON && places.length > 0; round += 1) {
      const results = await fetch_points(this.options.surface, places);
      places = places.map((theta, i) => {
        const next = newton(theta, results[i]);
        return next && distance(next, starts[i]) < REACH * reach ? next : theta;
      });
    }
    const candidates = [...this.options.minima.map(([w, b]) => [w, b]), ...places].filter(is_inside);
    if (candidates.length === 0) return [];
    const results = await fetch_points(this.options.surface, candidates);
    const small = LEVEL * Math.max(...sizes);
    const level = candidates.filter((_, i) => Math.hypot(...results[i].gradient) < small);
    return level.filter((theta, i) => level.slice(0, i).every((other) => distance(theta, other) > reach / 4));
  }

  async #score() {
    const marks = { ...this.#placed };
    const lattice = this.#lattice();
    const results = await fetch_points(this.options.surface, [marks.steep, marks.gentle, ...lattice]);
    const sizes = results.map(({ gradient }) => Math.hypot(...gradient));
    const [steep, gentle, ...all] = sizes;
    const level = await this.#level_ground(lattice, all);
    if (JSON.stringify(marks) !== JSON.stringify(this.#placed)) return null;
    const share = (beaten) => all.filter(beaten).length / all.length;
    const places = [marks.steep, marks.gentle, ...lattice];
    // A mark of the reader's may beat every place of the lattice.
    const best = (better) => sizes.reduce((found, size, i) => (better(size, sizes[found]) ? i : found), 0);
    const [top, flat] = [best((a, b) => a > b), best((a, b) => a < b)];
    const nearest = level.reduce((found, theta) => (found === null || distance(theta, marks.gentle) < distance(found, marks.gentle) ? theta : found), null);
    this.#found = {
      steep: spot("steep", steep, share((size) => size < steep), places[top], sizes[top]),
      gentle: spot("gentle", gentle, share((size) => size > gentle), nearest ?? places[flat], nearest ? 0 : sizes[flat]),
      level,
    };
    for (const name of NAMES) {
      this.#figure.set(name, number(this.#found[name].size));
      this.#figure.set(`${name}_share`, `${percent(this.#found[name].share)} of the map`);
    }
    this.#plane.redraw();
    this.#tell();
    const right = NAMES.every((name) => this.#found[name].share >= GOOD);
    return { right, text: `${this.#found.steep.text} ${this.#found.gentle.text} ${right ? "You read the map well." : this.#advice()}` };
  }

  #level_text() {
    const { level, gentle } = this.#found;
    if (level.length === 0) return `The gentlest place found is near ${point(gentle.best)}, where the gradient is ${number(gentle.best_size)}.`;
    return `The ground is level at ${level.length === 1 ? "one place" : `${level.length} places`} of this map, the nearest to your mark at ${point(gentle.best)}.`;
  }

  #advice() {
    const missed = NAMES.filter((name) => this.#found[name].share < GOOD);
    const advice = { steep: `For steep ground look where the lines crowd, as near ${point(this.#found.steep.best)}, where the gradient is ${number(this.#found.steep.best_size)}.`, gentle: `For gentle ground look where hardly any line passes. ${this.#level_text()}` };
    return missed.map((name) => advice[name]).join(" ");
  }

  #draw(c, view, ink) {
    name_heights(c, view, this.#plane, ink);
    for (const name of NAMES) {
      if (!this.#placed[name]) continue;
      const [x, y] = [to_x(view, this.#placed[name][0]), to_y(view, this.#placed[name][1])];
      for (const [width, stroke] of [[4.6, ink.halo], [1.8, ink.ink]]) {
        c.beginPath();
        c.arc(x, y, 11, 0, 2 * Math.PI);
        c.setLineDash(name === "gentle" && stroke === ink.ink ? [3, 3] : []);
        c.lineWidth = width;
        c.strokeStyle = stroke;
        c.stroke();
      }
      c.setLineDash([]);
    }
    if (!this.#found) return;
    c.font = `500 12.5px ${ink.sans}`;
    const { steep, gentle, level } = this.#found;
    for (const theta of [steep.best, ...(level.length > 0 ? level : [gentle.best])]) square(c, inside(view, theta), ink);
    this.#name(c, view, "steep", "steepest of all", ink);
    this.#name(c, view, "gentle", level.length > 1 ? `level, one of ${level.length}` : "gentlest of all", ink);
  }

  /** Beside its square, towards the middle of the map; on a line of its own if the reader's mark has its name there. */
  #name(c, view, name, text, ink) {
    const [x, y] = inside(view, this.#found[name].best);
    const is_taken = NAMES.some((each) => {
      const [mx, my] = inside(view, this.#placed[each] ?? this.#place_of(each));
      return Math.abs(mx - x) < CLEAR.x && Math.abs(my - y) < CLEAR.y;
    });
    const right = x < view.width / 2;
    const down = is_taken ? (y < view.height / 2 ? 2 : -2) * CLEAR.y * 0.7 : 0;
    label(c, text, x + (right ? 10 : -10), Math.min(Math.max(y + down, 12), view.height - 12), ink.ink, ink.halo, { align: right ? "left" : "right" });
  }
}

/** A place in pixels, moved so far that its square is not cut by the map's edge. */
const inside = (view, [w, b]) => {
  const kept = (value, size) => Math.min(Math.max(value, HALF + 2), size - HALF - 2);
  return [kept(to_x(view, w), view.width), kept(to_y(view, b), view.height)];
};

const square = (c, [x, y], ink) => {
  c.beginPath();
  c.rect(x - HALF, y - HALF, 2 * HALF, 2 * HALF);
  c.fillStyle = ink.ink;
  c.strokeStyle = ink.halo;
  c.lineWidth = 1.6;
  c.fill();
  c.stroke();
};

const distance = (from, to) => Math.hypot(to[0] - from[0], to[1] - from[1]);

/** Indices of a square lattice's inner places at which a size is below those of all eight neighbours. */
const lows_of = (sizes) => {
  const around = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => row * LATTICE + column)).filter((by) => by !== 0);
  const is_inner = (i) => i % LATTICE > 0 && i % LATTICE < LATTICE - 1 && i >= LATTICE && i < LATTICE * (LATTICE - 1);
  return [...sizes.keys()].filter((i) => is_inner(i) && around.every((by) => sizes[i] < sizes[i + by]));
};

/** theta - H^-1 gradient, or null where the Hessian has no inverse. */
const newton = ([w, b], { gradient: [dw, db], hessian: [[ww, wb], [, bb]] }) => {
  const determinant = ww * bb - wb * wb;
  const next = [w - (bb * dw - wb * db) / determinant, b - (ww * db - wb * dw) / determinant];
  return next.every(Number.isFinite) ? next : null;
};

const percent = (share) => `${number(100 * share, 3)}%`;

const spot = (name, size, share, best, best_size) => ({
  size, share, best, best_size,
  text: `Your ${WORDS[name]} spot has a gradient of ${number(size)}: ${name === "steep" ? "steeper" : "gentler"} than ${percent(share)} of this map.`,
});
