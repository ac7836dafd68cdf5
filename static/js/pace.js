/** When things are drawn: the frame that matters first, the rest after it and no oftener than it can be read. */

/** Does a task once the next frame is on its way to the screen. */
export const after_frame = (task) => { requestAnimationFrame(() => setTimeout(task)); };

let quiet_until = 0;

/** Nothing that can wait is drawn for so many milliseconds: a click's own frame comes first. */
export const hush = (milliseconds) => { quiet_until = performance.now() + milliseconds; };

/**
 * A task for after the next frame, done at most once in so many milliseconds; calls in between are made good by one at the end.
 * @param {() => number} milliseconds
 * @param {() => void} task
 * @returns {{(): void, soon: () => void}} soon: after the very next frame, whatever the pace
 */
export const at_most_every = (milliseconds, task) => {
  let timer = 0;
  let done = 0;
  const run = () => {
    if (!timer) return;
    // A press may have come while the frame was awaited.
    if (performance.now() < quiet_until) {
      wait();
      return;
    }
    timer = 0;
    done = performance.now();
    task();
  };
  const wait = () => {
    const quiet = performance.now() < quiet_until;
    if (quiet) timer = setTimeout(wait, quiet_until - performance.now());
    else after_frame(run);
  };
  const request = () => { timer ||= setTimeout(wait, Math.max(0, done + milliseconds() - performance.now())); };
  request.soon = () => {
    clearTimeout(timer);
    timer = -1;
    hush(0);
    after_frame(run);
  };
  return request;
};
