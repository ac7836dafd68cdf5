/** Where a grid of losses has one height: marching squares, and lines that belong together joined. Pure. */

/** Sides of a cell: 0 below, 1 right, 2 above, 3 left. By the corners that are higher (bits: lower left, lower right, upper right, upper left). */
const SIDES = [[], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], null, [[0, 2]], [[3, 2]], [[2, 3]], [[2, 0]], null, [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], []];
/** Two opposite corners are higher: the middle of the cell decides which side the ground connects. */
const SADDLES = { 5: { high: [[3, 2], [1, 0]], low: [[3, 0], [1, 2]] }, 10: { high: [[0, 3], [2, 1]], low: [[0, 1], [2, 3]] } };

/**
 * @param {{w: ArrayLike<number>, b: ArrayLike<number>, loss: ArrayLike<number>}} grid loss row by row
 * @param {number} level
 * @returns {{points: [number, number][], closed: boolean}[]} rings are closed, their first point repeated as the last; other lines run off the
 *   grid or into a hole
 */
export const level_lines = (grid, level) => joined(segments(grid, level));

/**
 * What of such lines is seen in a view: rings that lie in it whole, and pieces of the others, which leave it. The grid reaches beyond the
 * view, so that a ring may close outside.
 * @param {{points: [number, number][], closed: boolean}[]} lines
 * @param {{w0: number, w1: number, b0: number, b1: number}} view
 * @returns {{closed: number, open: number}}
 */
export const seen_of = (lines, { w0, w1, b0, b1 }) => {
  const seen = { closed: 0, open: 0 };
  for (const { points, closed } of lines) {
    const inside = points.map(([w, b]) => w >= w0 && w <= w1 && b >= b0 && b <= b1);
    if (closed && inside.every(Boolean)) seen.closed += 1;
    // A ring's first point is its last: a piece across the seam would be counted at neither end, or at both.
    else seen.open += inside.filter((is, i) => is && !(i > 0 ? inside[i - 1] : closed && inside.at(-2))).length;
  }
  return seen;
};

const segments = ({ w, b, loss }, level) => {
  const columns = w.length;
  const found = [];
  for (let row = 0; row + 1 < b.length; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const at = row * columns + column;
      // Most cells are not cut, and most planes are cut anew at every move of a hand.
      const [p, q, r, s] = [loss[at], loss[at + 1], loss[at + columns], loss[at + columns + 1]];
      if (!(Math.min(p, q, r, s) < level && Math.max(p, q, r, s) >= level)) continue;
      const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      const values = corners.map(([r, c]) => loss[r * columns + c]);
      if (!values.every(Number.isFinite)) continue;
      const code = values.reduce((bits, value, i) => bits | (value >= level ? 1 << i : 0), 0);
      const middle = values.reduce((sum, value) => sum + value, 0) / 4;
      const sides = SIDES[code] ?? SADDLES[code][middle >= level ? "high" : "low"];
      for (const pair of sides) found.push(pair.map((side) => crossing(side, corners, values, level, { w, b, columns })));
    }
  }
  return found;
};

/** The place on a cell's side, with a key that the neighbouring cell's crossing shares. */
const crossing = (side, corners, values, level, { w, b, columns }) => {
  const [i, j] = [side, (side + 1) % 4];
  const share = (level - values[i]) / (values[j] - values[i]);
  const [[r0, c0], [r1, c1]] = [corners[i], corners[j]];
  const key = `${Math.min(r0, r1) * columns + Math.min(c0, c1)}${r0 === r1 ? "h" : "v"}`;
  return { key, point: [w[c0] + share * (w[c1] - w[c0]), b[r0] + share * (b[r1] - b[r0])] };
};

const joined = (pairs) => {
  const ends = new Map();
  for (const pair of pairs) for (const { key } of pair) ends.set(key, [...(ends.get(key) ?? []), pair]);
  const used = new Set();
  const lines = [];
  const follow = (pair, from) => {
    const points = [from.point];
    let key = from.key;
    let next = pair;
    while (next) {
      used.add(next);
      const end = next[0].key === key ? next[1] : next[0];
      points.push(end.point);
      key = end.key;
      next = ends.get(key).find((other) => !used.has(other));
    }
    return { points, closed: key === from.key };
  };
  const open = pairs.flatMap((pair) => pair.filter(({ key }) => ends.get(key).length === 1).map((end) => [pair, end]));
  for (const [pair, end] of open) if (!used.has(pair)) lines.push(follow(pair, end));
  for (const pair of pairs) if (!used.has(pair)) lines.push(follow(pair, pair[0]));
  return lines;
};
