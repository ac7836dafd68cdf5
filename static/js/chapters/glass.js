/** The close-up of one Nesterov step, drawn stage by stage in the page's grammar: dashed what is carried, dotted the ghost, full the push. */

import { arrow, current_point, ghost, label, marker } from "../draw/marks.js";
import { canvas_context, find, live_size } from "../dom.js";
import { ink } from "../ink.js";
import { number } from "../format.js";
import { round_factor } from "../walks.js";

const MARGIN = 64;
const FADED = 0.3;
/** From an arrow to the word beside it. */
const GAP = 14;
const EDGE = 8;

export class Glass {
  #canvas;
  #size;
  #scene = null;

  constructor(root) {
    this.#canvas = find("canvas", root);
    this.#size = live_size(root);
    new ResizeObserver(() => this.#again()).observe(root);
    document.documentElement.addEventListener("themechange", () => this.#again());
  }

  #again() { if (this.#scene) this.draw(this.#scene); }

  /**
   * @param {{step: {carried: number[], here: number[], there: number[]}, stage: number, look: object, rival: object}} scene displacements from
   *   theta_t in (w, b): the carried part, and the pushes that the gradients here and ahead give; rival: momentum's look
   */
  draw(scene) {
    this.#scene = scene;
    const { width, height } = this.#size;
    if (width === 0) return;
    const { step, stage, look, rival } = scene;
    const { carried, here, there } = step;
    const c = canvas_context(this.#canvas, width, height);
    const colours = ink();
    const green = colours.walks[look.index].stroke;
    const orange = colours.walks[rival.index].stroke;
    const moved = sum(carried, there);
    const late = sum(carried, here);
    const { place, scale } = framed([[0, 0], carried, here, moved, late], width, height);
    const [origin, tip, end, late_end] = [[0, 0], carried, moved, late].map(place);
    c.font = `500 12px ${colours.sans}`;
    const word = (text, from, to, colour, clear_of) => beside(c, text, from, to, colour, colours.halo, clear_of, width);

    c.globalAlpha = stage === 5 ? FADED : 1;
    arrow(c, ...origin, ...tip, green, colours.halo, { carried: true, width: 1.8 });
    if (stage >= 2) ghost(c, ...tip, green, colours.halo, 9);
    if (stage >= 3) {
      arrow(c, ...tip, ...end, green, colours.halo);
      if (stage === 3) arrow(c, ...origin, ...place(here), colours.soft, colours.halo, { width: 1.8 });
    }
    c.globalAlpha = 1;
    if (stage >= 4) {
      arrow(c, ...tip, ...late_end, orange, colours.halo, { width: 1.2 });
      marker(c, rival.marker, ...late_end, 4, orange);
      arrow(c, ...origin, ...end, colours.ink, colours.halo, { width: 2 });
    }
    if (stage === 5) {
      marker(c, look.marker, ...origin, 4, green);
      current_point(c, look.marker, ...end, green, colours.halo);
    } else current_point(c, look.marker, ...origin, green, colours.halo);

    if (stage <= 2) word("carried", origin, tip, colours.walks[look.index].text, end);
    if (stage === 2) label(c, "look-ahead", tip[0], tip[1] - 20, colours.walks[look.index].text, colours.halo, { align: "center" });
    if (stage === 3) {
      word("push, from here", origin, place(here), colours.soft, tip);
      word("push, from ahead", tip, end, colours.walks[look.index].text, origin);
    }
    if (stage >= 4) {
      word(stage === 4 ? "the sum" : "the move", origin, end, colours.ink, tip);
      word("momentum’s", tip, late_end, colours.walks[rival.index].text, end);
    }
    bar(c, scale, width, height, colours);
  }
}

const sum = (a, b) => [a[0] + b[0], a[1] + b[1]];

/** One scale for both axes, a round number, with everything in sight at every stage. */
const framed = (all, width, height) => {
  const [ws, bs] = [all.map(([w]) => w), all.map(([, b]) => b)];
  const [w0, w1, b0, b1] = [Math.min(...ws), Math.max(...ws), Math.min(...bs), Math.max(...bs)];
  const scale = round_factor(Math.min((width - 2 * MARGIN) / (w1 - w0 || 1e-12), (height - 2 * MARGIN - 16) / (b1 - b0 || 1e-12)));
  return { scale, place: ([w, b]) => [width / 2 + scale * (w - (w0 + w1) / 2), height / 2 - 8 - scale * (b - (b0 + b1) / 2)] };
};

/** A word beside the middle of an arrow, on the side away from a place; none beside one that is too short to be seen. */
const beside = (c, text, [x0, y0], [x1, y1], colour, halo, clear_of, width) => {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 8) return;
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const normal = [(y1 - y0) / length, (x0 - x1) / length];
  const side = normal[0] * (clear_of[0] - x) + normal[1] * (clear_of[1] - y) > 0 ? -1 : 1;
  const [nx, ny] = normal.map((value) => side * value);
  const align = nx > 0.3 ? "left" : nx < -0.3 ? "right" : "center";
  const half = c.measureText(text).width / 2;
  const middle = x + GAP * nx + { left: half, right: -half, center: 0 }[align];
  const kept = Math.min(Math.max(middle, half + EDGE), width - half - EDGE);
  // Pushed back from the edge, the word must lie neither on its arrow nor on the head: it stands past its end.
  const past = y1 < y0 ? Math.min(y0, y1) - GAP : Math.max(y0, y1) + GAP;
  label(c, text, kept, kept === middle ? y + GAP * ny : past, colour, halo, { align: "center" });
};

const bar = (c, scale, width, height, colours) => {
  const unit = round_factor((0.3 * width) / scale);
  const [x, y] = [16, height - 16];
  c.beginPath();
  c.moveTo(x, y - 4);
  c.lineTo(x, y);
  c.lineTo(x + unit * scale, y);
  c.lineTo(x + unit * scale, y - 4);
  c.lineWidth = 1;
  c.strokeStyle = colours.soft;
  c.stroke();
  c.font = `400 12px ${colours.sans}`;
  label(c, `${number(unit)} in w or b`, x + unit * scale + 8, y - 3, colours.soft, colours.halo);
};
