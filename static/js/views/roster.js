/** The walks: which optimizers are shown, and the settings that each may have of its own. */

import { find, find_all, make, set_hidden, set_text, show_name } from "../dom.js";
import { key_of } from "../draw/frame.js";
import { number } from "../format.js";
import { notify } from "./notices.js";
import { value_of, with_own } from "../settings.js";

/** Before the id of a walk that is to be shown once more, as a choice of what to add. */
const AGAIN = "+";

export class Roster {
  #list = find("[data-roster]");
  #add = find("[data-add-optimizer]");
  #again = find("[data-add-again]");
  #count = find("[data-walk-count]");
  #rows = new Map(find_all("[data-roster-row]", this.#list).map((row) => [row.dataset.rosterRow, row]));
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
    for (const [id, row] of this.#rows) this.#wire(row, this.#entry(id));
    this.#add.addEventListener("change", () => {
      const id = this.#add.value;
      this.#add.value = "";
      if (id.startsWith(AGAIN)) this.#show_again(id.slice(AGAIN.length));
      else if (id) this.#show([...this.#state.optimizers, id]);
    });
  }

  #entry(id) { return this.optimizers.find((entry) => entry.id === id); }

  /** @param {object} own settings that go with them */
  #show(ids, own = this.#state.own) { this.change({ optimizers: this.optimizers.map(({ id }) => id).filter((id) => ids.includes(id)), own }, "push"); }

  /** The same optimizer once more, with the same settings, which are open to be changed. */
  #show_again(id) {
    const { optimizers, own } = this.#state;
    const { kind } = this.#entry(id);
    const copy = this.optimizers.find((entry) => entry.kind === kind && !optimizers.includes(entry.id));
    const { [copy.id]: _, ...others } = own;
    this.#show([...optimizers, copy.id], own[id] ? { ...others, [copy.id]: own[id] } : others);
    const row = this.#rows.get(copy.id);
    this.#open(row, copy, true);
    find("[data-own-toggle]", row).focus();
  }

  /** A copy that leaves takes its settings with it. */
  #hide({ id, first }) {
    const { [id]: _, ...others } = this.#state.own;
    this.#show(this.#state.optimizers.filter((each) => each !== id), first ? this.#state.own : others);
  }

  #wire(row, entry) {
    const box = find('[data-control="optimizers"]', row);
    box.addEventListener("change", () => {
      const { optimizers } = this.#state;
      // One walk is always shown, and never more than there are colours.
      if (box.checked ? optimizers.length >= this.most : optimizers.length === 1) box.checked = !box.checked;
      else if (box.checked) this.#show([...optimizers, entry.id]);
      else this.#hide(entry);
    });
    const toggle = find("[data-own-toggle]", row);
    const own = find("[data-own]", row);
    own.id = `own-${entry.id}`;
    find("[data-own-label]", row).id = `${own.id}-label`;
    own.setAttribute("aria-labelledby", `${own.id}-label`);
    toggle.setAttribute("aria-controls", own.id);
    toggle.addEventListener("click", () => this.#open(row, entry, own.hidden));
  }

  /** Opens or closes an optimizer's own settings, whose fields most visits never see. */
  async #open(row, entry, open) {
    const own = find("[data-own]", row);
    find("[data-own-toggle]", row).setAttribute("aria-expanded", String(open));
    own.hidden = !open;
    if (!open || this.#opened.has(entry.id)) return;
    const module = await import("./own_settings.js").catch(() => null);
    if (module) this.#fill_in(row, entry, module.OwnSettings);
    else {
      notify("These settings cannot be opened: the server does not answer.");
      this.#open(row, entry, false);
    }
  }

  #fill_in(row, entry, OwnSettings) {
    if (this.#opened.has(entry.id)) return;
    this.#opened.set(entry.id, new OwnSettings(find("[data-own]", row), entry, this.schedules, {
      schedule: () => this.#state.own[entry.id]?.schedule,
      set: (name, value) => this.#set_own(entry.id, name, value),
      again: () => this.#show_again(entry.id),
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
    for (const { id, run } of walks) this.#opened.get(id)?.draw_curve(run);
  }

  /**
   * Shows a state.
   * @param {{entry: object, id: string, look: object, name: string, full_name: string}[]} shown
   */
  draw(state, surface, shown) {
    this.#state = state;
    this.#surface = surface;
    for (const walk of shown) this.#draw_row(this.#rows.get(walk.id) ?? this.#append(walk.entry), walk);
    for (const [id, row] of this.#rows) if (!state.optimizers.includes(id)) this.#draw_absent(row, this.#entry(id), shown);
    this.#offer(shown);
    set_text(this.#count, `${shown.length} of ${this.most}`);
  }

  #draw_row(row, { entry, look, full_name, more }) {
    set_hidden(row, false);
    find('[data-control="optimizers"]', row).checked = true;
    if (row.dataset.look !== String(look.index)) {
      row.dataset.look = row.dataset.walk = String(look.index);
      find("[data-key]", row).replaceChildren(key_of(look));
    }
    this.#draw_names(row, entry, full_name, more);
  }

  /** The lecture's three stay in the list when they are hidden, unless a copy stands there for them; others leave it. */
  #draw_absent(row, entry, shown) {
    const leaves = !entry.first || !entry.shares_dials || shown.some((walk) => walk.entry.kind === entry.kind);
    if (leaves && row.contains(document.activeElement)) this.#add.focus();
    set_hidden(row, leaves);
    find('[data-control="optimizers"]', row).checked = false;
    this.#draw_names(row, entry, entry.full_name, "");
  }

  #draw_names(row, entry, full_name, more) {
    show_name(find("[data-walk-name]", row), entry.name, more);
    set_text(find("[data-own-label]", row), `Settings of ${full_name}`);
    this.#fill(row, entry);
  }

  /** A new row, in the registry's order. */
  #append(entry) {
    const row = find("[data-roster-template]").content.firstElementChild.cloneNode(true);
    row.dataset.rosterRow = entry.id;
    find('[data-control="optimizers"]', row).value = entry.id;
    const next = this.optimizers.slice(this.optimizers.indexOf(entry) + 1).find(({ id }) => this.#rows.has(id));
    this.#list.insertBefore(row, this.#rows.get(next?.id) ?? null);
    this.#rows.set(entry.id, row);
    this.#wire(row, entry);
    return row;
  }

  /** What may be added: any other optimizer, and those that are there once more. */
  #offer(shown) {
    const full = shown.length >= this.most;
    const again = shown.map(({ id, name }) => [AGAIN + id, name]);
    if (this.#again.dataset.offered !== String(again)) {
      this.#again.dataset.offered = String(again);
      this.#again.replaceChildren(...again.map(([value, name]) => make("option", { value }, [name])));
    }
    for (const option of this.#add.options) option.disabled = option.value !== "" && (full || shown.some(({ id }) => id === option.value));
  }

  /** The values in the fields, and beside the name the rate where it is not the common one. */
  #fill(row, entry) {
    const values = entry.hyperparameters.map((each) => [each, value_of(entry, each, this.#state, this.#surface)]);
    const [rate] = values.filter(([{ name }]) => name === "learning_rate");
    const own = values.some(([, { from }]) => from === "own") || this.#state.own[entry.id]?.schedule;
    set_text(find("[data-own-sign]", row), rate && rate[1].from !== "dials" ? `η ${number(rate[1].value)}` : own ? "own" : "⋯");
    this.#opened.get(entry.id)?.draw(values, this.#state.optimizers.length < this.most);
  }
}
