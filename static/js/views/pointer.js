/**
 * One pointer layer for a map: a click is never lost and never doubled, a start is dragged, empty ground pans, two fingers pinch,
 * Control and the wheel zoom. Plotly's own layers never see the pointer.
 */

const CLICK_SLOP = 4;
const TOUCH_SLOP = 9;
const WHEEL_RATE = 0.0022;
/** Milliseconds that the mouse rests before the ground under it is read: a hand on its way to a click asks for nothing. */
const HOVER_REST = 120;

/**
 * @param {HTMLElement} layer exactly over the axes' plotting area
 * @param {{click: (x: number, y: number, event: PointerEvent, handle: HTMLElement | null) => void, drag_start: (handle: HTMLElement, x: number, y: number) => void,
 *   drag_end: (handle: HTMLElement) => void, pan: (dx: number, dy: number) => void, zoom: (factor: number, x: number, y: number) => void,
 *   gesture_end: () => void, press: () => void, hover: (x: number, y: number) => void, hover_end: () => void}} on pixels are CSS pixels of the layer
 */
export const listen_to_pointer = (layer, on) => {
  const pointers = new Map();
  let handle = null;
  let moved = false;
  let pinched = false;
  let resting = 0;
  let box = null;

  const measure = () => {
    const rect = layer.getBoundingClientRect();
    // The box may be a fraction of a pixel larger than the whole pixels that are drawn, in one direction alone.
    return { left: rect.left, top: rect.top, width: layer.offsetWidth, height: layer.offsetHeight, x: layer.offsetWidth / rect.width, y: layer.offsetHeight / rect.height };
  };
  /** Measuring forces a layout, so a hand that drags measures once. */
  const place = (event) => {
    const { left, top, x, y } = pointers.size > 0 ? box : measure();
    return [(event.clientX - left) * x, (event.clientY - top) * y];
  };

  layer.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    layer.setPointerCapture(event.pointerId);
    clearTimeout(resting);
    if (pointers.size === 0) box = measure();
    const [x, y] = place(event);
    if (pointers.size === 0) {
      on.press();
      handle = event.target.closest("[data-start]");
      moved = false;
      pinched = false;
      // The handle takes the keyboard's focus; the ground takes it away from fields, which then commit.
      (handle ?? layer.ownerDocument.activeElement)?.[handle ? "focus" : "blur"]?.({ preventScroll: true });
      event.preventDefault();
    }
    pointers.set(event.pointerId, { x, y, from_x: x, from_y: y, slop: event.pointerType === "touch" ? TOUCH_SLOP : CLICK_SLOP });
  });

  layer.addEventListener("pointermove", (event) => {
    const pointer = pointers.get(event.pointerId);
    if (!pointer) {
      clearTimeout(resting);
      if (event.pointerType === "mouse") resting = setTimeout(() => on.hover(...place(event)), HOVER_REST);
      return;
    }
    const [x, y] = place(event);
    if (pointers.size === 2) {
      pinch(pointer, x, y);
      return;
    }
    if (!moved && Math.hypot(x - pointer.from_x, y - pointer.from_y) <= pointer.slop) return;
    if (!moved) layer.classList.add(handle ? "is-dragging" : "is-panning");
    moved = true;
    // What is carried stays on the map, or it would be lost from sight.
    if (handle) on.drag_start(handle, Math.min(Math.max(x, 0), box.width), Math.min(Math.max(y, 0), box.height));
    else on.pan(x - pointer.x, y - pointer.y);
    [pointer.x, pointer.y] = [x, y];
  });

  const pinch = (pointer, x, y) => {
    const other = [...pointers.values()].find((candidate) => candidate !== pointer);
    const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
    const after = Math.hypot(x - other.x, y - other.y);
    on.pan((x - pointer.x) / 2, (y - pointer.y) / 2);
    if (before > 8 && after > 8) on.zoom(after / before, (x + other.x) / 2, (y + other.y) / 2);
    [pointer.x, pointer.y] = [x, y];
    moved = true;
    pinched = true;
  };

  const finish = (event, cancelled) => {
    const pointer = pointers.get(event.pointerId);
    if (!pointer) return;
    const at = place(event);
    pointers.delete(event.pointerId);
    if (pointers.size > 0) return;
    layer.classList.remove("is-dragging", "is-panning");
    if (!moved && !cancelled) on.click(...at, event, handle);
    else if (handle && !pinched) on.drag_end(handle);
    else on.gesture_end();
    handle = null;
  };
  layer.addEventListener("pointerup", (event) => finish(event, false));
  layer.addEventListener("pointercancel", (event) => finish(event, true));

  layer.addEventListener("pointerleave", () => {
    clearTimeout(resting);
    on.hover_end();
  });

  // A map without a zoom leaves the wheel to the page.
  if (on.zoom) layer.addEventListener("wheel", (event) => {
    // A bare wheel scrolls the page, as it does everywhere; Control (or a trackpad's pinch, which sends it) zooms.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    on.zoom(Math.exp(-Math.max(Math.min(pixels, 200), -200) * WHEEL_RATE * 2), ...place(event));
    on.gesture_end();
  }, { passive: false });
};
