/** The walks: which optimizers are shown, and the settings that each may have of its own. */

import { find, make, set_hidden, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { exact, number, typed } from "../format.js";
import { range_of, within } from "../ranges.js";
import { ScheduleFields } from "./schedule_fields.js";
import { value_of, with_own } from "../settings.js";

const FROM = { dials: "as the common dial", surface: "found for this surface", default: "the usual value" };

export class Roster {
  #list = find("[data-roster]");
  #add = find("[data-add-optimizer]");
  #count = find("[data-walk-count]");
  #state = null;
  #surface = null;
  #scheduled = new Map();

  /**
   * @param {object} page_data
   * @param {(patch: object, history: "push" | "replace") => void} change
   */
  constructor({ optimizers, limits, schedules }, change) {
    this.optimizers = optimizers;
    this.schedules = schedules;
    this.most = limits.optimizers.maximum;
    this.change = change;
    for (const entry of optimizers) {
      const row = this.#row(entry.id);
      if (row) this.#wire(row, entry);
    }
    this.#add.addEventListener("change", () => {
      const id = this.#add.value;
      this.#add.value = "";
      if (id) this.#show([...this.#state.optimizers, id]);
    });
  }

  #row(id) { return find(`[data-roster-row="${id}"]`, this.#list); }

  #show(ids) { this.change({ optimizers: this.optimizers.map(({ id }) => id).filter((id) => ids.includes(id)) }, "push"); }

  #wire(row, entry) {
    const box = find('[data-control="optimizers"]', row);
    box.addEventListener("change", () => {
      const { optimizers } = this.#state;
      const ids = box.checked ? [...optimizers, entry.id] : optimizers.filter((id) => id !== entry.id);
      // One walk is always shown, and never more than there are colours.
      if (ids.length === 0 || ids.length > this.most) box.checked = !box.checked;
      else this.#show(ids);
    });
    const toggle = find("[data-own-toggle]", row);
    const own = find("[data-own]", row);
    own.id = `own-${entry.id}`;
    toggle.setAttribute("aria-controls", own.id);
    toggle.addEventListener("click", () => {
      const open = own.hidden;
      toggle.setAttribute("aria-expanded", String(open));
      own.hidden = !open;
      if (open && own.childElementCount === 0) own.append(...this.#fields(entry));
      this.#fill(row, entry);
    });
  }

  /** A field for each hyperparameter, and the schedule where there may be one. */
  #fields(entry) {
    const schedule = entry.takes_schedule ? [new ScheduleFields(entry, this.schedules, () => this.#state.own[entry.id]?.schedule, (value) => this.#set_schedule(entry.id, value))] : [];
    if (schedule.length > 0) this.#scheduled.set(entry.id, schedule[0]);
    return [...this.#dials(entry), ...schedule.map(({ root }) => root)];
  }

  #set_schedule(id, schedule) { this.#set_own(id, "schedule", schedule); }

  /** The state is shown a little later than it changes: a second setting made meanwhile must not undo the first. */
  #set_own(id, name, value) {
    this.#state = { ...this.#state, own: with_own(this.#state.own, id, name, value) };
    this.change({ own: this.#state.own }, "replace");
  }

  /** What the walks' learning rates were, step by step. */
  draw_schedules(walks) { for (const { run } of walks) this.#scheduled.get(run.optimizer.id)?.draw_curve(run); }

  #dials(entry) {
    return entry.hyperparameters.map((each) => {
      const id = `own-${entry.id}-${each.name}`;
      const words = each.name.replaceAll("_", " ");
      const field = make("input", { class: "field number", id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-own-field": each.name, "aria-describedby": `${id}-message` });
      field.addEventListener("input", () => {
        const value = typed(field.value);
        const message = field.value.trim() === "" || within(value, each) ? "" : `${capital(words)} is a number ${range_of(each)}.`;
        field.setAttribute("aria-invalid", String(message !== ""));
        set_text(find(`#${id}-message`), message);
        if (message === "") this.#set_own(entry.id, each.name, field.value.trim() === "" ? null : value);
      });
      return make("div", { class: "own-row" }, [
        make("label", { class: "own-label", for: id }, [`${words} `, make("i", {}, [each.symbol])]),
        field,
        make("p", { class: "control-message", id: `${id}-message`, role: "status", "data-own-message": each.name }),
        make("p", { class: "own-from", "data-own-from": each.name }),
      ]);
    });
  }

  /** Shows a state. */
  draw(state, surface, looks) {
    this.#state = state;
    this.#surface = surface;
    for (const entry of this.optimizers) {
      const shown = state.optimizers.includes(entry.id);
      const row = this.#row(entry.id) ?? (shown ? this.#append(entry) : null);
      if (!row) continue;
      // The lecture's three stay in the list when they are hidden; others leave it.
      set_hidden(row, !shown && !entry.shares_dials);
      find('[data-control="optimizers"]', row).checked = shown;
      const look = looks.get(entry.id);
      if (look && row.dataset.look !== String(look.index)) {
        row.dataset.look = row.dataset.walk = String(look.index);
        find("[data-key]", row).replaceChildren(key_of(look));
      }
      this.#fill(row, entry);
    }
    const full = state.optimizers.length >= this.most;
    for (const option of this.#add.options) option.disabled = option.value !== "" && (full || state.optimizers.includes(option.value));
    set_text(this.#count, `${state.optimizers.length} of ${this.most}`);
  }

  #append(entry) {
    const row = find("[data-roster-template]").content.firstElementChild.cloneNode(true);
    row.dataset.rosterRow = entry.id;
    find('[data-control="optimizers"]', row).value = entry.id;
    set_text(find("[data-walk-name]", row), entry.name);
    set_text(find("[data-own-label]", row), `Settings of ${entry.full_name}`);
    this.#list.append(row);
    this.#wire(row, entry);
    return row;
  }

  /** The fields' values, but for one that is being typed in; and beside the name, the rate where it is not the common one. */
  #fill(row, entry) {
    const values = entry.hyperparameters.map((each) => [each, value_of(entry, each, this.#state, this.#surface)]);
    const [rate] = values.filter(([{ name }]) => name === "learning_rate");
    const own = values.some(([, { from }]) => from === "own") || this.#state.own[entry.id]?.schedule;
    this.#scheduled.get(entry.id)?.draw();
    set_text(find("[data-own-sign]", row), rate && rate[1].from !== "dials" ? `η ${number(rate[1].value)}` : own ? "own" : "⋯");
    for (const [{ name }, { value, from }] of values) {
      const field = find(`[data-own-field="${name}"]`, row);
      if (!field) continue;
      if (document.activeElement !== field) field.value = exact(value);
      set_text(find(`[data-own-from="${name}"]`, row), from === "own" ? "its own; empty the field to give it up" : FROM[from]);
    }
  }
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
