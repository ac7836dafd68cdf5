/**
 * From where to look at a surface in three dimensions, so that walks and minima are seen: not hidden behind a wall, and all of the box
 * within the picture. Pure. The box stands around the origin with sides `box.x`, `box.y`, `box.z`, as Plotly's scenes have it; the
 * surface is over its floor, the eye looks at a point above or below the origin.
 *
 * @typedef {{x: number, y: number, z: number}} Point  in the scene's units
 * @typedef {{eye: Point, center: Point}} Outlook
 */

/** Of Plotly's perspective (gl-plot3d's default): from the lowest to the highest that is seen. */
const FIELD_OF_VIEW = Math.PI / 4;
/** Where a surface is looked at from unless something hides from there; lower, the floor under it shows more, higher, walls hide less. */
const AZIMUTH = -Math.PI / 3.6;
const ELEVATIONS = [0.56, 0.72, 0.92, 1.15];
const TURNS = 24;
/** Not straight at a side, as a share of a quarter turn: the axis of heights, and its name, would stand behind the surface. */
const OBLIQUE = 0.22;
/** What an eighth of a turn and a step up must each gain, as a share of all there is to see: else every walk would turn the view. */
const TURN_COST = 0.02;
const RISE_COST = 0.05;
/**
 * A ray's steps across the box; how much higher than a ray the surface may be, as a share of the height, where the ray has just left it,
 * for the grid is coarse; and by how much it has to stay below the ray farther on, for a line or a marker has some height itself.
 */
const RAY_STEPS = 48;
const AIR = 0.03;
const NEAR_STEPS = 4;
const CLEARANCE = 0.04;
const NEAREST = 0.6;
const FARTHEST = 9;

const direction = (azimuth, elevation) => ({ x: Math.cos(elevation) * Math.cos(azimuth), y: Math.cos(elevation) * Math.sin(azimuth), z: Math.sin(elevation) });

/** Whether nothing of the surface stands between a point on it and an eye far away. */
const is_seen = (point, towards, box, height_at) => {
  const step = Math.hypot(box.x, box.y) / RAY_STEPS / Math.hypot(towards.x, towards.y);
  for (let i = 1; i <= RAY_STEPS; i += 1) {
    const [x, y, z] = [point.x + i * step * towards.x, point.y + i * step * towards.y, point.z + i * step * towards.z];
    if (Math.abs(x) > box.x / 2 || Math.abs(y) > box.y / 2 || z > box.z / 2) return true;
    if (height_at(x, y) > z + (i <= NEAR_STEPS ? AIR : -CLEARANCE) * box.z) return false;
  }
  return true;
};

/**
 * What share of the points is seen from a direction, by their weights.
 * @param {(Point & {weight: number})[]} points on the surface
 * @param {Point} towards the eye, of length 1
 * @param {Point} box
 * @param {(x: number, y: number) => number} height_at of the surface; -Infinity where it has a hole
 */
export const share_seen = (points, towards, box, height_at) => {
  let [seen, all] = [0, 0];
  for (const point of points) {
    all += point.weight;
    if (is_seen(point, towards, box, height_at)) seen += point.weight;
  }
  return all > 0 ? seen / all : 1;
};

/** The direction that shows most of the points and is not far from the usual one. */
export const best_direction = (points, box, height_at) => {
  let best = null;
  for (const [rise, elevation] of ELEVATIONS.entries()) {
    for (let turn = -TURNS / 2; turn < TURNS / 2; turn += 1) {
      const azimuth = AZIMUTH + (turn / TURNS) * 2 * Math.PI;
      const quarter = azimuth / (Math.PI / 2) - Math.floor(azimuth / (Math.PI / 2));
      if (Math.abs(quarter - 0.5) > 0.5 - OBLIQUE) continue;
      const towards = direction(azimuth, elevation);
      const worth = share_seen(points, towards, box, height_at) - TURN_COST * (Math.abs(turn) / (TURNS / 8)) - RISE_COST * rise;
      if (!best || worth > best.worth + 1e-9) best = { worth, towards };
    }
  }
  return best.towards;
};

/** Left, right, bottom and top of the box as seen from an eye, as tangents from the line of sight. */
const extent = ({ x, y, z }, box, distance, lift, aside) => {
  const flat = Math.hypot(x, y);
  const [left, right, bottom, top] = [[], [], [], []];
  for (const sx of [-0.5, 0.5]) for (const sy of [-0.5, 0.5]) for (const sz of [-0.5, 0.5]) {
    const [px, py, pz] = [sx * box.x, sy * box.y, sz * box.z - lift];
    const depth = distance - (px * x + py * y + pz * z);
    const across = ((-px * y + py * x) / flat - aside) / depth;
    const up = (-(px * x + py * y) * z / flat + pz * flat) / depth;
    left.push(across);
    right.push(across);
    bottom.push(up);
    top.push(up);
  }
  return [Math.min(...left), Math.max(...right), Math.min(...bottom), Math.max(...top)];
};

/**
 * The eye in a direction, as near as it can be with all of the box in the picture, and the point it looks at, in the middle.
 * @param {Point} towards of length 1
 * @param {Point} box
 * @param {{width: number, height: number, left: number, right: number, above: number, below: number}} picture in pixels; the last four
 *   are kept free
 * @returns {Outlook}
 */
export const outlook = (towards, box, { width, height, left, right, above, below }) => {
  const unit = height / (2 * Math.tan(FIELD_OF_VIEW / 2));
  const [free_width, free_height] = [(width - left - right) / unit, (height - above - below) / unit];
  const [aim_x, aim_y] = [(left - right) / 2 / unit, (below - above) / 2 / unit];
  const flat = Math.hypot(towards.x, towards.y);
  let [lift, aside] = [0, 0];
  let [near, far] = [NEAREST, FARTHEST];
  for (let i = 0; i < 40; i += 1) {
    const distance = (near + far) / 2;
    // The middle of what is seen comes to the middle of the free picture.
    for (let k = 0; k < 3; k += 1) {
      const [west, east, bottom, top] = extent(towards, box, distance, lift, aside);
      lift += (((bottom + top) / 2 - aim_y) * distance) / flat;
      aside += ((west + east) / 2 - aim_x) * distance;
    }
    const [west, east, bottom, top] = extent(towards, box, distance, lift, aside);
    if (east - west > free_width || top - bottom > free_height) near = distance;
    else far = distance;
  }
  const center = { x: (-aside * towards.y) / flat, y: (aside * towards.x) / flat, z: lift };
  return { eye: { x: center.x + far * towards.x, y: center.y + far * towards.y, z: center.z + far * towards.z }, center };
};
