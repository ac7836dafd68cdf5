/**
 * Where an eye that walks around a block sees its points. The block's floor is one unit wide and lies around the origin, its height is
 * counted upwards from z = 0. Pure.
 *
 * @typedef {{azimuth: number, pitch: number}} Eye  radians: around the block from the w axis, and up from its floor
 * @typedef {{project: (x: number, y: number, z: number) => [number, number, number], right: boolean, back: boolean}} Camera
 *   project: x and y on the paper, and 1 / distance; right, back: whether the eye stands on the side of large w, of large b
 */

/** The eye's distance from the block's middle: near enough for perspective, far enough to keep lines straight to read. */
const DISTANCE = 4.2;
/** Never so low that the eye could look at a plane from below, nor so high that above turns into beyond. */
const LOWEST = 0.2;
const HIGHEST = 1.45;
/** The floor's diagonal: what the block fills at most when it is turned. */
const ACROSS = Math.SQRT2;

/** @returns {Eye} */
export const turned = ({ azimuth, pitch }, around, up) => ({ azimuth: azimuth + around, pitch: Math.min(Math.max(pitch + up, LOWEST), HIGHEST) });

/**
 * @param {Eye} eye
 * @param {number} tall height of the block
 * @param {{width: number, height: number, margin: number}} paper in CSS pixels; margin: kept free for names
 * @returns {Camera}
 */
export const camera = ({ azimuth, pitch }, tall, { width, height, margin }) => {
  const [ca, sa, cp, sp] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(pitch), Math.sin(pitch)];
  const focus = DISTANCE * Math.min((width - 2 * margin) / ACROSS, (height - margin) / Math.hypot(ACROSS, tall));
  const project = (x, y, z) => {
    const [ahead, up] = [ca * x + sa * y, z - tall / 2];
    const near = 1 / (DISTANCE - cp * ahead - sp * up);
    return [width / 2 + focus * near * (ca * y - sa * x), height / 2 - focus * near * (cp * up - sp * ahead), near];
  };
  return { project, right: ca > 0, back: sa > 0 };
};
