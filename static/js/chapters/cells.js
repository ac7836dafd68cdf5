/** The cells of a grid search on a canvas: those that are evaluated in the terrain's colours, the best one marked. */

import { spacing, WIDEST } from "./grid_search.js";
import { canvas_context, find, live_size } from "../dom.js";
import { minimum } from "../draw/marks.js";
import { draw_terrain } from "../draw/terrain.js";
import { fit, scale_of, to_x, to_y } from "../viewport.js";
import { ink } from "../ink.js";
import { neuron } from "../walk/chapter.js";

/** The worst that a sigmoid can do on the data: on the wrong side of every point. The colours' upper end. */
const WORST = neuron.data.reduce((sum, [, y]) => sum + Math.max(y, 1 - y) ** 2, 0) / 2;
const DECADES = 3;

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));

/** Red, green and blue of a loss: even in its logarithm, as on the maps. */
const colour_of = (ramp, loss) => {
  const share = 1 + Math.log10(Math.max(loss, Number.MIN_VALUE) / WORST) / DECADES;
  const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const low = Math.min(Math.floor(place), ramp.length - 2);
  return ramp[low].map((value, i) => value + (place - low) * (ramp[low + 1][i] - value));
};

export class Cells {
  #image = document.createElement("canvas");
  #shown = null;

  /** @param {HTMLElement} root [data-cells], square */
  constructor(root) {
    this.root = root;
    this.size = live_size(root);
    const again = () => { if (this.#shown) this.draw(this.#shown); };
    new ResizeObserver(again).observe(root);
    document.documentElement.addEventListener("themechange", again);
  }

  /**
   * @param {{count: number, losses: Float64Array, done: number, best: number[] | null, reveal: boolean}} shown losses: in the order of the
   *   search, `done` of them evaluated; best: the best cell so far, (w, b, loss); reveal: whether to mark the true minimum
   */
  draw(shown) {
    this.#shown = shown;
    const { width, height } = this.size;
    if (width === 0 || height === 0) return;
    const view = fit([-WIDEST, WIDEST, -WIDEST, WIDEST], width, height, false);
    const colours = ink();
    this.#draw_cells(view, shown, colours);
    draw_terrain(find("[data-terrain]", this.root), view, { grid: null, levels: null, minima: shown.reveal ? neuron.minima : [], ink: colours, names: true, keep_clear: [] });
    const c = canvas_context(find("[data-marks]", this.root), width, height);
    if (shown.best) draw_best(c, view, shown, colours);
  }

  #draw_cells(view, { count, losses, done }, colours) {
    const c = canvas_context(find("[data-cells-canvas]", this.root), view.width, view.height);
    const ramp = colours.terrain.map(channels);
    const rows = Math.ceil(done / count);
    if (rows > 0) {
      Object.assign(this.#image, { width: count, height: rows });
      const pixels = new ImageData(count, rows);
      for (let i = 0; i < done; i += 1) pixels.data.set([...colour_of(ramp, losses[i]), 255], 4 * i);
      this.#image.getContext("2d").putImageData(pixels, 0, 0);
      c.imageSmoothingEnabled = false;
      c.drawImage(this.#image, 0, 0, view.width, (view.height * rows) / count);
    }
    draw_lines(c, view, count, colours);
  }
}

/** Lines between the cells, while they are far enough apart to be told from each other. */
const CLOSEST = 5;
const draw_lines = (c, view, count, colours) => {
  const side = view.width / count;
  if (side < CLOSEST) return;
  c.beginPath();
  for (let i = 1; i < count; i += 1) {
    c.moveTo(i * side, 0);
    c.lineTo(i * side, view.height);
    c.moveTo(0, i * side);
    c.lineTo(view.width, i * side);
  }
  c.lineWidth = 0.6;
  c.strokeStyle = colours.line;
  c.stroke();
};

/** The best cell in a frame that is never too small to be seen; with the minimum known, the way that is still missing. */
const draw_best = (c, view, { count, best, reveal }, colours) => {
  const [x, y] = [to_x(view, best[0]), to_y(view, best[1])];
  const side = Math.max(spacing(count) * scale_of(view), 9);
  for (const [width, colour] of [[5, colours.halo], [2, colours.ink]]) {
    if (reveal) {
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(to_x(view, neuron.minima[0][0]), to_y(view, neuron.minima[0][1]));
      c.lineWidth = width * 0.7;
      c.strokeStyle = colour;
      c.stroke();
    }
    c.beginPath();
    c.rect(x - side / 2, y - side / 2, side, side);
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
  }
  // The frame and the way lie over the terrain's own mark.
  if (reveal) for (const [w, b] of neuron.minima) minimum(c, to_x(view, w), to_y(view, b), colours.ink, colours.halo);
};

