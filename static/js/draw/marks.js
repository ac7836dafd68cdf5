/** The marks of the page's one visual grammar, on a 2-D canvas in CSS pixels. */

const TAU = 2 * Math.PI;

const SHAPES = {
  circle: (c, x, y, r) => c.arc(x, y, r, 0, TAU),
  square: (c, x, y, r) => c.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r),
  triangle: (c, x, y, r) => polygon(c, x, y + 0.12 * r, 1.2 * r, 3),
  diamond: (c, x, y, r) => polygon(c, x, y, 1.25 * r, 4),
  pentagon: (c, x, y, r) => polygon(c, x, y, 1.1 * r, 5),
  cross: (c, x, y, r) => {
    const t = 0.36 * r;
    const points = [[-t, -r], [t, -r], [t, -t], [r, -t], [r, t], [t, t], [t, r], [-t, r], [-t, t], [-r, t], [-r, -t], [-t, -t]];
    points.forEach(([dx, dy], i) => (i ? c.lineTo(x + dx, y + dy) : c.moveTo(x + dx, y + dy)));
    c.closePath();
  },
};

const polygon = (c, x, y, r, corners) => {
  for (let i = 0; i < corners; i += 1) {
    const angle = -TAU / 4 + (i * TAU) / corners;
    const [px, py] = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    if (i) c.lineTo(px, py);
    else c.moveTo(px, py);
  }
  c.closePath();
};

/** A filled marker. */
export const marker = (c, shape, x, y, radius, colour) => {
  c.beginPath();
  SHAPES[shape](c, x, y, radius);
  c.fillStyle = colour;
  c.fill();
};

/** Many small markers at once: one path, one fill. */
export const markers = (c, shape, places, radius, colour) => {
  c.beginPath();
  for (const [x, y] of places) {
    c.moveTo(x + radius, y);
    SHAPES[shape](c, x, y, radius);
  }
  c.fillStyle = colour;
  c.fill();
};

/** The current point: the marker in a ring. */
export const current_point = (c, shape, x, y, colour, halo) => {
  c.beginPath();
  c.arc(x, y, 10, 0, TAU);
  c.fillStyle = halo;
  c.fill();
  c.lineWidth = 1.8;
  c.strokeStyle = colour;
  c.stroke();
  marker(c, shape, x, y, 5, colour);
};

/** A start's ring, as the style sheet draws it on a handle. */
export const start_ring = (c, x, y, colour, halo) => {
  c.beginPath();
  c.arc(x, y, 5.6, 0, TAU);
  c.fillStyle = halo;
  c.fill();
  c.beginPath();
  c.arc(x, y, 4.1, 0, TAU);
  c.lineWidth = 1.8;
  c.strokeStyle = colour;
  c.stroke();
};

/** A minimum: a cross with a halo. */
export const minimum = (c, x, y, colour, halo, size = 5.5) => {
  for (const [width, stroke] of [[4.4, halo], [1.7, colour]]) {
    c.beginPath();
    c.moveTo(x - size, y - size);
    c.lineTo(x + size, y + size);
    c.moveTo(x - size, y + size);
    c.lineTo(x + size, y - size);
    c.lineWidth = width;
    c.lineCap = "round";
    c.strokeStyle = stroke;
    c.stroke();
  }
};

/** A minimum that was found, not known: the same cross, open in the middle and thinner. */
export const found_minimum = (c, x, y, colour, halo, size = 6.5) => {
  const gap = 0.38 * size;
  for (const [width, stroke] of [[4, halo], [1.3, colour]]) {
    c.beginPath();
    for (const [sx, sy] of [[1, 1], [1, -1], [-1, 1], [-1, -1]]) {
      c.moveTo(x + sx * gap, y + sy * gap);
      c.lineTo(x + sx * size, y + sy * size);
    }
    c.lineWidth = width;
    c.lineCap = "round";
    c.strokeStyle = stroke;
    c.stroke();
  }
};

/**
 * An arrow from one pixel to another. Solid with a full head: a push. Dashed with an open head: the carried part.
 * @param {CanvasRenderingContext2D} c
 */
export const arrow = (c, x0, y0, x1, y1, colour, halo, { carried = false, width = 2.2 } = {}) => {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 1.5) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(carried ? 9 : 10, 0.55 * length + 2);
  const neck = carried ? 0 : head * 0.8;
  for (const [line, stroke] of [[width + 2.4, halo], [width, colour]]) {
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1 - ux * neck, y1 - uy * neck);
    c.lineWidth = line;
    c.lineCap = "butt";
    c.strokeStyle = stroke;
    c.setLineDash(carried && stroke === colour ? [5, 3.2] : []);
    c.stroke();
  }
  c.setLineDash([]);
  const spread = carried ? 0.5 : 0.42;
  const corner = (side) => [x1 - ux * head - side * uy * head * spread, y1 - uy * head + side * ux * head * spread];
  c.beginPath();
  c.moveTo(...corner(1));
  c.lineTo(x1, y1);
  c.lineTo(...corner(-1));
  if (carried) {
    c.lineWidth = width * 0.85;
    c.lineJoin = "round";
    c.strokeStyle = colour;
    c.stroke();
  } else {
    c.closePath();
    c.fillStyle = colour;
    c.fill();
  }
};

/** The look-ahead ghost: a dotted ring. */
export const ghost = (c, x, y, colour, halo, radius = 8) => {
  for (const [width, stroke, dash] of [[4, halo, []], [1.6, colour, [2.6, 2.6]]]) {
    c.beginPath();
    c.arc(x, y, radius, 0, TAU);
    c.lineWidth = width;
    c.strokeStyle = stroke;
    c.setLineDash(dash);
    c.stroke();
  }
  c.setLineDash([]);
};

/** Text with a halo, so that it reads on any terrain. */
export const label = (c, text, x, y, colour, halo, { align = "left", baseline = "middle" } = {}) => {
  c.textAlign = align;
  c.textBaseline = baseline;
  c.lineJoin = "round";
  c.lineWidth = 3.4;
  c.strokeStyle = halo;
  c.strokeText(text, x, y);
  c.fillStyle = colour;
  c.fillText(text, x, y);
};
