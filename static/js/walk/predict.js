/** A prediction: chosen first, then run, then scored with the reason. The answer is computed by the chapter when it is asked for. */

import { find, find_all, set_text } from "../dom.js";
import { record_score } from "./progress.js";
import { slug } from "./chapter.js";

const IN_SIGHT = "The answer was in sight already, so this one is not counted.";

export class Prediction {
  #root;
  #check;
  #score;
  #choice = null;
  #busy = false;

  /**
   * @param {string} name of the `predict` macro
   * @param {(choice: any) => Promise<{right: boolean, text: string} | null>} score runs the thing and says how good the prediction was, in
   *   a kind sentence with the reason; null if it could not be run
   * @param {import("./cover.js").Cover} [cover] of the answer; a prediction made after the reader asked to see it is told, not recorded
   */
  constructor(name, score, cover) {
    this.#root = find(`[data-predict="${name}"]`);
    this.#check = find("[data-predict-check]", this.#root);
    this.#score = find("[data-score]", this.#root);
    for (const radio of find_all(".choice-input", this.#root)) radio.addEventListener("change", () => this.choose(radio.value));
    this.#check.addEventListener("click", async () => {
      if (this.#busy || this.#choice === null) return;
      this.#busy = true;
      this.#check.disabled = true;
      try {
        const result = await score(this.#choice);
        if (result === null) return;
        const seen = cover?.shown ?? false;
        if (!seen) record_score(slug, name, result.right);
        this.#root.dataset.right = String(result.right);
        set_text(this.#score, seen ? `${IN_SIGHT} ${result.text}` : result.text);
        this.#score.hidden = false;
      } catch (error) {
        set_text(this.#score, `This cannot be run: ${error.message}`);
        this.#score.hidden = false;
      } finally {
        this.#busy = false;
        this.#check.disabled = false;
      }
    });
  }

  /** Whether it has been scored: what would give the answer away may be shown from then on. */
  get scored() { return this.#root.dataset.right !== undefined; }

  /** A choice made, also outside the radio buttons: on a map, with a dial. null takes it back. What was said of another one is hidden. */
  choose(choice) {
    if (choice !== this.#choice) this.#score.hidden = true;
    this.#choice = choice;
    this.#check.disabled = choice === null;
  }

  /** Asks anew, when what was asked about has changed. */
  reset() {
    delete this.#root.dataset.right;
    this.#score.hidden = true;
    for (const radio of find_all(".choice-input", this.#root)) radio.checked = false;
    this.choose(null);
  }
}
