/** The frame of a small chart: rules, ticks and their names, as SVG. */

import { make_svg } from "../dom.js";

/** Room for the ticks' names. */
export const MARGIN = { top: 10, right: 16, bottom: 26, left: 46 };

/**
 * @param {number} width
 * @param {number} height
 * @param {{x: {at: (value: number) => number, ticks: [number, string][], name: string}, y: {at: (value: number) => number, ticks: [number, string][]}}} axes
 * @returns {SVGElement[]}
 */
export const frame = (width, height, { x, y }) => {
  const [left, right, floor] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom];
  const parts = [];
  for (const [value, text] of y.ticks) {
    const level = Math.round(y.at(value)) + 0.5;
    parts.push(make_svg("line", { class: "chart-rule", x1: left, x2: right, y1: level, y2: level }));
    parts.push(tick_text(text, { x: left - 8, y: level, "text-anchor": "end", "dominant-baseline": "central" }));
  }
  parts.push(make_svg("line", { class: "chart-axis", x1: left, x2: right, y1: floor + 0.5, y2: floor + 0.5 }));
  for (const [value, text] of x.ticks) {
    const place = Math.round(x.at(value)) + 0.5;
    parts.push(make_svg("line", { class: "chart-axis", x1: place, x2: place, y1: floor, y2: floor + 4 }));
    parts.push(tick_text(text, { x: place, y: floor + 16, "text-anchor": "middle" }));
  }
  parts.push(tick_text(x.name, { x: right + MARGIN.right - 2, y: floor + 16, "text-anchor": "end" }, `chart-name${x.name.length === 1 ? " chart-name--symbol" : ""}`));
  return parts;
};

/** Text with powers of ten set as such: "1e-6" becomes 10 to the power of -6. */
export const tick_text = (text, attributes, name = "chart-tick") => {
  const power = /^1e(-?\d+)$/.exec(text);
  if (!power) return make_svg("text", { class: name, ...attributes }, [text]);
  const exponent = make_svg("tspan", { class: "chart-exponent", dy: "-0.45em" }, [power[1].replace("-", "\u2212")]);
  return make_svg("text", { class: name, ...attributes }, ["10", exponent]);
};

/** The path of a polyline; points that are not finite break it. */
export const path_of = (points) => {
  let text = "";
  let pen_down = false;
  for (const [x, y] of points) {
    const ok = Number.isFinite(x) && Number.isFinite(y);
    if (ok) text += `${pen_down ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen_down = ok;
  }
  return text;
};

/** A line with the optimizer's colour and dash. */
export const line_of = (points, look, extra = "") =>
  make_svg("path", { class: `chart-line ${extra}`, d: path_of(points), "data-walk": String(look.index), "stroke-dasharray": look.dash.join(" ") });

const MARKS = {
  circle: "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0",
  square: "M-3.8 -3.8h7.6v7.6h-7.6z",
  triangle: "M0 -4.8L4.6 3.6H-4.6z",
  diamond: "M0 -5.2L5.2 0L0 5.2L-5.2 0z",
  cross: "M-1.6 -4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z",
  pentagon: "M0 -4.8L4.6 -1.5L2.8 3.9H-2.8L-4.6 -1.5z",
};

/** An optimizer's marker. */
export const mark_of = (look, x, y) => make_svg("path", { class: "chart-mark", d: MARKS[look.marker], transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, "data-walk": String(look.index) });

/** Where a key's dashes end beside its marker: from both ends inwards they are the same, and no sliver of one shows at the marker. */
const KEY_ENDS = [[1, 10], [33, 24]];

/** The key of an optimizer: its dash with its marker on it. */
export const key_of = (look) =>
  make_svg("svg", { class: "key", viewBox: "0 0 34 12", width: "34", height: "12", "aria-hidden": "true" }, [
    ...(look.dash.length > 0 ? KEY_ENDS : [[1, 33]]).map(([x1, x2]) => make_svg("line", { class: "key-line", x1, x2, y1: 6, y2: 6, "stroke-dasharray": look.dash.join(" "), "data-walk": String(look.index) })),
    mark_of(look, 17, 6),
  ]);
