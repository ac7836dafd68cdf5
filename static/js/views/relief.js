/** A surface as a block of land with a plane through it, on a canvas of its own: turned by dragging or by the arrow keys. */

import { canvas_context, find, make } from "../dom.js";
import { colours_of } from "../draw/relief_colours.js";
import { draw_relief } from "../draw/relief.js";
import { ink } from "../ink.js";
import { land_of, lines_at } from "../draw/land.js";
import { raster_of } from "../draw/raster.js";
import { turned } from "../draw/camera.js";

/** What an arrow key turns by, in radians. */
const TURN = Math.PI / 18;
/** Radians a pixel of dragging: the near side follows the hand. */
const DRAG = 0.009;
/** Pixels of the raster along a pixel of the page: at rest more than a plain screen has, which smooths the block's edges. */
const MOVING = 1;
const FINE = 2;
const REST_MILLISECONDS = 120;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Relief {
  #root;
  #canvas;
  #land = null;
  #cut = null;
  #eye = null;
  #colours = null;
  #frame = 0;
  #hand = null;
  #sheets = new Map();
  #rest = 0;

  /** @param {HTMLElement} root [data-relief] */
  constructor(root) {
    this.#root = root;
    this.#canvas = find("canvas", root);
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("pointerdown", (event) => this.#grasp(event));
    root.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => this.#let_go());
    new ResizeObserver(() => this.#soon()).observe(root);
    // At once, for paper does not wait for a frame.
    document.documentElement.addEventListener("themechange", () => {
      this.#colours = null;
      this.#draw();
    });
  }

  /** Whether there is a surface to be seen. */
  get shown() { return this.#land !== null; }

  /**
   * Another surface; the plane is gone until it is cut anew. Draws it at once.
   * @param {object} grid of losses
   * @param {{lowest: number, ceiling: number, heights: number[]}} levels as `land_of` takes them
   * @param {import("../draw/camera.js").Eye} eye where it is looked at from at first
   */
  show(grid, levels, eye) {
    this.#land = land_of(grid, levels);
    this.#eye = eye;
    this.#cut = null;
    this.#draw();
  }

  /** Moves the plane to a loss, with the next frame. */
  cut(loss) {
    if (!this.#land) return;
    this.#cut = { loss, lines: lines_at(this.#land, loss) };
    this.#soon();
  }

  #key(event) {
    const [around, up] = ARROWS[event.key] ?? [0, 0];
    if ((!around && !up) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#turn(around * TURN, up * TURN);
  }

  #grasp(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.#hand = [event.clientX, event.clientY];
    this.#root.setPointerCapture(event.pointerId);
    this.#root.classList.add("is-turning");
  }

  #drag({ isPrimary, clientX, clientY }) {
    if (!this.#hand || !isPrimary) return;
    const [x, y] = this.#hand;
    this.#hand = [clientX, clientY];
    this.#turn(DRAG * (x - clientX), DRAG * (clientY - y));
  }

  #let_go() {
    this.#hand = null;
    this.#root.classList.remove("is-turning");
  }

  #turn(around, up) {
    if (!this.#land) return;
    this.#eye = turned(this.#eye, around, up);
    this.#soon();
  }

  /** With the next frame, roughly; finely when it has come to rest. */
  #soon() {
    clearTimeout(this.#rest);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw(MOVING);
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => this.#draw(), REST_MILLISECONDS);
    });
  }

  #draw(scale = FINE) {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (!this.#land || width === 0 || height === 0) return;
    this.#colours ??= colours_of(ink());
    const picture = { land: this.#land, colours: this.#colours, ink: ink(), eye: this.#eye, cut: this.#cut, width, height };
    draw_relief(canvas_context(this.#canvas, width, height), this.#sheet(scale, width, height), picture);
  }

  #sheet(scale, width, height) {
    const kept = this.#sheets.get(scale);
    if (kept?.raster.width === scale * width && kept.raster.height === scale * height) return kept;
    const raster = raster_of(scale * width, scale * height);
    const canvas = Object.assign(make("canvas"), { width: raster.width, height: raster.height });
    this.#sheets.set(scale, { raster, canvas });
    return this.#sheets.get(scale);
  }
}
