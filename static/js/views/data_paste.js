/** Where a table is pasted, dropped or chosen as a file: what was understood, what was not and where, and the button that takes it. */

import { count, grouped } from "../format.js";
import { parse } from "../data/parse.js";
import { make, set_hidden, set_text } from "../dom.js";
import { decoded } from "../data/decode.js";
import { text_of } from "../data/link.js";

const READ_AFTER = 120;
const MOST_TOLD = 8;
/** Far more than the points that are allowed; a larger file is another one than was meant. */
const MOST_BYTES = 4_000_000;
const EXAMPLE = "x, y\n0.5, 0.2\n2.5, 0.9";

export class DataPaste {
  #text = make("textarea", { class: "data-text number", id: "data-text", rows: "5", spellcheck: "false", autocomplete: "off", placeholder: EXAMPLE, "aria-describedby": "data-told", "data-data-text": "" });
  #file = make("input", { class: "visually-hidden", type: "file", accept: ".csv,.tsv,.txt,.dat,text/*", tabindex: "-1", "aria-label": "A file of points", "data-data-file": "" });
  #choose = make("button", { class: "link-button", type: "button" }, ["Choose a file"]);
  #take = make("button", { class: "button button--small", type: "button", "data-take": "" });
  #told = make("div", { class: "data-told", id: "data-told", role: "status", "data-data-told": "" });
  #columns = make("div", { class: "data-columns", "data-data-columns": "" });
  #result = null;
  #chosen = null;
  /** The points that were taken last, while that is told. */
  #taken = null;
  #timer = 0;

  /**
   * @param {object} limits
   * @param {(points: [number, number][]) => void} take
   */
  constructor(limits, take) {
    this.limits = limits;
    this.take = take;
    this.root = make("div", { class: "control data-paste" }, [
      make("label", { class: "control-label", for: "data-text" }, ["Paste or drop a table of x and y"]),
      this.#text, this.#file, this.#columns, this.#told,
      make("div", { class: "button-row" }, [this.#choose, this.#take]),
    ]);
    set_hidden(this.#take, true);
    this.#text.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#chosen = null;
      this.#timer = setTimeout(() => this.#read(), READ_AFTER);
    });
    this.#choose.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      const [file] = this.#file.files;
      this.#file.value = "";
      if (file) this.read_file(file);
    });
    this.#take.addEventListener("click", () => this.#use());
  }

  /**
   * That points are in use is told until others are.
   * @param {[number, number][]} data those in use
   */
  draw(data) { if (this.#taken && text_of(this.#taken) !== text_of(data)) this.#clear(""); }

  /** While the panel is open a file may be dropped anywhere on the page. */
  listen(open) {
    for (const [name, listener] of [["dragover", this.#over], ["dragleave", this.#leave], ["drop", this.#drop]]) {
      if (open) addEventListener(name, listener);
      else removeEventListener(name, listener);
    }
  }

  #over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.root.classList.add("data-paste--over");
  };

  #leave = (event) => { if (event.relatedTarget === null) this.root.classList.remove("data-paste--over"); };

  #drop = (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    this.root.classList.remove("data-paste--over");
    if (!file) return;
    event.preventDefault();
    this.read_file(file);
  };

  /** Reads a file as if its text were pasted. */
  async read_file(file) {
    if (file.size > MOST_BYTES) {
      this.#show({ points: [], mistakes: [], refusal: `“${file.name}” has ${grouped(Math.round(file.size / 1e6))} MB, far more than ${grouped(this.limits.data_points.maximum)} points need.`, columns: null, told: [] });
      return;
    }
    this.#text.value = decoded(await file.arrayBuffer());
    this.#chosen = null;
    this.#read();
  }

  #read() {
    if (this.#text.value === "") this.#clear("");
    else this.#show(parse(this.#text.value, this.limits, this.#chosen));
  }

  #clear(text) {
    this.#result = null;
    this.#taken = null;
    this.#columns.replaceChildren();
    this.#told.replaceChildren(...(text ? [make("p", { class: "data-note" }, [text])] : []));
    this.#text.removeAttribute("aria-invalid");
    set_hidden(this.#take, true);
  }

  #show(result) {
    const { points, mistakes, refusal, columns, told } = result;
    this.#result = result;
    this.#taken = null;
    this.#draw_columns(columns);
    const asks = columns && points.length === 0 && mistakes.length === 0 && !refusal;
    const wrong = refusal ? [refusal] : mistakes.length > 0 ? [`${count(mistakes.length, "line")} cannot be read. Mend ${mistakes.length === 1 ? "it" : "them"} above${points.length > 0 ? `, or leave ${mistakes.length === 1 ? "it" : "them"} out` : ""}.`] : [];
    this.#told.replaceChildren(
      ...wrong.map((text) => make("p", { class: "data-wrong" }, [text])),
      ...(mistakes.length > 0 ? [make("ul", { class: "data-mistakes" }, [...mistakes.slice(0, MOST_TOLD), ...(mistakes.length > MOST_TOLD ? [`and ${grouped(mistakes.length - MOST_TOLD)} more`] : [])].map((text) => make("li", {}, [text])))] : []),
      ...(told.length > 0 ? [make("p", { class: "data-note" }, [told.join(" ")])] : []),
      ...(asks ? [make("p", { class: "data-note" }, [`There are ${columns.length} columns. Say which are x and y.`])] : []),
    );
    this.#text.setAttribute("aria-invalid", String(wrong.length > 0));
    set_hidden(this.#take, points.length === 0);
    set_text(this.#take, mistakes.length > 0 ? `Leave ${count(mistakes.length, "line")} out, use ${grouped(points.length)}` : `Use ${points.length === 1 ? "this point" : `these ${grouped(points.length)} points`}`);
  }

  #draw_columns(columns) {
    const key = columns?.join("\n") ?? "";
    if (this.#columns.dataset.key === key && this.#columns.children.length > 0) return;
    this.#columns.dataset.key = key;
    this.#columns.replaceChildren(...(columns ? ["x", "y"].map((name) => this.#column_choice(name, columns)) : []));
  }

  #column_choice(name, columns) {
    const options = [make("option", { value: "" }, ["choose"]), ...columns.map((text, i) => make("option", { value: String(i) }, [text || `column ${i + 1}`]))];
    const select = make("select", { class: "select", "data-column": name }, options);
    select.addEventListener("change", () => {
      const [x, y] = [...this.#columns.querySelectorAll("select")].map(({ value }) => value);
      this.#chosen = x !== "" && y !== "" ? [Number(x), Number(y)] : null;
      this.#read();
    });
    return make("label", { class: "data-column" }, [make("span", { class: "start-axis" }, [name]), " is ", select]);
  }

  #use() {
    const { points } = this.#result;
    this.#text.value = "";
    this.#clear(`${count(points.length, "point")} in use.`);
    this.#taken = points;
    this.#text.focus();
    this.take(points);
  }
}
