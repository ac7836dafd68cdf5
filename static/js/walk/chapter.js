/**
 * What every chapter shares: the page's data, the way out to the explorer, printing, and the end of its work when it is left. A
 * chapter's own script imports this first.
 */

import { find } from "../dom.js";
import { record_visit } from "./progress.js";
import { watch_connection } from "../views/notices.js";

export const page_data = JSON.parse(find("[data-page-data]").textContent);
export const slug = page_data.chapter;
export const limits = page_data.limits;

/** The lecture's neuron: an entry of the page's surfaces, and the body that asks for it. */
export const neuron = page_data.surfaces[0];
export const NEURON = { kind: "neuron", data: neuron.data, loss: "half_sum" };

/** An optimizer as the API takes it, and its place in the registry, which decides its looks. */
export const optimizer = (id, learning_rate, momentum) => {
  const { hyperparameters } = page_data.optimizers.find((entry) => entry.id === id);
  return { id, learning_rate, ...(hyperparameters.some(({ name }) => name === "momentum") ? { momentum } : {}) };
};
export const index_of = (id) => page_data.optimizers.findIndex((entry) => entry.id === id);
export const name_of = (id) => page_data.optimizers[index_of(id)].name;

/**
 * Makes "try it" open the explorer in the figure's state.
 * @param {Record<string, string | number>} state properties as the explorer's address has them: surface, starts, optimizers,
 *   learning_rate, momentum, max_iterations, tolerance, view, t
 */
export const try_it = (state) => {
  const query = Object.entries(state).map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3B", ";")}`);
  find("[data-try-it]").href = `/?${query.join("&")}`;
};

/** Fires "leave" when the page is left, and "return" when the browser's back button brings the very same page back. */
export const presence = new EventTarget();
addEventListener("pagehide", () => presence.dispatchEvent(new Event("leave")));
addEventListener("pageshow", (event) => { if (event.persisted) presence.dispatchEvent(new Event("return")); });

/** Paper is light: figures are drawn in the light colours for printing, and again as they were. */
const root = document.documentElement;
let on_screen = null;
const dress = (theme) => {
  root.dataset.theme = theme;
  root.dispatchEvent(new CustomEvent("themechange"));
};
addEventListener("beforeprint", () => {
  on_screen = root.dataset.theme;
  if (on_screen !== "light") dress("light");
});
addEventListener("afterprint", () => { if (on_screen && on_screen !== "light") dress(on_screen); });

watch_connection();
record_visit(slug);
