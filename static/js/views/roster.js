/** The walks: which optimizers are shown, and the settings that each may have of its own. */

import { find, set_hidden, set_text } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { number } from "../format.js";
import { value_of, with_own } from "../settings.js";

export class Roster {
  #list = find("[data-roster]");
  #add = find("[data-add-optimizer]");
  #count = find("[data-walk-count]");
  #state = null;
  #surface = null;
  /** The settings that were opened, by the optimizer's id. */
  #opened = new Map();
  #walks = [];

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
    toggle.addEventListener("click", () => this.#open(row, entry, own.hidden));
  }

  /** Opens or closes an optimizer's own settings, whose fields most visits never see. */
  async #open(row, entry, open) {
    const own = find("[data-own]", row);
    find("[data-own-toggle]", row).setAttribute("aria-expanded", String(open));
    own.hidden = !open;
    if (!open || this.#opened.has(entry.id)) return;
    const { OwnSettings } = await import("./own_settings.js");
    if (this.#opened.has(entry.id)) return;
    this.#opened.set(entry.id, new OwnSettings(own, entry, this.schedules, {
      schedule: () => this.#state.own[entry.id]?.schedule,
      set: (name, value) => this.#set_own(entry.id, name, value),
    }));
    this.#fill(row, entry);
    this.draw_schedules(this.#walks);
  }

  /** The state is shown a little later than it changes: a second setting made meanwhile must not undo the first. */
  #set_own(id, name, value) {
    this.#state = { ...this.#state, own: with_own(this.#state.own, id, name, value) };
    this.change({ own: this.#state.own }, "replace");
  }

  /** What the walks' learning rates were, step by step. */
  draw_schedules(walks) {
    this.#walks = walks;
    for (const { run } of walks) this.#opened.get(run.optimizer.id)?.draw_curve(run);
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

  /** The values in the fields, and beside the name the rate where it is not the common one. */
  #fill(row, entry) {
    const values = entry.hyperparameters.map((each) => [each, value_of(entry, each, this.#state, this.#surface)]);
    const [rate] = values.filter(([{ name }]) => name === "learning_rate");
    const own = values.some(([, { from }]) => from === "own") || this.#state.own[entry.id]?.schedule;
    set_text(find("[data-own-sign]", row), rate && rate[1].from !== "dials" ? `η ${number(rate[1].value)}` : own ? "own" : "⋯");
    this.#opened.get(entry.id)?.draw(values);
  }
}
