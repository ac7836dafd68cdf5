/**
 * The page's state and its place in the URL. One table says of every property how it is written, read and checked; the address
 * is the lesson, so a link restores the picture.
 */

import { recalled, text_of } from "./data/link.js";
import { typed } from "./format.js";
import { range_of, within } from "./ranges.js";
import { viewable } from "./viewport.js";

const MAX_TEXT = 8000;
/** What a typed surface is called, where others have their id. */
export const FORMULA = "formula";

const finite = (text) => {
  const value = typed(text);
  if (!Number.isFinite(value)) throw new RangeError("not a number");
  return value;
};

const checked = (value, limits) => {
  if (!within(value, limits)) throw new RangeError(`a number is expected ${range_of(limits)}`);
  return value;
};

const one_of = (choices) => (text) => {
  if (!choices.includes(text)) throw new RangeError("unknown choice");
  return text;
};

const flag = { read: (text) => one_of(["0", "1"])(text) === "1", write: (value) => (value ? "1" : "0") };
const ranged = (limits) => ({ read: (text) => checked(finite(text), limits), write: String });
const whole = (limits) => ranged({ ...limits, whole: true });

/** Digits of an edge that matter: a fraction of a pixel, however narrow the view and however far from the origin. */
const EDGE_SHARE = 1e-6;
const written_box = (box) => {
  const last_digit = Math.floor(Math.log10(EDGE_SHARE * Math.min(box[1] - box[0], box[3] - box[2])));
  const rounded = (edge) => Number(edge.toPrecision(Math.min(Math.max(Math.floor(Math.log10(Math.abs(edge) || 1)) - last_digit + 1, 1), 17)));
  return box.map(rounded).join(",");
};

/**
 * The table: property -> how it is read from and written to the address.
 * @param {object} page_data surfaces, optimizers with their copies, and limits
 */
export const properties = (page_data) => {
  const { limits } = page_data;
  const ids = page_data.optimizers.map((optimizer) => optimizer.id);
  /** "cosine/1000/0": its kind, then its numbers in order. */
  const schedule = (text) => {
    const [kind, ...values] = text.split("/");
    const { fields } = page_data.schedules.find((each) => each.kind === kind);
    if (values.length !== fields.length) throw new RangeError(`${fields.length} numbers are expected`);
    return { kind, ...Object.fromEntries(fields.map((field, i) => [field.name, ranged(field).read(values[i])])) };
  };
  const written_own = ([name, value]) => `${name}=${name === "schedule" ? Object.values(value).join("/") : value}`;
  const own_value = (id, name, text) => {
    if (name === "schedule" && page_data.optimizers.find((entry) => entry.id === id).takes_schedule) return schedule(text);
    const hyperparameter = page_data.optimizers.find((entry) => entry.id === id).hyperparameters.find((each) => each.name === name);
    if (!hyperparameter) throw new RangeError("unknown hyperparameter");
    return checked(finite(text), hyperparameter);
  };
  const numbers = (text, count) => {
    const values = text.split(",").map(finite);
    if (values.length !== count) throw new RangeError(`${count} numbers are expected`);
    return values;
  };
  return {
    surface: { read: one_of([...page_data.surfaces.map((surface) => surface.id), FORMULA]), write: String },
    formula: {
      read: (text) => {
        if ([...text].length > limits.formula.maximum) throw new RangeError("too long a formula");
        return text;
      },
      write: String,
    },
    domain: {
      read: (text) => {
        const [w0, w1, b0, b1] = numbers(text, 4).map((value) => checked(value, limits.coordinate));
        if (!(w0 < w1 && b0 < b1)) throw new RangeError("an empty domain");
        return [w0, w1, b0, b1];
      },
      write: (box) => box.join(","),
    },
    data: {
      read: (text) => {
        const points = recalled(text).split(";").map((pair) => numbers(pair, 2));
        if (points.length > limits.data_points.maximum) throw new RangeError("too many data points");
        return points.map((pair) => pair.map((value) => checked(value, limits.data_value)));
      },
      write: text_of,
    },
    parameters: {
      read: (text) => Object.fromEntries(text.split(",").map((pair) => pair.split("=")).map(([name, value]) => [name, finite(value ?? "")])),
      write: (parameters) => Object.entries(parameters).map(([name, value]) => `${name}=${value}`).join(","),
    },
    loss: { read: one_of(["half_sum", "sum", "mean"]), write: String },
    starts: {
      read: (text) => {
        const starts = text.split(";").map((pair) => numbers(pair, 2).map((value) => checked(value, limits.coordinate)));
        if (starts.length > limits.starts.maximum) throw new RangeError("too many starts");
        return starts;
      },
      write: (starts) => starts.map((start) => start.join(",")).join(";"),
    },
    optimizers: {
      read: (text) => {
        const chosen = ids.filter((id) => text.split(",").map(one_of(ids)).includes(id));
        if (chosen.length > limits.optimizers.maximum) throw new RangeError("too many optimizers");
        return chosen;
      },
      write: (chosen) => chosen.join(","),
    },
    own: {
      read: (text) => Object.fromEntries(text.split(";").map((part) => {
        const [id, values] = part.split(":");
        one_of(ids)(id);
        return [id, Object.fromEntries(values.split(",").map((pair) => pair.split("=")).map(([name, value]) => [name, own_value(id, name, value)]))];
      })),
      write: (own) => Object.entries(own).map(([id, values]) => `${id}:${Object.entries(values).map(written_own).join(",")}`).join(";"),
    },
    learning_rate: ranged(limits.learning_rate),
    momentum: ranged(limits.momentum),
    max_iterations: whole(limits.max_iterations),
    tolerance: ranged(limits.tolerance),
    batch_size: whole(limits.batch_size),
    seed: whole(limits.seed),
    view: { read: one_of(["side_by_side", "overlay", "3d"]), write: String },
    panel: { read: one_of(ids), write: String },
    t: whole({ minimum: 0, maximum: limits.max_iterations.maximum }),
    speed: { read: one_of(["auto", "1", "4", "15", "60", "240"]), write: String },
    budget: whole(limits.budget),
    loop: flag,
    log: flag,
    lens: flag,
    height: { read: one_of(["auto", "linear", "log"]), write: String },
    map: {
      read: (text) => {
        const box = numbers(text, 4);
        if (!viewable(box)) throw new RangeError("an empty map");
        return box.map((value) => checked(value, limits.coordinate));
      },
      write: written_box,
    },
  };
};

/** What a surface suggests, as a change of the state. */
export const suggested_state = (surface) => {
  const { start, learning_rate, momentum, max_iterations, tolerance } = surface.suggested;
  return { learning_rate, momentum, max_iterations, tolerance, starts: [[...start]] };
};

/** The state that the page opens with. */
export const default_state = (page_data, narrow) => ({
  surface: page_data.surfaces[0].id,
  loss: "half_sum",
  optimizers: page_data.optimizers.filter(({ shares_dials, first }) => shares_dials && first).map(({ id }) => id),
  own: {},
  data: null,
  formula: null,
  domain: null,
  parameters: null,
  batch_size: null,
  seed: 0,
  ...suggested_state(page_data.surfaces[0]),
  view: narrow ? "overlay" : "side_by_side",
  panel: page_data.optimizers[0].id,
  t: null,
  speed: "auto",
  budget: page_data.limits.budget.default,
  loop: false,
  log: true,
  lens: true,
  height: "auto",
  map: null,
});

/** Always written once anything differs from the default, so that a link keeps its meaning when suggestions change. */
const ESSENTIAL = ["surface", "starts", "optimizers", "learning_rate", "momentum", "max_iterations", "tolerance", "view"];

/**
 * The address of a state, without the properties that wait for what the surface suggests.
 * @returns {string} "" for the default state
 */
export const to_query = (state, defaults, table, awaited = []) => {
  const written = (key) => (state[key] === null ? null : table[key].write(state[key]));
  const same = (key) => written(key) === (defaults[key] === null ? null : table[key].write(defaults[key]));
  const keys = Object.keys(table);
  if (keys.every(same)) return "";
  const kept = keys.filter((key) => state[key] !== null && !awaited.includes(key) && (ESSENTIAL.includes(key) || !same(key)));
  // Commas, slashes, colons, semicolons and equals signs may stand as they are in a query, and read better so.
  return `?${kept.map((key) => `${key}=${encodeURIComponent(written(key)).replace(/%2C|%2F|%3A|%3B|%3D/g, decodeURIComponent)}`).join("&")}`;
};

/**
 * The state of an address. Properties that the address does not name keep their default; one that cannot be read makes the whole
 * link damaged, for a half-restored lesson would mislead.
 * @returns {{state: object, damaged: string | null}} damaged: the first property that could not be read
 */
export const from_query = (query, page_data, defaults, table) => {
  const parameters = new URLSearchParams(query);
  if (query.length > MAX_TEXT) return { state: { ...defaults }, damaged: "length" };
  const id = parameters.get("surface") ?? page_data.surfaces[0].id;
  const surface = page_data.surfaces.find((entry) => entry.id === id);
  const state = { ...defaults, ...(surface?.suggested ? suggested_state(surface) : {}) };
  for (const [key, property] of Object.entries(table)) {
    const text = parameters.get(key);
    if (text === null) continue;
    try {
      state[key] = property.read(text);
    } catch {
      return { state: { ...defaults }, damaged: key };
    }
  }
  if (state.surface === FORMULA && state.formula === null) return { state: { ...defaults }, damaged: "formula" };
  return { state, damaged: null };
};
