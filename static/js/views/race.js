/** A fair race: each walk's learning rate or first step is searched for under one budget; the search, and loss against gradients spent. */

import { channel, fetch_race } from "../api.js";
import { find, live_size, make, make_svg, set_text } from "../dom.js";
import { frame, key_of, line_of, MARGIN, mark_of } from "../draw/frame.js";
import { loss_scale } from "../draw/loss_scale.js";
import { number, plain, typed } from "../format.js";
import { ticks } from "../viewport.js";

export class Race {
  #root = find("[data-race]");
  #form = find("[data-race-form]", this.#root);
  #budget = find("[data-race-budget]", this.#root);
  #result = find("[data-race-result]", this.#root);
  #note = find("[data-race-note]", this.#root);
  #use_button = find("[data-race-use]", this.#root);
  #frames = ["[data-race-chart]", "[data-race-search]"].map((part) => find(`${part} [data-frame]`, this.#root));
  #sizes = this.#frames.map((each) => live_size(each));
  #shown = null;

  /**
   * @param {{minimum: number, maximum: number}} limits of the budget
   * @param {{wish: () => object, use: (found: [string, string, number][]) => void}} on wish: what to race now: `body` as the API
   *   takes it, `lowest`, `walks` with id, entry, name and look, and a `note` on them; use: what was found, as id, dial and value
   */
  constructor(limits, on) {
    this.limits = limits;
    this.on = on;
    this.request = channel(({ body }) => fetch_race(body), {
      answered: (answer, wish) => this.#show(answer, wish),
      failed: (error) => this.#tell(`The race cannot be run: ${error.message}`),
      busy: (is_busy) => this.#root.classList.toggle("race--busy", is_busy),
    });
    this.#use_button.addEventListener("click", () => this.#use());
    const resized = new ResizeObserver(() => this.draw());
    for (const each of [this.#result, ...this.#frames]) resized.observe(each);
  }

  run() {
    const budget = typed(this.#budget.value);
    const { minimum, maximum } = this.limits;
    const fine = Number.isInteger(budget) && budget >= minimum && budget <= maximum;
    this.#budget.setAttribute("aria-invalid", String(!fine));
    this.#tell(fine ? "" : `The budget is a whole number from ${minimum} to ${maximum.toLocaleString("en")}, such as 200.`);
    if (fine) this.request(this.on.wish());
  }

  #tell(message) { set_text(find("[data-race-message]", this.#root), message); }

  #show(answer, wish) {
    const results = answer.results.map((result, i) => ({ ...result, spent_to_goal: answer.goal === null ? "" : answer.spent_to_goal[i], symbol: symbol_of(wish.walks[i], result.dial) }));
    this.#shown = { ...wish, results };
    this.#result.hidden = false;
    this.check();
    const nothing = results.every(({ dial }) => dial === null);
    this.#use_button.hidden = this.#frames[1].hidden = nothing;
    set_text(find("[data-race-searched]", this.#root), nothing ? NOTHING_SEARCHED : "The highest loss of each value’s last fifth, or the start’s if that is lower.");
    find("[data-race-body]", this.#root).replaceChildren(...results.map((result, i) => row_of(result, wish.walks[i])));
    this.draw();
  }

  /** Says when what is shown was raced for something else. */
  check() {
    if (!this.#shown) return;
    const stale = JSON.stringify(this.on.wish().body) !== JSON.stringify(this.#shown.body);
    this.#root.classList.toggle("race--stale", stale);
    set_text(this.#note, stale ? "This race was run with other settings; run it again." : this.#shown.note);
  }

  #use() {
    const { results, walks } = this.#shown;
    this.on.use(results.map(({ optimizer, dial }, i) => [walks[i].id, dial, optimizer[dial]]).filter(([, dial]) => dial !== null));
  }

  draw() {
    if (!this.#shown || this.#sizes[0].width === 0) return;
    this.#draw_race(this.#frames[0], this.#sizes[0]);
    this.#draw_search(this.#frames[1], this.#sizes[1]);
  }

  #draw_race(root, { width, height }) {
    const { results, walks, lowest, body: { budget } } = this.#shown;
    const scale = loss_scale(results.map(({ loss }) => loss), true, lowest, height);
    const x_at = (spent) => MARGIN.left + (spent / budget) * (width - MARGIN.left - MARGIN.right);
    const lines = results.map(({ evaluations, loss }, i) => {
      const points = evaluations.map((spent, k) => [x_at(spent), scale.at(loss[k])]);
      return make_svg("g", {}, [line_of(points, walks[i].look), mark_of(walks[i].look, ...points.at(-1))]);
    });
    const marks = ticks(0, budget, width / 90).filter(Number.isInteger).map((value) => [value, String(value)]);
    this.#put(root, { width, height }, { x: { at: x_at, ticks: marks.filter(([value]) => x_at(value) < width - 76), name: "gradients" }, y: scale }, lines);
    set_text(find("[data-race-scale]", this.#root), scale.note);
    root.setAttribute("aria-label", `Loss by gradients spent. After ${budget}: ${results.map(({ loss }, i) => `${walks[i].name} ${plain(loss.at(-1))}`).join(", ")}.`);
  }

  #draw_search(root, { width, height }) {
    const { results, walks, lowest } = this.#shown;
    const searched = results.map((result, i) => ({ ...result, look: walks[i].look, name: walks[i].name })).filter(({ dial }) => dial !== null);
    if (searched.length === 0 || width === 0) return;
    // A value that leads up rests nowhere worth telling apart: it is drawn where it set out.
    const start = Math.max(...searched.map(({ loss }) => loss[0]));
    const shown = ({ rests_at }) => Math.min(rests_at ?? NaN, start);
    const scale = loss_scale(searched.map(({ candidates }) => candidates.map(shown)), true, lowest, height);
    const rates = searched.flatMap(({ candidates }) => candidates.map(({ value }) => Math.log10(value)));
    const [from, to] = [Math.min(...rates), Math.max(...rates)];
    const x_at = (value) => MARGIN.left + ((Math.log10(value) - from) / (to - from || 1)) * (width - MARGIN.left - MARGIN.right);
    const lines = searched.map(({ candidates, best, look }) => {
      const points = candidates.map((candidate) => [x_at(candidate.value), scale.at(shown(candidate))]);
      const dots = points.filter(([, y]) => Number.isFinite(y)).map(([x, y]) => make_svg("circle", { class: "race-dot", cx: x, cy: y, r: 1.8 }));
      return make_svg("g", { "data-walk": String(look.index) }, [line_of(points, look, "chart-line--quiet"), ...dots, mark_of(look, ...points[best])]);
    });
    const marks = [];
    for (let power = Math.ceil(from); power <= to; power += 2) marks.push([10 ** power, `1e${power}`]);
    const name = [...new Set(searched.map(({ symbol }) => symbol))].join(" or ");
    this.#put(root, { width, height }, { x: { at: x_at, ticks: marks.filter(([value]) => x_at(value) < width - 34 - 6 * name.length), name }, y: scale }, lines);
    root.setAttribute("aria-label", `The search. ${searched.map((each) => `${each.name}: lowest with ${words_of(each.dial)} of ${plain(each.candidates[each.best].value)}`).join("; ")}.`);
  }

  #put(root, { width, height }, axes, lines) {
    root.replaceChildren(make_svg("svg", { class: "chart-svg", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, [...frame(width, height, axes), ...lines]));
  }
}

const NOTHING_SEARCHED = "Nothing to search for: these walks have neither a learning rate nor a first step to try, and walk once.";

const symbol_of = ({ entry }, dial) => entry.hyperparameters.find(({ name }) => name === dial)?.symbol;

const words_of = (dial) => (dial === "learning_rate" ? "a learning rate" : "a first step");

const row_of = ({ optimizer, dial, symbol, candidates, best, spent, spent_to_goal }, { name, look }) => {
  const { rests_at } = candidates[best];
  const heading = make("th", { scope: "row" }, [make("span", { class: "table-walk" }, [make("span", { class: "table-key" }, [key_of(look)]), make("span", { class: "table-name" }, [name])])]);
  const cells = [
    dial === null ? "none" : `${symbol} = ${number(optimizer[dial])}`, rests_at === null ? "nowhere" : number(rests_at),
    spent_to_goal === null ? "never" : String(spent_to_goal), String(candidates.length), spent.toLocaleString("en"),
  ];
  return make("tr", {}, [heading, ...cells.map((cell) => make("td", { class: "number" }, [cell]))]);
};
