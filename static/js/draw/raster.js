/**
 * Triangles on a picture of our own, each pixel with the nearest of them. As small paths on a canvas they would take ten times as long, and
 * leave seams between them. Pure.
 *
 * @typedef {{width: number, height: number, image: ImageData, pixels: Uint32Array, near: Float32Array}} Raster
 *   pixels: the image's, a number each; near: 1 / distance of what is seen at each, 0 where nothing is
 * @typedef {{x: Float32Array, y: Float32Array, near: Float32Array, height: Float32Array, light: Float32Array}} Vertices
 *   x, y: in pixels of the raster; near: 1 / distance from the eye; height and light: row and column of a table of colours
 * @typedef {{size: number, pixels: Uint32Array}} Table  of size x size colours, row by row
 */

/** @returns {Raster} an empty picture */
export const raster_of = (width, height) => {
  const image = new ImageData(width, height);
  return { width, height, image, pixels: new Uint32Array(image.data.buffer), near: new Float32Array(width * height) };
};

export const clear = ({ pixels, near }) => {
  pixels.fill(0);
  near.fill(0);
};

/** A colour as a pixel, from red, green, blue and opacity of 0 to 255. */
export const pixel_of = (...channels) => new Uint32Array(Uint8ClampedArray.from(channels).buffer)[0];

/** The triangle between three vertices, coloured from a table where it is nearer than what is there. */
export const paint_triangle = (raster, vertices, i, j, k, table) => scan(raster, vertices, i, j, k, paint_row, table);

/** A veil of a colour, its opacity from 0 to 1, for `veil_triangle`. */
export const veil_of = ([red, green, blue], opacity) => {
  const whole = pixel_of(red, green, blue, 255);
  return { alone: pixel_of(red, green, blue, 255 * opacity), even: whole & 0xff00ff, odd: (whole >>> 8) & 0xff00ff, share: Math.round(256 * opacity) };
};

/** The triangle as a veil over what is behind it: `near` stays that of what is seen through it. */
export const veil_triangle = (raster, vertices, i, j, k, veil) => scan(raster, vertices, i, j, k, veil_row, veil);

const paint_row = ({ pixels, near }, from, to, n, n_x, h, h_x, l, l_x, { size, pixels: colours }) => {
  for (let place = from; place < to; place += 1) {
    if (n > near[place]) {
      near[place] = n;
      pixels[place] = colours[((h + 0.5) | 0) * size + ((l + 0.5) | 0)];
    }
    n += n_x;
    h += h_x;
    l += l_x;
  }
};

const veil_row = ({ pixels, near }, from, to, n, n_x, _h, _h_x, _l, _l_x, { alone, odd, even, share }) => {
  for (let place = from; place < to; place += 1) {
    if (near[place] === 0) pixels[place] = alone;
    else if (n > near[place]) {
      // Two channels at a time, in whichever order the machine keeps them.
      const seen = pixels[place];
      const a = ((seen & 0xff00ff) * (256 - share) + even * share) >>> 8;
      const b = ((seen >>> 8) & 0xff00ff) * (256 - share) + odd * share;
      pixels[place] = ((a & 0xff00ff) | (b & 0xff00ff00)) >>> 0;
    }
    n += n_x;
  }
};

/**
 * Calls `row` with the pixels of every row whose middles are inside, and what is linear between the vertices: its value at the first of
 * them and its step to the next. Written out, without a helper's closures: it runs ten thousand times a picture.
 */
const scan = (raster, { x, y, near, height, light }, i, j, k, row, colour) => {
  let [a, b, c] = [i, j, k];
  if (y[a] > y[b]) [a, b] = [b, a];
  if (y[b] > y[c]) [b, c] = [c, b];
  if (y[a] > y[b]) [a, b] = [b, a];
  const [x0, y0, x1, y1] = [x[a], y[a], x[b] - x[a], y[b] - y[a]];
  const [x2, y2] = [x[c] - x0, y[c] - y0];
  const area = x1 * y2 - x2 * y1;
  if (area === 0) return;
  const [n1, n2, h1, h2, l1, l2] = [near[b] - near[a], near[c] - near[a], height[b] - height[a], height[c] - height[a], light[b] - light[a], light[c] - light[a]];
  const [n_x, n_y] = [(n1 * y2 - n2 * y1) / area, (n2 * x1 - n1 * x2) / area];
  const [h_x, h_y] = [(h1 * y2 - h2 * y1) / area, (h2 * x1 - h1 * x2) / area];
  const [l_x, l_y] = [(l1 * y2 - l2 * y1) / area, (l2 * x1 - l1 * x2) / area];
  const last = Math.min(Math.ceil(y0 + y2 - 0.5), raster.height);
  for (let line = Math.max(Math.ceil(y0 - 0.5), 0); line < last; line += 1) {
    const down = line + 0.5 - y0;
    const long = (down / y2) * x2;
    const short = down < y1 ? (down / y1) * x1 : x1 + ((down - y1) / (y2 - y1)) * (x2 - x1);
    const from = Math.max(Math.ceil(x0 + Math.min(long, short) - 0.5), 0);
    const to = Math.min(Math.ceil(x0 + Math.max(long, short) - 0.5), raster.width);
    if (to <= from) continue;
    const right = from + 0.5 - x0;
    const start = line * raster.width;
    row(raster, start + from, start + to, near[a] + n_x * right + n_y * down, n_x, height[a] + h_x * right + h_y * down, h_x, light[a] + l_x * right + l_y * down, l_x, colour);
  }
};
