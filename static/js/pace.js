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
 * @returns {() => void}
 */
export const at_most_every = (milliseconds, task) => {
  let due = false;
  let done = 0;
  const wait = () => setTimeout(() => after_frame(run), Math.max(0, Math.max(done + milliseconds(), quiet_until) - performance.now()));
  const run = () => {
    if (performance.now() < quiet_until) {
      wait();
      return;
    }
    due = false;
    done = performance.now();
    task();
  };
  return () => {
    if (due) return;
    due = true;
    wait();
  };
};
