/** A map that keeps a point in sight: a start may come from a link, or from another map that shows more. */

const ROOM = 0.5;

/** A box grown so far that it holds a point. */
export const box_with = ([w0, w1, b0, b1], [w, b]) => [Math.min(w0, w - ROOM), Math.max(w1, w + ROOM), Math.min(b0, b - ROOM), Math.max(b1, b + ROOM)];

/** Shows more of the plane when a point has left the view. */
export const keep_in_sight = (plane, box, theta) => {
  const { view } = plane;
  if (!view) return;
  const inside = theta[0] >= view.w0 && theta[0] <= view.w1 && theta[1] >= view.b0 && theta[1] <= view.b1;
  if (!inside) plane.change({ box: box_with(box, theta) });
};
