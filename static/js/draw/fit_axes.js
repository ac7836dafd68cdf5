/** The axes of the fit: what of x and y is shown for a set of points, and how finely a pointer can set one. Pure. */

/** Beyond so many widths of the data the origin would only squeeze them. */
const ORIGIN_WITHIN = 2;
const BEFORE = 0.12;
const AFTER = 0.25;
/** Room above and below targets that no sigmoid reaches. */
const BEYOND = 0.08;
const KEY_PIXELS = 6;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {[number, number][]} data at least one point
 * @returns {{x: [number, number], y: [number, number]}} y: 0 to 1 and whatever targets lie outside
 */
export const axes_of = (data) => {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, 0, 1];
  for (const [x, y] of data) [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
  const span = x1 - x0 || Math.max(Math.abs(x0), 1);
  const from = x0 - BEFORE * span;
  const room = BEYOND * (y1 - y0);
  return { x: [x0 > ORIGIN_WITHIN * span ? from : Math.min(0, from), x1 + AFTER * span], y: [y0 < 0 ? y0 - room : 0, y1 > 1 ? y1 + room : 1] };
};

/** A value under the pointer, in round numbers and within the axis. */
export const held = (value, [from, to], pixels) => {
  const step = 10 ** Math.floor(Math.log10((to - from) / pixels));
  return Number((Math.round(Math.min(Math.max(value, from), to) / step) * step).toPrecision(12));
};

/**
 * A point moved by an arrow key, as starts on a map are: a round step, ten times that with Shift, a tenth with Alt.
 * @returns {[number, number] | null} null for other keys
 */
export const key_moved = (event, point, { x, y }, [width, height]) => {
  const direction = DIRECTIONS[event.key];
  if (!direction) return null;
  const factor = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
  const step = ([from, to], pixels) => factor * 10 ** Math.round(Math.log10((KEY_PIXELS * (to - from)) / pixels));
  return [point[0] + direction[0] * step(x, width), point[1] + direction[1] * step(y, height)].map((value) => Number(value.toPrecision(12)));
};
