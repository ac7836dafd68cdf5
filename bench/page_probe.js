/* What bench/page.py puts into the page before the page's own scripts; it changes nothing that they do. */
(() => {
  /* clicks: for each, when it was [released, asked for, answered, drawn, taken up by a frame, done], in milliseconds.
     frames: the times of the animation frames that show walks from a start not drawn before. */
  const probe = { clicks: [], frames: [] };
  globalThis.bench_probe = probe;
  let released = null; // time stamp of the last release of the button, until its own walk is drawn
  let fresh = null; // the times of an answer with new starts that is not drawn yet
  let last_starts = "";

  addEventListener("pointerup", (event) => { released = event.timeStamp; }, { capture: true });

  const original_fetch = globalThis.fetch;
  globalThis.fetch = async (resource, options) => {
    if (!String(resource).endsWith("/descents")) return original_fetch(resource, options);
    const times = [released, performance.now()];
    const answer = await original_fetch(resource, options);
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const content = await read();
      const starts = JSON.stringify(JSON.parse(options.body).starts);
      // The page draws an answer as soon as it has it, in the same task: what is drawn next is this one.
      if (starts !== last_starts) fresh = [...times, performance.now()];
      last_starts = starts;
      return content;
    };
    return answer;
  };

  const wait_for_frame = (times) => {
    const drawn = performance.now();
    requestAnimationFrame((frame_time) => {
      probe.frames.push(frame_time);
      if (released === null || times[0] !== released) return;
      released = null;
      const taken_up = performance.now();
      // A message posted in an animation frame is delivered after that frame's style, layout and painting.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => probe.clicks.push([...times, drawn, taken_up, performance.now()]);
      channel.port2.postMessage(null);
    });
  };

  // The first thing that a drawing of the walks does.
  const original_begin = CanvasRenderingContext2D.prototype.setTransform;
  CanvasRenderingContext2D.prototype.setTransform = function begin(...matrix) {
    if (fresh !== null && this.canvas.dataset.walks !== undefined) {
      wait_for_frame(fresh);
      fresh = null;
    }
    return original_begin.apply(this, matrix);
  };
})();
