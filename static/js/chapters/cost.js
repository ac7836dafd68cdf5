/** The second figure of chapter 3: evaluations of a grid against the number of parameters, and the prediction before it. */

import { about, count_text, DAY, SECOND, time_text, UNIVERSE, YEAR } from "./amounts.js";
import { Dial } from "../walk/dials.js";
import { Figure } from "../walk/figure.js";
import { find, set_text } from "../dom.js";
import { MOST } from "./grid_search.js";
import { Plot } from "../walk/plot.js";
import { Prediction } from "../walk/predict.js";

const MOST_PARAMETERS = 12;
/** So high that the finest grid fits: the scale stays while the resolution moves, and the slope is seen to change. */
const TOP = 10 ** (Math.ceil(MOST_PARAMETERS * Math.log10(MOST)) + 1);
const ASKED = 3;
/** What is drawn before the prediction: what the first figure has shown. */
const KNOWN = 2;
/** A count stands so high above its mark, in pixels, that the curve, which comes up from the left, runs under it. */
const LIFT = 12;
const MOMENTS = [[SECOND, "a second"], [DAY, "a day"], [YEAR, "a year"], [UNIVERSE, "the age of the universe"]];

/** The answers to choose from, for a grid of n points an axis. */
const ANSWERS = { half_more: (n) => Math.round(1.5 * n ** 2), thrice: (n) => 3 * n ** 2, power: (n) => n ** ASKED, fourth: (n) => n ** (ASKED + 1) };

const KINDLY = {
  half_more: (n) => `A third parameter is half as many again, but the cost does not grow with the parameters: each of the ${n} values of the third one needs its own grid of ${count_text(n ** 2)}.`,
  thrice: (n) => `Three such grids would only do for three values of the third parameter. It has ${n} values, and each needs its own grid of ${count_text(n ** 2)}.`,
  fourth: (n) => `You expected the worst, and that is the right spirit: it is what four parameters would take. The third one multiplies the ${count_text(n ** 2)} by ${n} only once.`,
};

export class Cost {
  #figure = new Figure("cost");
  #plot = new Plot(this.#figure.plot_root("cost"));
  #root = find('[data-predict="cost"]');
  #dial;
  #prediction;
  #now = null;
  most = MOST_PARAMETERS;

  /** @param {(d: number) => void} changed with the number of parameters */
  constructor(changed) {
    this.#dial = new Dial("d", (d) => { if (Number.isInteger(d)) changed(d); });
    this.#prediction = new Prediction("cost", async (choice) => {
      const { n } = this.#now;
      const answer = n ** ASKED;
      const right = ANSWERS[choice](n) === answer;
      // The curve goes on once this has been told.
      setTimeout(() => this.draw(this.#now));
      const reason = right ? `Yes: ${n} grids of ${count_text(n ** 2)} cells, one for each value of the third parameter.` : KINDLY[choice](n);
      return { right, text: `${reason} That makes ${n} × ${n} × ${n} = ${count_text(answer)} evaluations.` };
    });
  }

  /** @param {{n: number, d: number, rate: number | null}} now points an axis, parameters, evaluations a second of a large request */
  draw(now) {
    // Another resolution is another question.
    if (this.#now && this.#now.n !== now.n) this.#prediction.reset();
    this.#now = now;
    const { n, d, rate } = now;
    const { scored } = this.#prediction;
    if (!scored) this.#ask(n);
    const known = scored ? MOST_PARAMETERS : KNOWN;
    const shown = Math.min(d, known);
    this.#dial.show(scored ? d : shown);
    this.#dial.disabled = !scored;
    const line = Array.from({ length: known }, (_, i) => [i + 1, n ** (i + 1)]);
    this.#plot.draw({
      x: { from: 0.6, to: MOST_PARAMETERS + 0.7, name: "d", ticks: Array.from({ length: MOST_PARAMETERS }, (_, i) => [i + 1, String(i + 1)]) },
      y: { from: 1, to: TOP, log: true, name: "evaluations", count: 8 },
      rules: rate === null ? [] : MOMENTS.map(([seconds, text]) => ({ y: seconds * rate, text })),
      lines: [{ points: line }],
      marks: [...line.filter(([each]) => each !== shown).map(([x, y]) => ({ x, y, hollow: true })), { x: shown, y: n ** shown, text: count_text(n ** shown), side: shown > KNOWN ? "left" : "right", lift: shown > KNOWN ? LIFT : 0 }],
    });
    const evaluations = n ** shown;
    const time = rate === null ? "fill the grid to measure" : time_text(evaluations / rate);
    this.#figure.set("evaluations", count_text(evaluations));
    this.#figure.set("duration", time);
    this.#figure.set("large_rate", rate === null ? "not yet" : about(rate));
    this.#figure.say(scored ? "" : "Predict first: then the curve goes on.");
    const rest = scored ? ` With ${MOST_PARAMETERS} it needs ${count_text(n ** MOST_PARAMETERS)}.` : "";
    this.#figure.describe(`With ${n} points per axis and ${shown} ${shown === 1 ? "parameter" : "parameters"} a grid needs ${count_text(evaluations)} evaluations${rate === null ? "" : `, ${time} at ${about(rate)} a second`}.${rest}`);
    this.#figure.ready();
  }

  /** The question in the numbers of the grid that is set. */
  #ask(n) {
    set_text(find(".predict-question", this.#root), `Your grid has ${n} points per axis: ${count_text(n ** 2)} evaluations for two parameters. How many for three?`);
    for (const [value, answer] of Object.entries(ANSWERS)) set_text(find(`.choice-input[value="${value}"] + .choice-label`, this.#root), count_text(answer(n)));
  }
}
