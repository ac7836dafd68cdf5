/** The points as a table whose cells are edited, a page at a time. What is no number is told, and the point stays as it was. */

import { count, exact, grouped, typed } from "../format.js";
import { make, set_hidden, set_text } from "../dom.js";
import { range_of, within } from "../ranges.js";

const PAGE = 50;
const NAMES = ["x", "y"];
/** Milliseconds after the last key at which an edit counts as done. */
const REST = 700;
/** A new point's target, in the middle of what a sigmoid reaches. */
const MIDDLE = 0.5;

export class DataTable {
  #body = make("tbody", { "data-data-rows": "" });
  #message = make("p", { class: "control-message", role: "status", id: "data-cell-message", "data-cell-message": "" });
  #pages = make("div", { class: "button-row data-pages" });
  #range = make("span", { class: "number data-note" });
  #earlier = make("button", { class: "link-button", type: "button" }, ["Earlier"]);
  #later = make("button", { class: "link-button", type: "button" }, ["Later"]);
  #add = make("button", { class: "link-button", type: "button", "data-add-point": "" }, ["Add a point"]);
  #data = [];
  #from = 0;
  #timer = 0;

  /**
   * @param {object} limits
   * @param {{edit: (data: [number, number][]) => void, rest: () => void}} on
   */
  constructor(limits, on) {
    this.limits = limits;
    this.on = on;
    const head = make("thead", {}, [make("tr", {}, ["point", ...NAMES].map((name) => make("th", { scope: "col" }, [name === "point" ? name : make("i", {}, [name])])).concat(make("td")))]);
    this.root = make("div", { class: "control data-points" }, [
      make("table", { class: "data-table", "aria-label": "Data points" }, [head, this.#body]),
      this.#message,
      this.#pages,
      make("div", { class: "button-row" }, [this.#add]),
    ]);
    this.#pages.append(this.#earlier, this.#range, this.#later);
    this.#earlier.addEventListener("click", () => this.#turn(-PAGE));
    this.#later.addEventListener("click", () => this.#turn(PAGE));
    this.#add.addEventListener("click", () => this.#append());
    this.#body.addEventListener("focusout", () => this.#rest());
  }

  #turn(by) {
    this.#from += by;
    this.draw(this.#data);
  }

  /** @param {[number, number][]} data */
  draw(data) {
    this.#data = data;
    this.#from = Math.min(Math.max(this.#from, 0), Math.floor((data.length - 1) / PAGE) * PAGE);
    const shown = Math.min(PAGE, data.length - this.#from);
    while (this.#body.children.length > shown) this.#body.lastChild.remove();
    while (this.#body.children.length < shown) this.#body.append(this.#row(this.#body.children.length));
    [...this.#body.children].forEach((row, place) => this.#draw_row(row, place));
    set_hidden(this.#pages, data.length <= PAGE);
    set_text(this.#range, `${grouped(this.#from + 1)} to ${grouped(this.#from + shown)} of ${grouped(data.length)}`);
    this.#earlier.disabled = this.#from === 0;
    this.#later.disabled = this.#from + PAGE >= data.length;
    this.#add.disabled = data.length >= this.limits.data_points.maximum;
  }

  #row(place) {
    const cells = NAMES.map((name, axis) => {
      const field = make("input", { class: "field", type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-cell": name, "aria-describedby": "data-cell-message" });
      field.addEventListener("input", () => this.#type(field, place, axis));
      field.addEventListener("change", () => this.#settle(field, place, axis));
      return make("td", {}, [field]);
    });
    const remove = make("button", { class: "start-remove", type: "button", "data-remove-point": "" }, ["×"]);
    remove.addEventListener("click", () => this.#remove(place));
    return make("tr", {}, [make("th", { scope: "row", class: "number" }), ...cells, make("td", {}, [remove])]);
  }

  #draw_row(row, place) {
    const i = this.#from + place;
    const [head, ...fields] = row.querySelectorAll("th, input");
    const remove = row.querySelector("button");
    set_text(head, String(i + 1));
    fields.forEach((field, axis) => {
      field.setAttribute("aria-label", `${NAMES[axis]} of point ${i + 1}`);
      if (document.activeElement !== field && field.value !== exact(this.#data[i][axis])) {
        field.value = exact(this.#data[i][axis]);
        field.removeAttribute("aria-invalid");
      }
    });
    remove.setAttribute("aria-label", `Remove point ${i + 1}`);
    remove.disabled = this.#data.length === 1;
  }

  #type(field, place, axis) {
    const i = this.#from + place;
    const value = typed(field.value);
    const fine = within(value, this.limits.data_value);
    field.setAttribute("aria-invalid", String(!fine));
    const wanted = field.value.includes(",") ? "A value has no comma, but a decimal point, such as 0.5." : `A value is a number ${range_of(this.limits.data_value)}, such as 0.5.`;
    set_text(this.#message, fine ? "" : `${wanted} Point ${i + 1} keeps ${NAMES[axis]} = ${exact(this.#data[i][axis])}.`);
    if (fine && value !== this.#data[i][axis]) this.#edit(this.#data.with(i, this.#data[i].with(axis, value)));
  }

  /** A cell that is left shows the point's own value, whatever was typed; what was wrong with that stays told. */
  #settle(field, place, axis) {
    field.value = exact(this.#data[this.#from + place][axis]);
    field.removeAttribute("aria-invalid");
  }

  #append() {
    const xs = this.#data.map(([x]) => x);
    const [low, high] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))];
    const x = Number((low < high ? (low + high) / 2 : Math.min(low + 1, this.limits.data_value.maximum)).toPrecision(3));
    this.#edit([...this.#data, [x, MIDDLE]]);
    this.#from = this.#data.length;
    this.#rest();
    this.draw(this.#data);
    this.#body.lastChild.querySelector("input").select();
  }

  #remove(place) {
    const i = this.#from + place;
    this.#edit(this.#data.toSpliced(i, 1));
    this.#rest();
    this.draw(this.#data);
    (this.#body.children[place] ?? this.#body.lastChild).querySelector("button").focus();
    set_text(this.#message, `Point ${i + 1} is removed: ${count(this.#data.length, "point")}.`);
  }

  #edit(data) {
    this.#data = data;
    this.on.edit(data);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rest(), REST);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.on.rest();
  }
}
