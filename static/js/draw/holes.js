/** Where the loss is not defined: a quiet hatch, and the words where there is room for them. */

import { has_holes, hole_at } from "../holes.js";
import { label } from "./marks.js";
import { to_b, to_w, to_x, to_y } from "../viewport.js";

/** Pixels between two lines of the hatch. */
const HATCH = 9;
/** Cells in which room for the words is looked for, how many of them the words take, and the strip at the map's edges that has ticks. */
const CELL = 24;
const ROOM = 5;
const TICKS = 42;

/** Pixels of the mask along each side of a grid's cell. */
const FINE = 4;

const masks = new WeakMap();

/**
 * Covers the holes of a grid with plain ground, hatched.
 * @param {CanvasRenderingContext2D} c
 * @param {import("../viewport.js").View} view
 * @param {{w: Float64Array, b: Float64Array, loss: Float32Array, non_finite_count: number}} grid
 * @param {object} ink
 * @param {{names: boolean, keep_clear: number[][]}} options
 */
export const draw_holes = (c, view, grid, ink, { names, keep_clear }) => {
  if (!has_holes(grid)) return;
  const layer = document.createElement("canvas");
  const ratio = c.getTransform().a;
  layer.width = c.canvas.width;
  layer.height = c.canvas.height;
  const l = layer.getContext("2d");
  l.scale(ratio, ratio);
  l.fillStyle = ink.hole;
  l.fillRect(0, 0, view.width, view.height);
  hatch(l, view, ink.line);
  l.globalCompositeOperation = "destination-in";
  const [x, y] = [to_x(view, grid.w[0]), to_y(view, grid.b.at(-1))];
  const [right, bottom] = [to_x(view, grid.w.at(-1)), to_y(view, grid.b[0])];
  const [across, down] = [(right - x) / (grid.w.length - 1), (bottom - y) / (grid.b.length - 1)];
  // A pixel of the mask lies around its grid point, so the mask reaches half a cell beyond the grid.
  l.drawImage(mask_of(grid), x - across / 2, y - down / 2, right - x + across, bottom - y + down);
  c.drawImage(layer, 0, 0, view.width, view.height);
  const place = names ? roomiest(view, grid, keep_clear) : null;
  if (!place) return;
  const [middle_x, middle_y, angle] = place;
  c.save();
  c.translate(middle_x, middle_y);
  c.rotate(angle);
  c.font = `italic 14px ${ink.serif}`;
  label(c, "undefined here", 0, 0, ink.soft, ink.hole, { align: "center" });
  c.restore();
};

const hatch = (c, { width, height }, colour) => {
  c.beginPath();
  for (let x = -height; x < width; x += HATCH) {
    c.moveTo(x, height);
    c.lineTo(x + height, 0);
  }
  c.lineWidth = 1;
  c.strokeStyle = colour;
  c.stroke();
};

/** The holes as a picture with sharp edges, a few pixels a grid point, the first row at the foot. */
const mask_of = (grid) => {
  if (masks.has(grid)) return masks.get(grid);
  const columns = grid.w.length;
  const rows = grid.b.length;
  const points = painted(columns, rows, (image) => {
    grid.loss.forEach((loss, i) => {
      const pixel = (rows - 1 - Math.floor(i / columns)) * columns + (i % columns);
      image[4 * pixel + 3] = Number.isFinite(loss) ? 0 : 255;
    });
  });
  const mask = painted(FINE * columns, FINE * rows, (image) => {
    for (let i = 3; i < image.length; i += 4) image[i] = image[i] > 127 ? 255 : 0;
  }, points);
  masks.set(grid, mask);
  return mask;
};

/** A canvas of that size whose pixels were changed by `paint`; at first it is empty, or has `from` stretched over it. */
const painted = (width, height, paint, from = null) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const c = canvas.getContext("2d", { willReadFrequently: true });
  if (from) c.drawImage(from, 0, 0, width, height);
  const image = c.getImageData(0, 0, width, height);
  paint(image.data);
  c.putImageData(image, 0, 0);
  return canvas;
};

/**
 * Where the words fit in a hole: along the longest row of free cells, or upright along the longest column.
 * @returns {[number, number, number] | null} a pixel and an angle, or null where they would not fit
 */
const roomiest = (view, grid, keep_clear) => {
  const [columns, rows] = [Math.floor(view.width / CELL), Math.floor(view.height / CELL)];
  const centre = (i) => (i + 0.5) * CELL;
  const free = (column, row) => {
    const [x, y] = [centre(column), centre(row)];
    const taken = x < TICKS || y > view.height - TICKS || keep_clear.some(([x0, y0, x1, y1]) => x > x0 && x < x1 && y > y0 && y < y1);
    return !taken && hole_at(grid, to_w(view, x), to_b(view, y));
  };
  const roomy = (row, column) => free(column, row - 1) && free(column, row) && free(column, row + 1);
  const across = longest_run(rows, columns, roomy) ?? longest_run(rows, columns, (row, column) => free(column, row));
  if (across) return [centre(across.middle), centre(across.line), 0];
  const down = longest_run(columns, rows, free);
  return down ? [centre(down.line), centre(down.middle), -Math.PI / 2] : null;
};

/** The longest run of free cells along any line, the line nearest the middle where several are as long; null where all are too short. */
const longest_run = (lines, length, free) => {
  let best = null;
  for (let line = 0; line < lines; line += 1) {
    const aside = Math.abs(line - lines / 2) / lines;
    let run = 0;
    for (let i = 0; i < length; i += 1) {
      run = free(line, i) ? run + 1 : 0;
      if (run >= ROOM && run - aside > (best?.score ?? 0)) best = { line, middle: i - (run - 1) / 2, score: run - aside };
    }
  }
  return best;
};
