/** Chapter 2: guesses at (w, b), one evaluation each, kept in the ledger. */

import { best_of, ledger, MOST_GUESSES, write_ledger } from "../walk/ledger.js";
import { ChapterState, real } from "../walk/state.js";
import { coordinate, exact, number, point } from "../format.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { fetch_points } from "../api.js";
import { make, set_text } from "../dom.js";
import { neuron, NEURON, page_data, presence, try_it } from "../walk/chapter.js";
import { Plot } from "../walk/plot.js";

const WIDEST = 6;
const SAMPLES = 160;
const X = { from: -1, to: 4, name: "x" };
const Y = { from: -0.05, to: 1.05, name: "y", ticks: [[0, "0"], [0.25, "0.25"], [0.5, "0.5"], [0.75, "0.75"], [1, "1"]] };

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const curve_of = ([w, b]) => Array.from({ length: SAMPLES + 1 }, (_, i) => X.from + (i / SAMPLES) * (X.to - X.from)).map((x) => [x, sigmoid(w * x + b)]);
/** What the lecture prints for a guess that is one of its own. */
const printed_for = ([w, b]) => page_data.guesses.find((row) => row.w === w && row.b === b)?.printed;
const lecture = page_data.guesses.map(({ w, b }) => [w, b]);

const figure = new Figure("guesses");
const plot = new Plot(figure.plot_root("guess"));
const [first] = lecture;
const state = new ChapterState({ w: real(first[0], -WIDEST, WIDEST), b: real(first[1], -WIDEST, WIDEST) }, () => draw());
const dials = { w: new Dial("w", (w) => state.set({ w })), b: new Dial("b", (b) => state.set({ b })) };
const buttons = { guess: figure.find("[data-guess]"), lecture: figure.find("[data-lecture]"), clear: figure.find("[data-clear]") };

/** Asks for the losses and writes a row for each: the only way to a loss in this chapter, so that none goes uncounted. */
let asking = false;
const spend = async (points) => {
  if (asking) return;
  asking = true;
  figure.say("");
  try {
    const results = await fetch_points(NEURON, points);
    const rows = points.map(([w, b], i) => [w, b, results[i].loss]);
    write_ledger({ guesses: [...ledger().guesses, ...rows] });
  } catch (error) {
    figure.failed(error);
  } finally {
    asking = false;
  }
  draw();
  const scroll = figure.find("[data-guess-scroll]");
  scroll.scrollTop = scroll.scrollHeight;
};

buttons.guess.addEventListener("click", () => spend([[state.values.w, state.values.b]]));
buttons.lecture.addEventListener("click", () => {
  state.set({ w: lecture.at(-1)[0], b: lecture.at(-1)[1] });
  spend(lecture);
});
buttons.clear.addEventListener("click", () => {
  write_ledger({ guesses: [] });
  draw();
});

const row_of = (guess, i, best) => {
  const [w, b, loss] = guess;
  const printed = printed_for(guess);
  const cells = [make("th", { scope: "row", class: "number" }, [String(i + 1)]), ...[coordinate(w), coordinate(b), number(loss, 4)].map((text) => make("td", { class: "number" }, [text]))];
  const differs = printed !== undefined && printed !== loss.toFixed(4);
  cells.push(make("td", { class: `number guesses-printed${differs ? " guesses-printed--off" : ""}` }, [printed ?? ""]));
  return make("tr", guess === best ? { class: "guesses-best" } : {}, cells);
};

/** Rows whose printed loss is not ours to the same four decimals, in a sentence. */
const compared = (guesses) => {
  const rows = guesses.map((guess) => ({ loss: guess[2], printed: printed_for(guess) })).filter(({ printed }) => printed !== undefined);
  if (rows.length === 0) return "";
  const off = rows.filter(({ loss, printed }) => printed !== loss.toFixed(4));
  const count = `${rows.length === 1 ? "One row is" : `${rows.length} rows are`} the lecture’s.`;
  if (off.length === 0) return `${count} To four decimals the loss printed there is ours.`;
  const most = off.reduce((worst, each) => (Math.abs(each.printed - each.loss) > Math.abs(worst.printed - worst.loss) ? each : worst));
  return `${count} To four decimals ${off.length === 1 ? "one printed loss differs" : `${off.length} of the printed losses differ`} from ours, at most ${most.printed} for ${most.loss.toFixed(4)}.`;
};

const draw = () => {
  const { w, b } = state.values;
  const { guesses } = ledger();
  const best = best_of(guesses);
  dials.w.show(w);
  dials.b.show(b);
  const last = guesses.at(-1);
  const moved = last && (last[0] !== w || last[1] !== b);
  plot.draw({
    x: X,
    y: Y,
    lines: [...(moved ? [{ points: curve_of(last), quiet: true, dash: "5 4" }] : []), { points: curve_of([w, b]) }],
    marks: neuron.data.map(([x, y]) => ({ x, y })),
  });
  figure.find("[data-guess-rows]").replaceChildren(...guesses.map((guess, i) => row_of(guess, i, best)));
  figure.find("[data-guess-none]").hidden = guesses.length > 0;
  const has = ([gw, gb]) => guesses.some((guess) => guess[0] === gw && guess[1] === gb);
  const room = MOST_GUESSES - guesses.length;
  buttons.guess.disabled = room < 1;
  buttons.lecture.disabled = lecture.every(has) || room < lecture.length;
  buttons.clear.disabled = guesses.length === 0;
  if (room < 1) figure.say(`${MOST_GUESSES} guesses are enough to see where this leads. Clear the table to begin again.`);
  figure.set("spent", String(guesses.length));
  figure.set("best", best ? number(best[2], 4) : "none yet");
  figure.set("best_at", best ? point(best) : "none yet");
  set_text(figure.find("[data-guess-compare]"), compared(guesses));
  const told = guesses.map(([gw, gb, loss], i) => `Guess ${i + 1}: w ${coordinate(gw)}, b ${coordinate(gb)}, loss ${number(loss, 4)}.`).join(" ");
  figure.describe(`The next guess would be w ${number(w, 4)}, b ${number(b, 4)}. ${guesses.length} evaluations spent. ${best ? `The best loss is ${number(best[2], 4)}. ${told}` : "No guesses yet."}`);
  try_it({ surface: "neuron", starts: `${exact(w)},${exact(b)}` });
};

draw();
figure.ready();
presence.addEventListener("return", draw);
