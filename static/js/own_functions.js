/** Functions to begin with, and the one that was typed last in this browser. */

import { FORMULA } from "./state.js";
import { kept } from "./walk/kept.js";

/** Each shows something of its own. */
export const EXAMPLES = [
  { name: "a bent valley", text: "(w^2 + b - 11)^2 + 3 sin(2w) b" },
  { name: "ripples", text: "4 (b - w^2 / 3)^2 + w^2 / 10 + sin(4w) / 2" },
  { name: "a kink", text: "|w| + b^2" },
  { name: "a hole", text: "sqrt(w^2 + b^2 - 1)" },
  { name: "an edge", text: "w - log(w + 2) + b^2 / 2" },
  { name: "an egg box", text: "(w^2 + b^2) / 20 + sin(2w) sin(2b)" },
];

export const KEPT = kept("walk-downhill.formula", { text: EXAMPLES[0].text });

/** A surface chosen by its id, as a change of the state: a function of one's own comes with the text that was typed last. */
export const choice_of = (id) => (id === FORMULA ? { surface: id, formula: KEPT.read().text } : { surface: id });
