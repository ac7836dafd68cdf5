/** A surface as a block of land with a horizontal plane through it: land and plane pixel by pixel, lines and names over them on a canvas. */

import { camera } from "./camera.js";
import { clear, paint_triangle, veil_triangle } from "./raster.js";
import { draw_axes } from "./relief_axes.js";
import { TALL } from "./land.js";

/** Pixels around the block for names. */
const MARGIN = 36;
const LINE = 0.8;
const CUT = 2.4;
/** A line is seen unless what is before it is nearer by more than this share: it lies on the land, and the land is only so finely cut. */
const SLACK = 0.003;

/**
 * @param {CanvasRenderingContext2D} c in CSS pixels, cleared
 * @param {{raster: import("./raster.js").Raster, canvas: HTMLCanvasElement}} sheet of one size: a canvas scales what another shows, not pixels
 * @param {{land: import("./land.js").Land, colours: object, ink: object, eye: import("./camera.js").Eye, cut: {loss: number, lines: number[][][]} | null,
 *   width: number, height: number}} picture cut: the plane, and the lines in which it cuts the land; width, height: in CSS pixels
 */
export const draw_relief = (c, { raster, canvas }, { land, colours, ink, eye, cut, width, height }) => {
  const view = camera(eye, TALL, { width, height, margin: MARGIN });
  const scene = { c, raster, land, colours, ink, scale: raster.width / width, ...view };
  draw_land(scene);
  const plane = cut && plane_of(land, cut.loss);
  if (plane) veil(scene, plane);
  canvas.getContext("2d").putImageData(raster.image, 0, 0);
  c.drawImage(canvas, 0, 0, width, height);
  draw_lines(scene, land.lines, ink.decade, LINE);
  if (plane) {
    draw_lines(scene, outline_of(land, plane), ink.soft, 1);
    draw_lines(scene, cut.lines, ink.ink, CUT);
  }
  draw_axes(scene, cut?.loss ?? null);
};

const vertices_of = (count) => ({ x: new Float32Array(count), y: new Float32Array(count), near: new Float32Array(count), height: new Float32Array(count), light: new Float32Array(count) });

const placed = ({ project, scale }, points) => {
  const vertices = vertices_of(points.length);
  points.forEach(({ x, y, z, height, light }, i) => {
    const [px, py, near] = project(x, y, z);
    vertices.x[i] = scale * px;
    vertices.y[i] = scale * py;
    vertices.near[i] = near;
    vertices.height[i] = height;
    vertices.light[i] = light;
  });
  return vertices;
};

const draw_land = (scene) => {
  const { raster, land: { points, triangles }, colours: { table } } = scene;
  const vertices = placed(scene, points);
  clear(raster);
  for (let i = 0; i < triangles.length; i += 3) paint_triangle(raster, vertices, triangles[i], triangles[i + 1], triangles[i + 2], table);
};

/** The plane's corners. */
const plane_of = ({ x, y, z_of }, loss) => [[x[0], y[0]], [x.at(-1), y[0]], [x.at(-1), y.at(-1)], [x[0], y.at(-1)]].map(([px, py]) => ({ x: px, y: py, z: z_of(loss), height: 0, light: 0 }));

const veil = (scene, plane) => {
  const vertices = placed(scene, plane);
  for (const [i, j, k] of [[0, 1, 2], [0, 2, 3]]) veil_triangle(scene.raster, vertices, i, j, k, scene.colours.plane);
};

/** The plane's edges, in pieces as short as the land's cells. */
const outline_of = ({ x, y }, [{ z }]) => [
  ...[y[0], y.at(-1)].map((side) => Array.from(x, (px) => [px, side, z])),
  ...[x[0], x.at(-1)].map((side) => Array.from(y, (py) => [side, py, z])),
];

/** Lines in space, where no land is before them. */
const draw_lines = ({ c, project, raster, scale }, lines, colour, width) => {
  const is_seen = ([x, y, near]) => near * (1 + SLACK) >= (raster.near[Math.floor(scale * y) * raster.width + Math.floor(scale * x)] ?? 0);
  c.beginPath();
  for (const line of lines) {
    let before = null;
    for (const place of line) {
      const point = project(...place);
      const now = is_seen(point) ? point : null;
      if (now && before) c.lineTo(now[0], now[1]);
      else if (now) c.moveTo(now[0], now[1]);
      before = now;
    }
  }
  c.lineWidth = width;
  c.lineJoin = "round";
  c.lineCap = "round";
  c.strokeStyle = colour;
  c.stroke();
};
