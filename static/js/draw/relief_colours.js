/** The colours of a block of land: the terrain's ramp by height, as on the maps, in light and shade. Pure. */

import { pixel_of, veil_of } from "./raster.js";
import { SHADES, SIDE_B, SIDE_W } from "./land.js";

/** So much light leaves the ground's own colour as it is on the maps. */
const PLAIN = 0.45;
/** How much of the shadow's and of the light's own colour the darkest and the brightest ground takes. */
const DARKEST = 0.9;
const BRIGHTEST = 0.5;
/** The same of the shadow's for the block's two kinds of side. */
const SHADE_W = 0.3;
const SHADE_B = 0.55;
const PLANE_OPACITY = 0.24;

/**
 * @param {{terrain: string[], relief_shadow: string, relief_light: string, relief_plane: string}} ink as #rrggbb
 * @returns {{table: import("./raster.js").Table, plane: object}} plane: a veil
 */
export const colours_of = ({ terrain, relief_shadow, relief_light, relief_plane }) => {
  const ramp = terrain.map(rgb);
  const [shadow, light] = [rgb(relief_shadow), rgb(relief_light)];
  const size = SIDE_B + 1;
  const pixels = Uint32Array.from({ length: size * size }, (_, i) => {
    const column = i % size;
    if (column === SIDE_W) return pixel_of(...mixed(ramp.at(-1), shadow, SHADE_W), 255);
    if (column === SIDE_B) return pixel_of(...mixed(ramp.at(-1), shadow, SHADE_B), 255);
    const ground = along(ramp, Math.min(Math.floor(i / size) / (SHADES - 1), 1));
    const lit = column / (SHADES - 1);
    return pixel_of(...(lit < PLAIN ? mixed(ground, shadow, DARKEST * (1 - lit / PLAIN)) : mixed(ground, light, (BRIGHTEST * (lit - PLAIN)) / (1 - PLAIN))), 255);
  });
  return { table: { size, pixels }, plane: veil_of(rgb(relief_plane), PLANE_OPACITY) };
};

const rgb = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
const mixed = (from, to, share) => from.map((value, i) => value + share * (to[i] - value));
const along = (ramp, share) => {
  const place = share * (ramp.length - 1);
  return mixed(ramp[Math.floor(place)], ramp[Math.ceil(place)], place % 1);
};
