/**
 * The only module that fetches. It asks for big arrays in the compact form, keeps one request a channel in flight with the latest
 * wish next, and, when the server is gone, waits for it and goes on.
 */

const ROOT = "/api/v1";
const COMPACT = "application/vnd.walk-downhill+json";
const RETRY_FIRST = 500;
const RETRY_LONGEST = 4000;
const ANSWER_LIMIT = 30_000;

/** A bad answer of the server: its problem document (RFC 9457). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.errors?.[0]?.message ?? problem?.detail ?? problem?.title ?? `the server answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Fires `lost` (detail: seconds to the next try) and `restored`. */
export const connection = new EventTarget();
let restored = null;

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Resolves when the server answers again; every waiting channel shares the one wait. */
const wait_for_server = () => {
  restored ??= (async () => {
    for (let wait = RETRY_FIRST; ; wait = Math.min(wait * 1.6, RETRY_LONGEST)) {
      connection.dispatchEvent(new CustomEvent("lost", { detail: wait / 1000 }));
      await sleep(wait);
      try {
        const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(5000) });
        if (answer.ok) break;
      } catch { /* still gone */ }
    }
    restored = null;
    connection.dispatchEvent(new CustomEvent("restored"));
  })();
  return restored;
};

const request = async (path, body) => {
  for (;;) {
    let answer;
    try {
      answer = await fetch(ROOT + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: COMPACT },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_LIMIT),
      });
      if (answer.ok) return await answer.json();
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      await wait_for_server();
      continue;
    }
    const problem = await answer.json().catch(() => null);
    if (answer.status !== 429 && answer.status !== 503) {
      if (answer.status >= 502) { await wait_for_server(); continue; }
      throw new ApiError(answer.status, problem);
    }
    await sleep(1000 * Math.min(Number(answer.headers.get("Retry-After")) || 1, 10));
  }
};

const bytes_of = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
};

/** A flat typed array from the compact form; a plain list stays what it is. */
const array = (packed) => {
  if (packed === null || packed === undefined) return null;
  if (Array.isArray(packed)) return Float64Array.from(packed.flat(), (value) => value ?? NaN);
  const { buffer } = bytes_of(packed.base64);
  return packed.dtype === "f4" ? new Float32Array(buffer) : new Float64Array(buffer);
};

const PATHS = ["theta", "loss", "gradient", "update", "look_ahead", "look_ahead_gradient", "batch_gradient", "learning_rates", "step_lengths", "evaluations", "trials", "trial_step"];

const arrays = (entries) => Object.fromEntries(entries.map(([name, value]) => [name, array(value)]));

/** Runs, one per start and optimizer, with flat typed arrays: theta[2 t], theta[2 t + 1] is the point after t steps. */
export const fetch_descents = async (body) => {
  const { runs } = await request("/descents", body);
  return runs.map((run) => ({ ...run, ...arrays(PATHS.map((name) => [name, run[name]])), kept: arrays(Object.entries(run.kept ?? {})) }));
};

/**
 * Loss, gradient and Hessian at points.
 * @returns {Promise<{loss: number | null, gradient: number[], hessian: number[][]}[]>}
 */
export const fetch_points = async (surface, points) => (await request("/evaluate", { surface, points })).results;

/** What the Taylor series promises along a direction, and what the loss does: the answer of `POST /taylor` as it is. */
export const fetch_taylor = (body) => request("/taylor", body);

/** Each optimizer with its best learning rate under one budget: the answer of `POST /race` as it is. */
export const fetch_race = (body) => request("/race", body);

/** The loss at one point, or null where it is not defined. */
export const fetch_loss = async (surface, theta) => {
  const { results } = await request("/evaluate", { surface, points: [theta] });
  return results[0].loss;
};

const fetch_fragment = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => null));
  return answer.text();
};

/** A surface's card, as HTML that the server rendered. */
export const fetch_card = (id) => fetch_fragment(`/cards/${encodeURIComponent(id)}`);

/** The formula of a named surface as MathML, kept by the browser until there is another release. */
export const fetch_formula = (id, release) => fetch_fragment(`/formulas/${encodeURIComponent(id)}?v=${release}`);

/** All surfaces to choose from, as HTML that the server rendered. */
export const fetch_gallery = () => fetch_fragment("/gallery");

/** One step of an optimizer in formulas, with slots for the numbers, as HTML that the server rendered. */
export const fetch_step = (id) => fetch_fragment(`/steps/${encodeURIComponent(id)}`);

/** The optimizers, as `GET /optimizers` has them. */
export const fetch_optimizers = async () => JSON.parse(await fetch_fragment(`${ROOT}/optimizers`)).optimizers;

/**
 * A surface checked and described. What someone typed may be no formula, which is no failure, and the browser must not log it as one:
 * the answer tells it.
 * @throws {ApiError} for such a mistake too, with the problem document that it would have been
 */
export const fetch_description = async (surface, rates = true) => {
  const { description, mistake } = await request("/surfaces/check", { surface, rates });
  if (mistake) throw new ApiError(422, { errors: [mistake] });
  return description;
};

/** A grid of losses, row by row. */
export const fetch_grid = async (body) => {
  const grid = await request("/grid", body);
  return { ...grid, w: array(grid.w), b: array(grid.b), loss: array(grid.loss) };
};

/**
 * One request in flight, the latest wish next.
 * @template Wish, Answer
 * @param {(wish: Wish) => Promise<Answer>} send
 * @param {{answered: (answer: Answer, wish: Wish) => void, failed: (error: Error, wish: Wish) => void, busy: (is_busy: boolean) => void}} on
 * @returns {(wish: Wish) => void}
 */
export const channel = (send, on) => {
  let next = null;
  let running = false;
  const run = async (wish) => {
    let draw;
    on.busy(true);
    try {
      const answer = await send(wish);
      draw = () => on.answered(answer, wish);
    } catch (error) {
      draw = () => on.failed(error, wish);
    }
    on.busy(false);
    // The server works on the next wish while this answer is drawn.
    if (next === null) running = false;
    else run(take());
    draw();
  };
  const take = () => {
    const wish = next;
    next = null;
    return wish;
  };
  return (wish) => {
    next = wish;
    if (running) return;
    running = true;
    run(take());
  };
};
