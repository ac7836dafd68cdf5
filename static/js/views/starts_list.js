/** The starts as number fields: set, add, remove. */

import { find, find_all, make, set_text } from "../dom.js";
import { exact, typed } from "../format.js";
import { range_of, within } from "../ranges.js";

const AXES = ["w", "b"];

export class StartsList {
  #list = find("[data-start-list]");
  #count = find("[data-start-count]");
  #add = find('[data-start-action="add"]');
  #clear = find('[data-start-action="clear"]');

  /**
   * @param {{minimum: number, maximum: number}} limits of a coordinate
   * @param {number} most starts
   * @param {{set: (i: number, start: number[]) => void, add: () => void, remove: (i: number) => void, clear: () => void}} on
   */
  constructor(limits, most, on) {
    this.limits = limits;
    this.most = most;
    this.on = on;
    this.#add.addEventListener("click", () => on.add());
    this.#clear.addEventListener("click", () => on.clear());
  }

  draw(starts) {
    while (this.#list.children.length > starts.length) this.#list.lastChild.remove();
    while (this.#list.children.length < starts.length) this.#list.append(this.#row(this.#list.children.length));
    starts.forEach((start, i) => this.#fill(this.#list.children[i], start, i, starts.length));
    set_text(this.#count, `${starts.length} of ${this.most}`);
    this.#add.disabled = starts.length >= this.most;
    this.#clear.disabled = starts.length < 2;
  }

  #row(i) {
    const fields = AXES.flatMap((axis, k) => {
      const field = make("input", { class: "field field--start number", type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `Start ${i + 1}, ${axis}`, "aria-describedby": `start-${i}-message`, "data-start-field": axis });
      field.addEventListener("input", () => this.#commit(i, k, field));
      field.addEventListener("keydown", (event) => nudge(event, field));
      field.addEventListener("change", () => { if (field.getAttribute("aria-invalid") !== "true") field.value = field.dataset.sent ?? field.value; });
      return [make("i", { class: "start-axis", "aria-hidden": "true" }, [axis]), field];
    });
    const remove = make("button", { class: "start-remove", type: "button", "aria-label": `Remove start ${i + 1}`, title: "Remove this start" }, ["×"]);
    remove.addEventListener("click", () => this.on.remove(i));
    return make("li", { class: "start-row" }, [make("span", { class: "start-number number", "aria-hidden": "true" }, [String(i + 1)]), ...fields, remove, make("p", { class: "control-message", id: `start-${i}-message`, role: "status" })]);
  }

  #commit(i, k, field) {
    const value = typed(field.value);
    const fine = within(value, this.limits);
    field.setAttribute("aria-invalid", String(!fine));
    const message = find(".control-message", field.closest("li"));
    set_text(message, fine ? "" : `${AXES[k]} is a number ${range_of(this.limits)}, such as 1.5.`);
    if (!fine) return;
    const start = find_all("[data-start-field]", field.closest("li")).map((each) => Number(each.dataset.sent));
    start[k] = value;
    this.on.set(i, start);
  }

  #fill(row, start, i, total) {
    row.classList.toggle("start-row--one", total === 1);
    find_all("[data-start-field]", row).forEach((field, k) => {
      field.dataset.sent = exact(start[k]);
      // A field that is being typed in keeps the typed text; others show every digit there is room for.
      if (document.activeElement !== field || field.dataset.nudged) {
        field.value = shown(start[k]);
        field.setAttribute("aria-invalid", "false");
        delete field.dataset.nudged;
      }
    });
    if (!find_all('[aria-invalid="true"]', row).length) set_text(find(".control-message", row), "");
  }
}

/** What a narrow field shows of a coordinate; its title carries the rest. */
const shown = (value) => {
  const text = exact(value);
  return text.length <= 8 ? text : String(Number(value.toPrecision(6)));
};

/** Arrow keys in a number field: a tenth, with Shift one. */
const nudge = (event, field) => {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const value = Number(field.value);
  if (!Number.isFinite(value)) return;
  field.value = String(Number((value + direction * (event.shiftKey ? 1 : 0.1)).toPrecision(12)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
