/** U-turns of a walk: numbered on the map, told in a list, the two lighting each other. */

import { label } from "../draw/marks.js";
import { make } from "../dom.js";
import { said } from "./measure.js";
import { to_x, to_y } from "../viewport.js";

const MOST = 12;
const RADIUS = 8.5;
/** Pixels around a mark in which a pointer means it. */
const NEAR = 16;

/**
 * @param {CanvasRenderingContext2D} c
 * @param {object} view
 * @param {{point: number[]}[]} turns events of the kind u_turn
 * @param {{colour: string, ink: object, lit?: number | null}} options lit: index of the one that is pointed at
 */
export const draw_turns = (c, view, turns, { colour, ink, lit = null }) => {
  c.font = `600 10.5px ${ink.sans}`;
  turns.slice(0, MOST).forEach(({ point }, i) => {
    const [x, y] = [to_x(view, point[0]), to_y(view, point[1])];
    c.beginPath();
    c.arc(x, y, i === lit ? RADIUS + 3 : RADIUS, 0, 2 * Math.PI);
    c.fillStyle = i === lit ? colour : ink.halo;
    c.fill();
    c.lineWidth = 1.6;
    c.strokeStyle = colour;
    c.stroke();
    const text = String(i + 1);
    if (i === lit) {
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.fillStyle = ink.halo;
      c.fillText(text, x, y + 0.5);
    } else label(c, text, x, y + 0.5, ink.ink, ink.halo, { align: "center" });
  });
};

/** Index of the turn whose mark is under a place of the map, or null. */
export const turn_at = (view, turns, theta) => {
  const distances = turns.slice(0, MOST).map(({ point }) => Math.hypot(to_x(view, point[0]) - to_x(view, theta[0]), to_y(view, point[1]) - to_y(view, theta[1])));
  const nearest = distances.indexOf(Math.min(...distances));
  return distances[nearest] <= NEAR ? nearest : null;
};

export class TurnList {
  #root;
  #light;
  #shown = "";

  /**
   * @param {HTMLElement} root an `ol`
   * @param {(index: number | null) => void} light told which sentence is pointed at or focused
   */
  constructor(root, light) {
    this.#root = root;
    this.#light = light;
  }

  /** @param {{sentence: string}[]} turns */
  draw(turns) {
    const text = turns.map(({ sentence }) => sentence).join();
    if (text === this.#shown) return;
    this.#shown = text;
    const items = turns.slice(0, MOST).map(({ sentence }, i) => {
      const button = make("button", { class: "turn-sentence", type: "button" }, [said(sentence)]);
      for (const on of ["pointerenter", "focus"]) button.addEventListener(on, () => this.#light(i));
      for (const off of ["pointerleave", "blur"]) button.addEventListener(off, () => this.#light(null));
      return make("li", { class: "turn-item" }, [button]);
    });
    const more = turns.length - MOST;
    if (more > 0) items.push(make("li", { class: "turn-item turn-item--more" }, [`and ${more} more`]));
    this.#root.replaceChildren(...items);
  }

  /** The sentence of the mark that is pointed at on the map. */
  light(index) {
    [...this.#root.children].forEach((item, i) => item.classList.toggle("is-lit", i === index));
  }
}
