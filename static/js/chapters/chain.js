/** An update as a chain: the pushes of all steps so far, each shrunk by the momentum once a step, laid tip to tail. */

import { live_size, make_svg } from "../dom.js";
import { number } from "../format.js";
import { round_factor } from "../walks.js";

const MARGIN = 46;
const HEAD = 9;
/** The sum runs beside the chain, or a straight chain would lie under it. */
const ASIDE = 20;
/** From a line to the word beside it. */
const GAP = 14;
const NEAR = 60;

/**
 * The links of update_t, as moves (downhill, so with a minus sign): -gamma^(t-k) eta g_k for k = 1 ... t.
 * @returns {{k: number, weight: number, gradient: number[], from: number[], to: number[]}[]}
 */
export const links_of = (run, t) => {
  const { learning_rate: eta, momentum: gamma } = run.optimizer;
  let from = [0, 0];
  return Array.from({ length: t }, (_, i) => {
    const weight = gamma ** (t - i - 1);
    const gradient = [run.gradient[2 * i], run.gradient[2 * i + 1]];
    const to = from.map((value, axis) => value - weight * eta * gradient[axis]);
    const link = { k: i + 1, weight, gradient, from, to };
    from = to;
    return link;
  });
};

export class Chain {
  #root;
  #size;
  #svg = make_svg("svg");
  #scene = null;
  #place = null;

  /**
   * @param {HTMLElement} root
   * @param {(k: number) => void} pick which step's link is pointed at
   */
  constructor(root, pick) {
    this.#root = root;
    this.#size = live_size(root);
    root.replaceChildren(this.#svg);
    new ResizeObserver(() => { if (this.#scene) this.draw(this.#scene); }).observe(root);
    for (const type of ["pointermove", "pointerdown"]) {
      root.addEventListener(type, (event) => {
        const k = this.#nearest(event);
        if (k !== null && k !== this.#scene.k) pick(k);
      });
    }
  }

  #nearest(event) {
    if (!this.#scene || !this.#place) return null;
    const box = this.#root.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, least] = [null, NEAR];
    for (const { k, from, to } of this.#scene.links) {
      const distance = from_segment(x, y, this.#place(from), this.#place(to));
      if (distance < least) [best, least] = [k, distance];
    }
    return best;
  }

  /** @param {{links: object[], k: number | null, walk: number}} scene k: the lit link's step; walk: the optimizer's look */
  draw(scene) {
    this.#scene = scene;
    const { width, height } = this.#size;
    if (width === 0) return;
    const { links, k, walk } = scene;
    const scale = this.#fit(links, width, height);
    const parts = links.flatMap((link) => this.#link(link, link.k === k, walk));
    if (links.length > 0) parts.push(...this.#sum(links), ...this.#named(links.find((link) => link.k === k), links));
    else parts.push(make_svg("text", { class: "plot-text", x: width / 2, y: height / 2, "text-anchor": "middle" }, ["No step yet: no link. Press play."]));
    const svg = make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", "data-walk": String(walk) }, [...parts, ...scale_bar(scale, width, height)]);
    this.#svg.replaceWith(svg);
    this.#svg = svg;
  }

  /** Pixels for a unit, a round number, so that the picture does not breathe with every step. */
  #fit(links, width, height) {
    const all = [[0, 0], ...links.map(({ to }) => to)];
    const [w0, w1, b0, b1] = [Math.min(...all.map(([w]) => w)), Math.max(...all.map(([w]) => w)), Math.min(...all.map(([, b]) => b)), Math.max(...all.map(([, b]) => b))];
    const wanted = Math.min((width - 2 * MARGIN) / (w1 - w0 || 1e-12), (height - 2 * MARGIN - 20) / (b1 - b0 || 1e-12));
    const scale = round_factor(wanted);
    this.#place = ([w, b]) => [width / 2 + scale * (w - (w0 + w1) / 2), height / 2 - 8 - scale * (b - (b0 + b1) / 2)];
    return scale;
  }

  #link({ from, to }, lit) {
    const [a, b] = [this.#place(from), this.#place(to)];
    const name = lit ? "chain-link chain-link--lit" : "chain-link";
    return arrow(a, b, name, lit ? HEAD : 7);
  }

  /** The chain from end to end: where, how long, and the side to which it does not bulge. */
  #line(links) {
    const [a, b] = [this.#place([0, 0]), this.#place(links.at(-1).to)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const normal = length > 0 ? [-(b[1] - a[1]) / length, (b[0] - a[0]) / length] : [0, 1];
    const bulge = links.reduce((sum, { to }) => sum + (this.#place(to)[0] - a[0]) * normal[0] + (this.#place(to)[1] - a[1]) * normal[1], 0);
    return { a, b, length, out: normal.map((value) => (bulge > 0 ? -value : value)) };
  }

  #sum(links) {
    const { a, b, length, out } = this.#line(links);
    if (length < 4) return [];
    const shift = (place, by) => [place[0] + by * out[0], place[1] + by * out[1]];
    return [...arrow(shift(a, ASIDE), shift(b, ASIDE), "chain-sum", HEAD), named("the move", shift(middle(a, b), ASIDE + GAP), out)];
  }

  /** The lit link's name, on the other side of the chain. */
  #named(link, links) {
    if (!link) return [];
    const away = this.#line(links).out.map((value) => -value);
    const [x, y] = middle(this.#place(link.from), this.#place(link.to));
    return [named(`from step ${link.k}`, [x + GAP * away[0], y + GAP * away[1]], away)];
  }
}

const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/** A word beside a line, on its side `out`. */
const named = (text, [x, y], out) =>
  make_svg("text", { class: "plot-text plot-text--strong chain-text", x, y, "text-anchor": out[0] > 0.3 ? "start" : out[0] < -0.3 ? "end" : "middle", "dominant-baseline": "central" }, [text]);

const arrow = (a, b, name, head) => {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const line = make_svg("line", { class: name, x1: a[0], y1: a[1], x2: b[0], y2: b[1] });
  const size = Math.min(head, 0.6 * length);
  if (size < 1.5) return [line];
  const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const corner = (side) => `${b[0] - ux * size - side * uy * size * 0.45} ${b[1] - uy * size + side * ux * size * 0.45}`;
  return [line, make_svg("path", { class: `${name} chain-head`, d: `M${corner(1)}L${b[0]} ${b[1]}L${corner(-1)}z` })];
};

const scale_bar = (scale, width, height) => {
  const unit = round_factor((0.3 * width) / scale);
  const [x, y] = [16, height - 16];
  return [
    make_svg("path", { class: "chart-axis chain-scale", d: `M${x} ${y - 4}v4h${unit * scale}v-4` }),
    make_svg("text", { class: "plot-text", x: x + unit * scale + 8, y, "dominant-baseline": "auto" }, [`${number(unit)} in w or b`]),
  ];
};

const from_segment = (x, y, [ax, ay], [bx, by]) => {
  const square = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = square > 0 ? Math.min(Math.max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square, 0), 1) : 0;
  return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
};
