/** The surface in three dimensions, the paths lying on it, its contours on the floor. The bundle is fetched when first needed. */

import { best_direction, outlook, share_seen } from "../draw/outlook.js";
import { height_of, interpolate } from "../contour.js";
import { find, set_text } from "../dom.js";
import { number } from "../format.js";
import { step_of, theta_at } from "../walks.js";
import { ticks } from "../viewport.js";

const CONFIG = { displayModeBar: false, responsive: false, plotlyServerURL: "", modeBarButtonsToRemove: ["sendChartToCloud"] };
const MOST_POINTS = 400;
const SYMBOLS = { circle: "circle", square: "square", triangle: "x", diamond: "diamond", cross: "cross", pentagon: "square-open" };
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
/** A surface whose losses spread over more than this reads better by its logarithm. */
const LOG_FROM = 60;
const HAIR = 0.012;
/** A loss higher than so many times the highest level's would squeeze all others: there the surface is cut. */
const CUT = 3;
/** From the lowest loss down to the floor, as a share of the heights: low enough that its contours show in front of the surface. */
const FLOOR = 0.85;
/** The scene's sides, in its own units: the longer of w and b, and the loss with the floor's distance. */
const SIDE = 1.35;
const TALL = 1.0;
/** Pixels around the box for numbers and names of the axes, on a wide and on a narrow screen. */
const ROOM = { left: 76, right: 56, above: 26, below: 46 };
const ROOM_NARROW = { left: 66, right: 30, above: 66, below: 36 };
/** The same where nothing lies over the picture. */
const ROOM_BARE = { left: 58, right: 30, above: 16, below: 36 };
/** A wide picture stands aside from the list of walks, by this share of its width; one narrower than that, below the list. */
const ROOM_LEFT = 0.17;
const ASIDE_FROM = 900;
/** The size of a current point, how much larger one drawn under another is, and how near, as a share of the box, one counts as under. */
const POINT = 5;
const POINT_UNDER = 3.2;
const TOGETHER = 0.015;
/** A walk's points that should be seen, and what its end and a minimum count for, a point of its way being 1. */
const POINTS_TO_SEE = 24;
const END_COUNTS = 12;
/** A direction that shows so much less than the best, as a share, is left for it, unless a hand has turned the view. */
const MUCH_LESS = 0.25;
/** What an arrow key turns the camera by, in radians. */
const TURN = Math.PI / 18;
const NARROW = 500;

export class Scene {
  #root;
  #status;
  #list = find("[data-walk-list]");
  #plotly = null;
  #drawing = false;
  #next = null;
  #points_from = 0;
  #height = null;
  /** The height of the drawn surface at a point of the plane, -Infinity outside or in a hole. */
  #ground = () => -Infinity;
  #time_wish = null;
  #hair = 0;
  /** What of the plane is shown, as [w from, w to, b from, b to], to tell points that lie on each other. */
  #region = [0, 1, 0, 1];
  /** The surface looked at, where from, and the outlook that was given to Plotly: another one there now is a hand's. */
  #subject = null;
  #towards = null;
  #given = null;

  /** @param {ParentNode} [within] what holds the scene and its status line */
  constructor(within = document) {
    this.#root = find("[data-scene]", within);
    this.#status = find("[data-scene-status]", within);
    this.#root.addEventListener("keydown", (event) => this.#turn(event));
  }

  /** Arrow keys walk the camera around the surface. */
  #turn(event) {
    const [around, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    const camera = this.#root._fullLayout?.scene?.camera;
    if (!camera || (!around && !up)) return;
    event.preventDefault();
    const { x, y, z } = camera.eye;
    const radius = Math.hypot(x, y, z);
    const turned = Math.atan2(y, x) + around * TURN;
    const height = Math.min(Math.max(Math.asin(z / radius) + up * TURN, -1.4), 1.5);
    const flat = radius * Math.cos(height);
    this.#plotly.relayout(this.#root, { "scene.camera.eye": { x: flat * Math.cos(turned), y: flat * Math.sin(turned), z: radius * Math.sin(height) } });
  }

  get visible() { return this.#root.offsetParent !== null; }

  /**
   * Draws surface, paths and floor. The eye moves for another surface, or where walks would be hidden from it, but not once a hand has
   * turned the view. Calls while one is being drawn are merged into the last.
   * @param {{subject: string, grid: object, levels: object, minima: number[][], walks: object[], t: number, ink: object, height: string}} scene
   *   subject: which surface it is, where there are several; minima: those that should be seen; walks: every run with its look, `active`
   *   of the last-added start
   */
  async draw(scene) {
    this.#next = scene;
    if (this.#drawing) return;
    this.#drawing = true;
    try {
      if (!this.#plotly) set_text(this.#status, "Fetching the 3-D view…");
      this.#plotly ??= (await import("../../vendor/plotly-3d.min.js")).default;
      while (this.#next) {
        const now = this.#next;
        this.#next = null;
        this.#time_wish = null;
        await this.#render(now);
        if (!this.#next) await this.#move_points();
      }
      set_text(this.#status, "");
    } catch (error) {
      set_text(this.#status, `The 3-D view cannot be drawn here: ${error.message}. The maps show the same walks.`);
    } finally {
      this.#drawing = false;
    }
  }

  async #render({ subject = "", grid, levels, minima = [], walks, t, ink, height }) {
    const log = height === "log" || (height === "auto" && spread_of(grid) > LOG_FROM);
    const ceiling = ceiling_of(grid, levels);
    this.#height = (loss) => (log ? height_of(levels, loss) : Math.min(loss, ceiling));
    for (const radio of document.getElementsByName("height")) radio.checked = radio.value === (log ? "log" : "linear");
    const columns = grid.w.length;
    const z = Array.from(grid.b, (_, row) => Array.from(grid.w, (_unused, column) => this.#clipped(grid.loss[row * columns + column], ceiling)));
    const range = [this.#height(levels.lowest), this.#height(ceiling)];
    this.#hair = HAIR * (range[1] - range[0]);
    const floor = range[0] - FLOOR * (range[1] - range[0]);
    const top = range[1] + 0.02 * (range[1] - range[0]);
    this.#region = [grid.w[0], grid.w.at(-1), grid.b[0], grid.b.at(-1)];
    // Interpolated as it is drawn: heights, not losses.
    const drawn = { w: grid.w, b: grid.b, loss: z.flat().map((value) => value ?? NaN) };
    this.#ground = (w, b) => interpolate(drawn, w, b) ?? -Infinity;
    const surface = {
      type: "surface", x: Array.from(grid.w), y: Array.from(grid.b), z, showscale: false, hoverinfo: "skip", opacity: 1,
      colorscale: ink.terrain.map((colour, i) => [i / (ink.terrain.length - 1), colour]),
      surfacecolor: Array.from(grid.b, (_, row) => Array.from(grid.w, (_unused, column) => height_of(levels, grid.loss[row * columns + column]))),
      cmin: levels.low, cmax: levels.high,
      lighting: { ambient: 0.78, diffuse: 0.35, specular: 0.03, roughness: 0.9 },
      ...(grid.non_finite_count === 0 ? { contours: contours_of(range, ink) } : {}),
    };
    // Where losses are undefined Plotly's contours never end: a surface of its own, whole and not shown, has them, with walls round the holes.
    const whole = grid.non_finite_count === 0 ? [] : [{ ...surface, z: z.map((row) => row.map((value) => value ?? range[1])), hidesurface: true, contours: contours_of(range, ink) }];
    const line = ({ run, look }, more) => ({ type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false, ...this.#line(run), ...more, line: { color: ink.walks[look.index].stroke, dash: DASHES[look.index], width: 5, ...more.line } });
    const paths = walks.map((walk) => line(walk, {}));
    // On the floor the way of the last-added start's walks through the contours.
    const shadows = walks.filter(({ active }) => active).map((walk) => line(walk, { name: "floor", opacity: 0.7, z: paths[walks.indexOf(walk)].z.map(() => floor), line: { width: 2.5 } }));
    const places = this.#places(walks, t);
    const points = walks.map(({ look }, i) => ({ type: "scatter3d", mode: "markers", hoverinfo: "skip", showlegend: false, marker: { color: ink.walks[look.index].stroke, size: places[i].size, symbol: SYMBOLS[look.marker], line: { color: ink.halo, width: 1.5 } }, x: [places[i].x], y: [places[i].y], z: [places[i].z] }));
    this.#points_from = 1 + whole.length + paths.length + shadows.length;
    const { clientWidth: width, clientHeight: total } = this.#root;
    const aspect = aspect_of(grid);
    const camera = this.#look({ subject, picture: { width, height: total, ...this.#room(width) }, aspect, z, floor, top, walks, minima });
    const axis = { showbackground: false, gridcolor: ink.rule, zerolinecolor: ink.rule, color: ink.soft, tickfont: { family: ink.sans, size: 11 }, showspikes: false };
    // Numbers only as low as losses are.
    const heights = ticks(range[0], range[1], 4);
    const layout = {
      width, height: total, margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", showlegend: false, uirevision: this.#subject,
      scene: {
        uirevision: this.#subject,
        xaxis: { ...axis, title: { text: "w" } }, yaxis: { ...axis, title: { text: "b" } },
        zaxis: { ...axis, title: { text: log ? (levels.lowest === 0 ? "log₁₀ of the loss" : "log₁₀ above the lowest") : "loss" }, range: [floor, top], tickmode: "array", tickvals: heights, ticktext: heights.map((value) => number(value, 4)) },
        aspectmode: "manual", aspectratio: aspect, camera,
      },
    };
    await this.#plotly.react(this.#root, [surface, ...whole, ...paths, ...shadows, ...points], layout, CONFIG);
  }

  #room(width) {
    if (!this.#list) return ROOM_BARE;
    if (width < NARROW) return ROOM_NARROW;
    return width < ASIDE_FROM ? { ...ROOM, above: this.#list.offsetTop + this.#list.offsetHeight } : { ...ROOM, left: ROOM_LEFT * width };
  }

  /** The camera: the one that there is, or another for another surface or hidden walks. */
  #look({ subject, picture, aspect, z, floor, top, walks, minima }) {
    const present = this.#root._fullLayout?.scene?.camera;
    const turned = this.#given !== null && present !== undefined && ["x", "y", "z"].some((axis) => Math.abs(present.eye[axis] - this.#given.eye[axis]) > 1e-6);
    if (turned && subject === this.#subject) return structuredClone(present);
    const [w0, w1, b0, b1] = this.#region;
    const z_of = (height) => ((height - floor) / (top - floor) - 0.5) * aspect.z;
    const place = (w, b, height) => ({ x: ((w - w0) / (w1 - w0) - 0.5) * aspect.x, y: ((b - b0) / (b1 - b0) - 0.5) * aspect.y, z: z_of(height) });
    const height_at = (x, y) => {
      const row = z[Math.round((y / aspect.y + 0.5) * (z.length - 1))];
      const height = row?.[Math.round((x / aspect.x + 0.5) * (row.length - 1))];
      return height === null || height === undefined ? -Infinity : z_of(height);
    };
    const points = points_to_see(walks, minima).filter(([w, b]) => w >= w0 && w <= w1 && b >= b0 && b <= b1).map(([w, b, loss, weight]) => ({ ...place(w, b, this.#lifted(w, b, loss)), weight }));
    const best = best_direction(points, aspect, height_at);
    const seen = (towards) => share_seen(points, towards, aspect, height_at);
    if (subject !== this.#subject || seen(this.#towards) < (1 - MUCH_LESS) * seen(best)) this.#towards = best;
    this.#subject = subject;
    this.#given = outlook(this.#towards, aspect, picture);
    // A copy: Plotly writes into what it is given.
    return structuredClone(this.#given);
  }

  #clipped(loss, ceiling) { return Number.isFinite(loss) ? this.#height(Math.min(loss, ceiling)) : null; }

  /**
   * A hair above the surface, or it would swallow half of the line's thickness; above the drawn one too, which between the grid's points
   * does not go down to the bottom of a narrow valley.
   */
  #lifted(w, b, loss) { return Math.max(this.#height(loss), this.#ground(w, b)) + this.#hair; }

  #line(run) {
    const every = Math.max(1, Math.floor(run.iterations / MOST_POINTS));
    const steps = [];
    for (let step = 0; step < run.iterations; step += every) steps.push(step);
    steps.push(run.iterations);
    return { x: steps.map((s) => run.theta[2 * s]), y: steps.map((s) => run.theta[2 * s + 1]), z: steps.map((s) => this.#lifted(run.theta[2 * s], run.theta[2 * s + 1], run.loss[s])) };
  }

  /** Where the current points are; of those that lie on each other the earlier ones are larger and lower, so that all are seen. */
  #places(walks, t) {
    const [w0, w1, b0, b1] = this.#region;
    const places = walks.map(({ run, look }) => {
      const step = step_of(run, t);
      const [x, y] = theta_at(run, step);
      return { look: look.index, x, y, loss: run.loss[step] };
    });
    const together = (a, b) => Math.abs(a.x - b.x) < TOGETHER * (w1 - w0) && Math.abs(a.y - b.y) < TOGETHER * (b1 - b0);
    return places.map((place) => {
      const looks = new Set(places.filter((other) => together(place, other)).map(({ look }) => look));
      const rank = [...looks].filter((look) => look < place.look).length;
      const under = looks.size - 1 - rank;
      return { x: place.x, y: place.y, z: this.#lifted(place.x, place.y, place.loss) + (1 + 1.5 * rank) * this.#hair, size: POINT + POINT_UNDER * under };
    });
  }

  /** Moves the current points; the terrain stays. Calls while a frame is being drawn are made good by one after it. */
  async draw_time(walks, t) {
    this.#time_wish = { walks, t };
    if (!this.#height || this.#drawing || !this.visible) return;
    this.#drawing = true;
    await this.#move_points();
    this.#drawing = false;
    if (this.#next) this.draw(this.#next);
  }

  async #move_points() {
    while (this.#time_wish) {
      const { walks, t } = this.#time_wish;
      this.#time_wish = null;
      const places = this.#places(walks, t);
      const traces = walks.map((_, i) => this.#points_from + i);
      const all = (name) => places.map((place) => [place[name]]);
      await this.#plotly.restyle(this.#root, { x: all("x"), y: all("y"), z: all("z"), "marker.size": places.map(({ size }) => size) }, traces);
    }
  }
}

/** Contours on a surface between two heights, and on the floor under it. */
const contours_of = ([start, end], ink) => ({ z: { show: true, usecolormap: false, color: ink.contour_solid, width: 1, project: { z: true }, start, end, size: (end - start) / 14 } });

/** The highest loss drawn: the grid's highest, for a cut has ragged edges, unless that is far above the highest level. */
const ceiling_of = (grid, levels) => Math.min(CUT * 10 ** levels.high + levels.lowest, grid.finite_maximum ?? Infinity);

/** What should not be hidden, as [w, b, loss, weight]: ways and ends of the last-added start's walks, and the deepest minima. */
const points_to_see = (walks, minima) => {
  const deepest = Math.min(...minima.map(([, , loss]) => loss));
  const points = minima.filter(([, , loss]) => loss <= deepest + 1e-9 * (1 + Math.abs(deepest))).map(([w, b, loss]) => [w, b, loss, END_COUNTS]);
  for (const { run } of walks.filter(({ active }) => active)) {
    for (let i = 0; i <= POINTS_TO_SEE; i += 1) {
      const step = Math.round((i / POINTS_TO_SEE) * run.iterations);
      points.push([run.theta[2 * step], run.theta[2 * step + 1], run.loss[step], i === POINTS_TO_SEE ? END_COUNTS : 1]);
    }
  }
  return points;
};

const spread_of = (grid) => {
  const finite = grid.loss.filter(Number.isFinite).sort();
  const at = (share) => finite[Math.floor(share * (finite.length - 1))];
  return (at(0.97) - finite[0]) / (at(0.4) - finite[0] || 1);
};

const aspect_of = (grid) => {
  const w = grid.w.at(-1) - grid.w[0];
  const b = grid.b.at(-1) - grid.b[0];
  const longest = Math.max(w, b);
  return { x: (SIDE * w) / longest, y: (SIDE * b) / longest, z: TALL };
};
