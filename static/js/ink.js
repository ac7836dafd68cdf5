/** The style sheet's colours, for what is drawn on a canvas or by Plotly. Read once a theme. */

let cached = null;
document.documentElement.addEventListener("themechange", () => { cached = null; });

/**
 * @returns {{paper: string, ink: string, soft: string, rule: string, halo: string, line: string, decade: string, terrain: string[],
 *   relief_shadow: string, relief_light: string, relief_plane: string, walks: {stroke: string, text: string}[]}}
 */
export const ink = () => {
  if (cached) return cached;
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  cached = {
    paper: read("--paper"),
    ink: read("--ink"),
    soft: read("--soft"),
    rule: read("--rule"),
    halo: read("--halo"),
    lens: read("--lens"),
    hole: read("--hole"),
    tick_halo: read("--tick-halo"),
    line: read("--contour"),
    decade: read("--contour-decade"),
    contour_solid: read("--contour-solid"),
    relief_shadow: read("--relief-shadow"),
    relief_light: read("--relief-light"),
    relief_plane: read("--relief-plane"),
    terrain: [0, 1, 2, 3, 4].map((i) => read(`--terrain-${i}`)),
    walks: [0, 1, 2, 3, 4, 5].map((i) => ({ stroke: read(`--walk-${i}`), text: read(`--walk-${i}-text`) })),
    sans: read("--sans"),
    serif: read("--serif"),
  };
  return cached;
};
