/* What bench/page.py puts into the page before the page's own scripts; it changes nothing that they do. */
(() => {
  const probe = { clicks: [], frames: [], starts: 0 };
  globalThis.bench_probe = probe;
  let released = null; // time stamp of the last release of the button, until its own walk is drawn
  let fresh = false; // an answer with other starts than the last one's has come, and is not drawn yet
  let last_starts = "";

  addEventListener("pointerup", (event) => { released = event.timeStamp; }, { capture: true });

  const original_fetch = globalThis.fetch;
  globalThis.fetch = async (resource, options) => {
    const answer = await original_fetch(resource, options);
    if (!String(resource).endsWith("/descents")) return answer;
    const starts = JSON.stringify(JSON.parse(options.body).starts);
    const asked_after = released;
    const read = answer.json.bind(answer);
    answer.json = async () => {
      const content = await read();
      if (starts !== last_starts) {
        last_starts = starts;
        // The page draws in the same task, so whatever is drawn next is this answer.
        fresh = { starts, asked_after };
      }
      return content;
    };
    return answer;
  };

  const frame_of = ({ asked_after }) => {
    requestAnimationFrame((frame_time) => {
      probe.frames.push(frame_time);
      if (asked_after === null || asked_after !== released) return;
      released = null;
      // A message posted in an animation frame is delivered after that frame's style, layout and painting.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => probe.clicks.push(performance.now() - asked_after);
      channel.port2.postMessage(null);
    });
  };

  const original_clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function clear(...rectangle) {
    if (fresh && this.canvas.dataset.walks !== undefined) {
      frame_of(fresh);
      fresh = false;
    }
    return original_clear.apply(this, rectangle);
  };
})();
