/** One optimizer in several walks, each with settings of its own: their ids, and names that tell them apart. Pure. */

import { number } from "./format.js";

/** Differences that a name tells; of more it says that there are some. */
const MOST_TOLD = 2;

/**
 * Every optimizer as often as there may be walks. The first has the API's id, which is the `kind` of all; the others are "adam.2" and on.
 * @param {{id: string}[]} optimizers
 * @param {number} most walks
 */
export const with_copies = (optimizers, most) => optimizers.flatMap((entry) => Array.from({ length: most }, (_, i) => ({ ...entry, id: i === 0 ? entry.id : `${entry.id}.${i + 1}`, kind: entry.id, first: i === 0 })));

const kind_of = (id) => id.split(".")[0];

/** The ids without the copies: each kind once. */
export const once = (ids) => [...new Set(ids.map(kind_of))];

/** Of the walks' own settings those of optimizers that stand there more than once: they are what is being compared. */
export const compared = (own, ids) => Object.fromEntries(Object.entries(own).filter(([id]) => ids.filter((other) => kind_of(other) === kind_of(id)).length > 1));

const count = (texts) => new Set(texts).size;

/** The shortest texts that tell all of the values apart. */
const shortest = (versions) => versions.find((texts) => count(texts) === count(versions.at(-1)));

/** How each of several settings of one optimizer differs from the others: "γ=0.9", "η=0.1 cosine". */
const differences = ({ hyperparameters }, settings) => {
  // A constant rate goes without saying.
  const schedules = settings.map(({ schedule = {} }) => Object.values(schedule).map((part) => String(part).replace("_", " ")));
  const columns = [
    ...hyperparameters.map(({ name, symbol }) => shortest([3, 6, 17].map((digits) => settings.map((setting) => `${symbol}=${number(setting[name], digits)}`)))),
    shortest([schedules.map(([kind = ""]) => kind), schedules.map(([kind = "", ...numbers]) => `${kind} ${numbers.join("/")}`)]),
  ].filter((texts) => count(texts) > 1);
  return settings.map((_, i) => [...columns.slice(0, MOST_TOLD).map((texts) => texts[i]), ...(columns.length > MOST_TOLD ? ["…"] : [])].filter(Boolean).join(" "));
};

/**
 * Walks of one optimizer named by what differs between them; those that are still alike are counted.
 * @template {{entry: object, setting: object}} Walk
 * @param {Walk[]} walks an optimizer, and its setting as the API takes it
 * @returns {(Walk & {name: string, full_name: string, more: string})[]} more: what the name says besides the optimizer's own
 */
export const told_apart = (walks) => {
  const taken = new Map();
  return walks.map((walk) => {
    const { entry } = walk;
    const alike = walks.filter((other) => other.entry.kind === entry.kind);
    const difference = differences(entry, alike.map(({ setting }) => setting))[alike.indexOf(walk)];
    const key = `${entry.kind} ${difference}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    const more = [difference, taken.get(key) > 1 ? `(${taken.get(key)})` : ""].filter(Boolean).map((part) => ` ${part}`).join("");
    return { ...walk, more, name: entry.name + more, full_name: entry.full_name + more };
  });
};
