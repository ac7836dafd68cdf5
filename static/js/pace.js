/** When things are drawn: the frame that matters first, the rest after it and no oftener than it can be read. */

/** Does a task once the next frame is on its way to the screen. */
export const after_frame = (task) => { requestAnimationFrame(() => setTimeout(task)); };

/**
 * A task for after the next frame, done at most once in so many milliseconds; calls in between are made good by one at the end.
 * @param {number} milliseconds
 * @param {() => void} task
 * @returns {() => void}
 */
export const at_most_every = (milliseconds, task) => {
  let due = false;
  let done = 0;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => after_frame(() => {
      due = false;
      done = performance.now();
      task();
    }), Math.max(0, done + milliseconds - performance.now()));
  };
};
