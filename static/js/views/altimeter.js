/** The colour bar in loss, which doubles as an altimeter: a live marker a walk. Upright beside the maps, lying on a phone. */

import { loss_ticks, share_of } from "../contour.js";
import { canvas_context, find, live_size, make } from "../dom.js";
import { marker } from "../draw/marks.js";
import { number, plain } from "../format.js";
import { step_of } from "../walks.js";

const MARGIN = 30;

export class Altimeter {
  #element = find("[data-altimeter]");
  #canvas = find("[data-altimeter-canvas]");
  #size = live_size(this.#element);
  /** The bar and its ticks, drawn once; only the markers move. */
  #bar = make("canvas");
  #levels = null;
  #ink = null;
  #drawn_size = "";

  /**
   * @param {object[]} walks the last-added start's
   * @param {number} t
   * @param {import("../contour.js").Levels} levels
   * @param {object} ink
   */
  draw(walks, t, levels, ink) {
    const { width, height } = this.#size;
    if (!levels || width === 0) return;
    const upright = height > width;
    const bar = upright ? { x: 14, y: MARGIN + 10, length: height - 2 * MARGIN - 6, thick: 9 } : { x: 16, y: 4, length: width - 32, thick: 9 };
    if (this.#levels !== levels || this.#ink !== ink || this.#drawn_size !== `${width} ${height}`) {
      draw_bar(canvas_context(this.#bar, width, height), bar, upright, levels, ink);
      this.#tell(levels);
      this.#levels = levels;
      this.#ink = ink;
      this.#drawn_size = `${width} ${height}`;
    }
    const c = canvas_context(this.#canvas, width, height);
    c.drawImage(this.#bar, 0, 0, width, height);
    for (const { run, look } of walks) {
      const share = share_of(levels, run.loss[step_of(run, t)]);
      if (share === null) continue;
      const along = upright ? bar.y + (1 - share) * bar.length : bar.x + share * bar.length;
      const [x, y] = upright ? [bar.x + bar.thick / 2, along] : [along, bar.y + bar.thick / 2];
      marker(c, look.marker, x, y, 7.4, ink.halo);
      marker(c, look.marker, x, y, 5, ink.walks[look.index].stroke);
    }
  }

  #tell(levels) {
    const { low, high, lowest, greatest } = levels;
    // Digits that are lost where the lowest is added are none.
    const unit = 10 ** (Math.floor(low) - 6);
    const least = Math.round((10 ** low + lowest) / unit) * unit;
    const range = `loss from ${plain(least)} to ${plain(Math.min(10 ** high + lowest, greatest))}, in even steps of its logarithm`;
    this.#element.setAttribute("aria-label", `Colour bar: ${greatest === null ? "the loss is undefined on all of the map" : range}`);
  }
}

const draw_bar = (c, bar, upright, levels, ink) => {
  const [x1, y1] = upright ? [bar.x, bar.y + bar.length] : [bar.x, bar.y];
  const gradient = upright ? c.createLinearGradient(0, bar.y + bar.length, 0, bar.y) : c.createLinearGradient(x1, y1, bar.x + bar.length, y1);
  ink.terrain.forEach((colour, i) => gradient.addColorStop(i / (ink.terrain.length - 1), colour));
  const [w, h] = upright ? [bar.thick, bar.length] : [bar.length, bar.thick];
  c.fillStyle = levels.greatest === null ? "transparent" : gradient;
  c.fillRect(bar.x, bar.y, w, h);
  c.strokeStyle = ink.soft;
  c.globalAlpha = 0.6;
  c.lineWidth = 0.8;
  c.strokeRect(bar.x + 0.5, bar.y + 0.5, w, h);
  c.globalAlpha = 1;
  c.font = `12px ${ink.sans}`;
  c.fillStyle = ink.soft;
  c.strokeStyle = ink.soft;
  let last = -Infinity;
  for (const [loss, share] of levels.greatest === null ? [] : loss_ticks(levels, bar.length)) {
    const along = Math.round(upright ? bar.y + (1 - share) * bar.length : bar.x + share * bar.length) + 0.5;
    if (Math.abs(along - last) < (upright ? 18 : 46)) continue;
    last = along;
    c.beginPath();
    if (upright) { c.moveTo(bar.x + bar.thick + 2, along); c.lineTo(bar.x + bar.thick + 6, along); } else { c.moveTo(along, bar.y + bar.thick + 2); c.lineTo(along, bar.y + bar.thick + 5); }
    c.stroke();
    c.textBaseline = upright ? "middle" : "top";
    c.textAlign = upright ? "left" : "center";
    c.fillText(number(loss, 3), upright ? bar.x + bar.thick + 10 : along, upright ? along : bar.y + bar.thick + 8);
  }
  c.fillStyle = ink.ink;
  c.textAlign = "left";
  c.textBaseline = "top";
  if (upright) c.fillText("loss", 10, 14);
};
