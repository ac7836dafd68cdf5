/** What part of the plane the maps show: the box that the walks are framed by, or the one that a hand has moved them to. */

import { focus_box } from "../viewport.js";

export class Framing {
  #key = null;
  /** The box that a map opens with. */
  box = null;
  /** After a hand the map stays where it is, until the new terrain is here. */
  steady = false;

  /** @param {import("../explorer.js").Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** Whether the box is of the state's surface. */
  get #present() { return this.#key === this.explorer.ground.key; }

  get view() {
    const { map } = this.explorer.state;
    return this.explorer.maps.fitted(map ?? this.box, map === null);
  }

  /** The box follows from the walks. It stays while a start moves, for a map that jumps under the hand is none. */
  frame(walks) {
    if (!this.steady) this.box = focus_box(this.explorer.surface, walks.map(({ run }) => run.theta));
    this.keep();
  }

  /** The box stays, though the surface is another. */
  keep() { this.#key = this.explorer.ground.key; }

  /** Another layout or map. */
  show() {
    // Another surface's walks are on their way: the old picture stays until they are here.
    if (!this.#present) return;
    const { state, maps, picture, ground, requests } = this.explorer;
    if (state.view !== "3d") maps.set_view(this.view);
    else if (picture.has_scene(ground.key)) picture.draw_scene();
    if (picture.surface) picture.lay_out();
    requests.ask_grid();
  }

  /** @param {import("../viewport.js").Box | null} box null: fit what there is to see now */
  move(box) {
    const { walks } = this.explorer.picture;
    if (box === null && this.#present && walks.length > 0) this.frame(walks);
    this.explorer.change({ map: box }, "replace");
    if (box === null) this.show();
  }

  resize() {
    this.explorer.maps.measure();
    this.show();
    this.explorer.picture.resized();
  }

  /** The box that the walks shown would be framed by by now; null where the picture is of other walks. */
  get fresh() {
    const { maps, picture, requests, surface } = this.explorer;
    const shown = maps.view && !requests.waiting && this.#present && picture.walks.length > 0;
    return shown ? focus_box(surface, picture.walks.map(({ run }) => run.theta)) : null;
  }
}
