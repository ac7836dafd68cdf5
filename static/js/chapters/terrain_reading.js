/** The second figure of chapter 9: two marks on a map, scored by the gradient under them against that of places all over the map. */

import { box_of, to_x, to_y } from "../viewport.js";
import { even_traces, name_heights } from "./even_contours.js";
import { fetch_points } from "../api.js";
import { Figure } from "../walk/figure.js";
import { find_all } from "../dom.js";
import { label } from "../draw/marks.js";
import { number, point } from "../format.js";
import { Plane } from "../walk/plane.js";
import { Prediction } from "../walk/predict.js";

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
    const measured = this.#found ? ` ${this.#found.steep.text} ${this.#found.gentle.text}` : " The gradients are not measured yet.";
    const { view } = this.#plane;
    const ground = view ? `The map shows w from ${number(view.w0)} to ${number(view.w1)} and b from ${number(view.b0)} to ${number(view.b1)}. ` : "";
    this.#figure.describe(`${ground}${where("steep", steep)} ${where("gentle", gentle)}${measured}`);
    this.#figure.say(steep && gentle ? "" : `Not placed yet: ${NAMES.filter((name) => !this.#placed[name]).map((name) => `the ${WORDS[name]}`).join(" and ")}.`);
  }

  #lattice() {
    const [w0, w1, b0, b1] = box_of(this.#plane.view);
    const step = Math.max(w1 - w0, b1 - b0) / LATTICE;
    const points = [];
    for (let b = b0 + step / 2; b < b1; b += step) for (let w = w0 + step / 2; w < w1; w += step) points.push([w, b]);
    return points;
  }

  async #score() {
    const marks = { ...this.#placed };
    const lattice = this.#lattice();
    const results = await fetch_points(this.options.surface, [marks.steep, marks.gentle, ...lattice]);
    if (JSON.stringify(marks) !== JSON.stringify(this.#placed)) return null;
    const sizes = results.map(({ gradient }) => Math.hypot(...gradient));
    const [steep, gentle, ...all] = sizes;
    const share = (beaten) => all.filter(beaten).length / all.length;
    const best = (better) => all.reduce((found, size, i) => (better(size, all[found]) ? i : found), 0);
    const [top, flat] = [best((a, b) => a > b), best((a, b) => a < b)];
    this.#found = {
      steep: spot("steep", steep, share((size) => size < steep), lattice[top], all[top]),
      gentle: spot("gentle", gentle, share((size) => size > gentle), lattice[flat], all[flat]),
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

  #advice() {
    const missed = NAMES.filter((name) => this.#found[name].share < GOOD);
    const advice = { steep: `For steep ground look where the lines crowd, as near ${point(this.#found.steep.best)}, where the gradient is ${number(this.#found.steep.best_size)}.`, gentle: `For gentle ground look where hardly any line passes, as near ${point(this.#found.gentle.best)}, where the gradient is ${number(this.#found.gentle.best_size)}.` };
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
    for (const name of NAMES) {
      const [x, y] = [to_x(view, this.#found[name].best[0]), to_y(view, this.#found[name].best[1])];
      c.beginPath();
      c.rect(x - 4, y - 4, 8, 8);
      c.fillStyle = ink.ink;
      c.strokeStyle = ink.halo;
      c.lineWidth = 1.6;
      c.fill();
      c.stroke();
      const right = x < view.width / 2;
      label(c, `${WORDS[name]} of all`, x + (right ? 10 : -10), Math.min(Math.max(y, 12), view.height - 12), ink.ink, ink.halo, { align: right ? "left" : "right" });
    }
  }
}

const percent = (share) => `${number(100 * share, 3)}%`;

const spot = (name, size, share, best, best_size) => ({
  size, share, best, best_size,
  text: `Your ${WORDS[name]} spot has a gradient of ${number(size)}: ${name === "steep" ? "steeper" : "gentler"} than ${percent(share)} of this map.`,
});
