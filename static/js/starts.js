/** Where starts may go: free places for added ones, steps of the arrow keys. Pure. */

import { scale_of } from "./viewport.js";

/** Shares of the view, apart from each other and from where walks usually are. */
const FREE_PLACES = [[0.75, 0.3], [0.25, 0.35], [0.7, 0.75], [0.3, 0.75], [0.5, 0.25], [0.85, 0.55], [0.15, 0.6], [0.5, 0.85]];
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_PIXELS = 6;

/**
 * A place for one more start, in round numbers.
 * @param {import("./viewport.js").Box} box what is shown
 * @param {number} count starts that are there
 */
export const free_place = (box, count) => {
  const [x, y] = FREE_PLACES[(count - 1) % FREE_PLACES.length];
  return [box[0] + x * (box[1] - box[0]), box[3] - y * (box[3] - box[2])].map((value) => Number(value.toPrecision(3)));
};

/**
 * A start moved by an arrow key: about a hundredth of the map, a round number; with Shift ten times that, with Alt a tenth.
 * @returns {number[] | null} null for other keys
 */
export const key_moved = (event, [w, b], view) => {
  const direction = DIRECTIONS[event.key];
  if (!direction) return null;
  const step = 10 ** Math.round(Math.log10(KEY_PIXELS / scale_of(view))) * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
  return [w + direction[0] * step, b + direction[1] * step].map((value) => Number(value.toPrecision(12)));
};

/** Whether two points are the very same. */
export const same_point = (a, b) => a[0] === b[0] && a[1] === b[1];
