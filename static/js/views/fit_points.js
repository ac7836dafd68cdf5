/** The data points as handles on the fit: dragged, touched or moved by the arrow keys, each saying where it is. */

import { held, key_moved } from "../draw/fit_axes.js";
import { make } from "../dom.js";
import { number } from "../format.js";

/** More could neither be told apart nor tabbed through; they are drawn, and edited in the table. */
export const MOST_HANDLES = 40;
/** Milliseconds after the last key at which a point counts as let go. */
const KEY_REST = 500;

export class FitPoints {
  #root;
  #handles = [];
  #data = [];
  #scene = null;
  #timer = 0;

  /**
   * @param {HTMLElement} root over the chart, of its size
   * @param {{move: (i: number, point: [number, number]) => void, rest: () => void}} on a point in a hand; the hand lets go
   */
  constructor(root, on) {
    this.#root = root;
    this.on = on;
  }

  /**
   * @param {[number, number][]} data
   * @param {{axes: object, area: {left: number, top: number, width: number, height: number}, x_at: Function, y_at: Function}} scene of the chart
   */
  draw(data, scene) {
    this.#data = data;
    this.#scene = scene;
    const count = data.length > MOST_HANDLES ? 0 : data.length;
    while (this.#handles.length > count) this.#handles.pop().remove();
    while (this.#handles.length < count) this.#add(this.#handles.length);
    this.#handles.forEach((handle, i) => {
      const [x, y] = data[i];
      handle.style.transform = `translate(${scene.x_at(x)}px, ${scene.y_at(y)}px)`;
      handle.setAttribute("aria-label", `Data point ${i + 1} of ${count}: x ${number(x, 6)}, y ${number(y, 6)}. Arrow keys move it.`);
    });
  }

  #add(i) {
    const handle = make("button", { class: "datum", type: "button", "data-datum": String(i) });
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      handle.setPointerCapture(event.pointerId);
      handle.classList.add("datum--held");
    });
    handle.addEventListener("pointermove", (event) => { if (handle.hasPointerCapture(event.pointerId)) this.#drag(i, event); });
    handle.addEventListener("lostpointercapture", () => {
      handle.classList.remove("datum--held");
      this.on.rest();
    });
    handle.addEventListener("keydown", (event) => this.#key(i, event));
    this.#handles.push(handle);
    this.#root.append(handle);
  }

  #drag(i, event) {
    const { axes, area } = this.#scene;
    const box = this.#root.getBoundingClientRect();
    const across = (event.clientX - box.left - area.left) / area.width;
    const up = 1 - (event.clientY - box.top - area.top) / area.height;
    const place = ([from, to], share) => from + share * (to - from);
    this.on.move(i, [held(place(axes.x, across), axes.x, area.width), held(place(axes.y, up), axes.y, area.height)]);
  }

  #key(i, event) {
    const { axes, area } = this.#scene;
    const moved = event.ctrlKey || event.metaKey ? null : key_moved(event, this.#data[i], axes, [area.width, area.height]);
    if (!moved) return;
    event.preventDefault();
    this.on.move(i, moved);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.on.rest(), KEY_REST);
  }
}
