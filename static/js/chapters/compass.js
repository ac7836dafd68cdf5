/** A disc of the map around a point, with a ring to turn: the direction, and the gradient once it may be seen. */

import { find, live_size, make_svg } from "../dom.js";
import { number } from "../format.js";
import { Plane } from "../walk/plane.js";

/** Half the width of what the disc shows, in units of w and b: the direction is one unit long. */
const REACH = 1.35;
/** Pixels around the disc for the ring's handle and the names of angles. */
const MARGIN = 34;
const KEY_DEGREES = 2;
/** A name stands so far beside its arrow, degrees; between two arrows nearer to each other than this there is no room for one. */
const [NAME_ANGLE, NARROW] = [14, 40];

export class Compass {
  #root;
  #marks;
  #ring;
  #size;
  #plane = null;
  #theta = null;
  #shown = [90, null, false];

  /**
   * @param {HTMLElement} root [data-compass]
   * @param {{surface: object, turn: (degrees: number) => void, failed: (error: Error) => void}} options degrees: from the w axis towards b
   */
  constructor(root, options) {
    this.#root = root;
    this.options = options;
    this.#marks = find("[data-compass-marks]", root);
    this.#ring = find("[data-ring]", root);
    this.#size = live_size(root);
    new ResizeObserver(() => this.show(...this.#shown)).observe(root);
    this.#listen();
  }

  #listen() {
    const ring = this.#ring;
    let held = false;
    const turn = (event) => {
      const box = this.#root.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left - box.width / 2, box.top + box.height / 2 - event.clientY];
      if (Math.hypot(x, y) > 4) this.options.turn(whole((Math.atan2(y, x) * 180) / Math.PI));
    };
    this.#root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      held = true;
      this.#root.setPointerCapture(event.pointerId);
      ring.focus({ preventScroll: true });
      event.preventDefault();
      turn(event);
    });
    this.#root.addEventListener("pointermove", (event) => { if (held) turn(event); });
    for (const end of ["pointerup", "pointercancel"]) this.#root.addEventListener(end, () => { held = false; });
    ring.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.options.turn(whole(this.#shown[0] + by * KEY_DEGREES * (event.shiftKey ? 5 : 1)));
    });
  }

  /** Stands at another point; resolves when the ground around it is drawn. */
  stand([w, b]) {
    if (this.#theta?.[0] === w && this.#theta?.[1] === b) return Promise.resolve();
    this.#theta = [w, b];
    const box = [w - REACH, w + REACH, b - REACH, b + REACH];
    if (this.#plane) return this.#plane.change({ box });
    this.#plane = new Plane(find("[data-plane]", this.#root), { surface: this.options.surface, box, axes: false, failed: this.options.failed });
    return this.#plane.show();
  }

  /**
   * @param {number} degrees of the direction
   * @param {number[] | null} gradient null while it is not known
   * @param {boolean} seen whether the gradient may be shown
   */
  show(degrees, gradient, seen) {
    this.#shown = [degrees, gradient ?? this.#shown[1], seen];
    const { width } = this.#size;
    if (width === 0) return;
    const middle = width / 2;
    const radius = middle - MARGIN;
    const unit = radius / REACH;
    const at = (angle, distance) => [middle + distance * Math.cos((angle * Math.PI) / 180), middle - distance * Math.sin((angle * Math.PI) / 180)];
    const parts = [make_svg("circle", { class: "compass-disc", cx: middle, cy: middle, r: radius })];
    const known = this.#shown[1];
    if (seen && known && Math.hypot(...known) > 0) {
      const uphill = (Math.atan2(known[1], known[0]) * 180) / Math.PI;
      parts.push(...this.#angle_marks(uphill, at, radius), ...arrow(middle, middle, ...at(uphill, unit), "compass-gradient"), name("∇L", at(uphill, unit + 16)));
      parts.push(...arc(at, uphill, degrees, 0.32 * radius));
    }
    // On the side that the gradient is not on.
    const away = seen && known && known[0] * Math.sin((degrees * Math.PI) / 180) - known[1] * Math.cos((degrees * Math.PI) / 180) < 0 ? -1 : 1;
    parts.push(...arrow(middle, middle, ...at(degrees, unit), "compass-direction"), name("μ", at(degrees + away * NAME_ANGLE, unit * 0.62)));
    parts.push(make_svg("circle", { class: "compass-point", cx: middle, cy: middle, r: 4.5 }));
    this.#marks.setAttribute("viewBox", `0 0 ${width} ${width}`);
    this.#marks.replaceChildren(...parts);
    const [x, y] = at(degrees, radius);
    this.#ring.style.transform = `translate(${x}px, ${y}px)`;
    this.#ring.setAttribute("aria-valuenow", String(Math.round(degrees)));
    this.#ring.setAttribute("aria-valuetext", `${number(degrees, 3)} degrees from the w axis`);
  }

  /** Angles with the gradient, around the disc: 0 at the gradient, 180 opposite. */
  #angle_marks(uphill, at, radius) {
    const marks = [];
    for (let beta = 0; beta < 360; beta += 45) {
      const from = at(uphill + beta, radius);
      const to = at(uphill + beta, radius + 6);
      marks.push(make_svg("line", { class: "chart-axis", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }));
      const [x, y] = at(uphill + beta, radius + 20);
      marks.push(make_svg("text", { class: "chart-tick", x, y, "text-anchor": "middle", "dominant-baseline": "central" }, [`${beta > 180 ? 360 - beta : beta}°`]));
    }
    return marks;
  }
}

/** From 0 to 359, whole degrees. */
const whole = (degrees) => ((Math.round(degrees) % 360) + 360) % 360;

const arrow = (x0, y0, x1, y1, look) => {
  const angle = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
  const length = Math.hypot(x1 - x0, y1 - y0);
  const shaft = { x1: 0, y1: 0, x2: length - 8, y2: 0 };
  return [make_svg("g", { class: look, transform: `translate(${x0} ${y0}) rotate(${angle})` }, [
    make_svg("line", { class: "compass-halo", ...shaft }),
    make_svg("line", { class: "compass-shaft", ...shaft }),
    make_svg("path", { class: "compass-head", d: `M${length} 0l-11 -4.5v9z` }),
  ])];
};

/** The angle itself, drawn the short way round from the gradient to the direction. */
const arc = (at, from, to, radius) => {
  const turn = ((to - from + 540) % 360) - 180;
  const [x0, y0] = at(from, radius);
  const [x1, y1] = at(from + turn, radius);
  const sweep = turn > 0 ? 0 : 1;
  return [
    make_svg("path", { class: "compass-arc", d: `M${x0} ${y0}A${radius} ${radius} 0 0 ${sweep} ${x1} ${y1}` }),
    // Between the two arrows if it has room there; else before the gradient.
    name("β", Math.abs(turn) < NARROW ? at(from - Math.sign(turn || 1) * NAME_ANGLE, radius + 13) : at(from + turn / 2, radius + 13)),
  ];
};

const name = (text, [x, y], [dx, dy] = [0, 0]) => make_svg("text", { class: "compass-name", x: x + dx, y: y + dy, "text-anchor": "middle", "dominant-baseline": "central" }, [text]);
