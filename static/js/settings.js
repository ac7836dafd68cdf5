/** What each optimizer walks with: the page's common dials, settings of its own, and what suits the surface. Pure. */

import { told_apart } from "./copies.js";
import { looks_of } from "./walks.js";

/** The hyperparameters that the page has common dials for. */
const DIALS = ["learning_rate", "momentum"];
/** Where a surface's suggestions have those of one optimizer, by hyperparameter. */
const SUGGESTED = { learning_rate: "learning_rates", initial_step: "initial_steps" };

/**
 * The value of one hyperparameter, and where it comes from.
 * @param {object} optimizer an entry of the page's optimizers
 * @param {{name: string, default: number}} hyperparameter
 * @param {object} state
 * @param {object} surface
 * @returns {{value: number, from: "own" | "dials" | "surface" | "default"}}
 */
export const value_of = (optimizer, hyperparameter, state, surface) => {
  const { name } = hyperparameter;
  const own = state.own[optimizer.id]?.[name];
  if (own !== undefined) return { value: own, from: "own" };
  if (optimizer.shares_dials && DIALS.includes(name)) return { value: state[name], from: "dials" };
  const suggested = surface?.suggested?.[SUGGESTED[name]]?.[optimizer.kind];
  if (suggested !== undefined) return { value: suggested, from: "surface" };
  return { value: hyperparameter.default, from: "default" };
};

/** An optimizer as the API takes it. */
export const setting_of = (optimizer, state, surface) => {
  const values = optimizer.hyperparameters.map((each) => [each.name, value_of(optimizer, each, state, surface).value]);
  const schedule = state.own[optimizer.id]?.schedule;
  return { id: optimizer.kind, ...Object.fromEntries(values), ...(schedule ? { schedule } : {}) };
};

/**
 * The optimizers shown, in the registry's order: each with its setting as the API takes it, its look and its name.
 * @param {object[]} registry
 * @param {object} state
 * @param {object | null} surface
 * @returns {{entry: object, id: string, setting: object, look: object, name: string, full_name: string, more: string}[]}
 */
export const shown_of = (registry, state, surface) => {
  const looks = looks_of(registry, state.optimizers);
  const shown = registry.filter(({ id }) => state.optimizers.includes(id));
  return told_apart(shown.map((entry) => ({ entry, id: entry.id, setting: setting_of(entry, state, surface), look: looks.get(entry.id) })));
};

/** The walks shown, each with the learning rate or first step that suits the surface in place of its own, and those that differ in nothing else as one. */
export const raced_of = (shown, surface) => {
  const races = shown.map((walk) => {
    const dial = walk.entry.hyperparameters.find(({ name }) => SUGGESTED[name])?.name;
    return { ...walk, setting: { ...walk.setting, ...(dial && { [dial]: surface?.suggested?.[SUGGESTED[dial]]?.[walk.entry.kind] }) } };
  });
  const texts = races.map(({ setting }) => JSON.stringify(setting));
  return told_apart(races.filter((_, i) => texts.indexOf(texts[i]) === i));
};

/** The state's own settings with one of them changed, or given up where the value is null. */
export const with_own = (own, id, name, value) => {
  const { [name]: _, ...rest } = own[id] ?? {};
  const mine = value === null ? rest : { ...rest, [name]: value };
  const { [id]: _before, ...others } = own;
  return Object.keys(mine).length > 0 ? { ...others, [id]: mine } : others;
};
