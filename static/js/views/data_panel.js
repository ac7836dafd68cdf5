/** The data editor: it takes the rail's place, so that every edit is seen on the maps beside it. */

import { count } from "../format.js";
import { DataPaste } from "./data_paste.js";
import { DataScaling } from "./data_scaling.js";
import { DataTable } from "./data_table.js";
import { make, set_hidden, set_text } from "../dom.js";
import { remarks_on } from "../data/remarks.js";

export class DataPanel {
  #title = make("h2", { class: "control-label data-title", id: "data-title", tabindex: "-1" }, ["Data"]);
  #done = make("button", { class: "link-button", type: "button", "data-done": "" }, ["Done"]);
  #count = make("p", { class: "data-count number", "data-data-summary": "" });
  #back = make("button", { class: "link-button", type: "button", "data-lecture": "" }, ["Take the lecture’s"]);
  #remarks = make("div", { class: "data-remarks", role: "status", "data-data-remarks": "" });
  #root;

  /**
   * @param {HTMLElement} rail
   * @param {object} limits
   * @param {{choose: Function, edit: Function, rest: Function, close: () => void}} on as of DataLine
   */
  constructor(rail, limits, on) {
    this.paste = new DataPaste(limits, (points) => on.choose(points));
    this.table = new DataTable(limits, on);
    this.scaling = new DataScaling((points) => on.choose(points));
    this.#root = make("section", { class: "rail-body data-panel", "aria-labelledby": "data-title", "data-data-panel": "" }, [
      make("div", { class: "control" }, [make("div", { class: "control-line" }, [this.#title, this.#done]), make("div", { class: "control-line" }, [this.#count, this.#back]), this.#remarks, this.scaling.root]),
      this.paste.root,
      this.table.root,
    ]);
    this.#done.addEventListener("click", on.close);
    this.#back.addEventListener("click", () => on.choose(null));
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      on.close();
    });
    rail.append(this.#root);
  }

  open(shown) {
    set_hidden(this.#root, false);
    this.draw(shown);
    this.paste.listen(true);
    this.#title.focus();
  }

  close() {
    this.paste.listen(false);
    set_hidden(this.#root, true);
  }

  /** @param {{data: [number, number][], own: boolean}} shown own: not the lecture's */
  draw({ data, own }) {
    if (this.#root.hidden) return;
    set_text(this.#count, `${count(data.length, "point")}, ${own ? "your own" : "the lecture’s"}`);
    set_hidden(this.#back, !own);
    const remarks = remarks_on(data);
    set_text(this.#remarks, remarks.join(" "));
    this.scaling.draw(data);
    this.paste.draw(data);
    this.table.draw(data);
  }
}
