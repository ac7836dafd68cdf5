/** Small helpers around the document. */

export const find = (selector, root = document) => root.querySelector(selector);
export const find_all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Sets a text only when it differs: an assignment alone would cost a layout a frame. */
export const set_text = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/** Shows or hides an element, if that is a change: setting the attribute anew would cost a style calculation. */
export const set_hidden = (element, hidden) => {
  if (element.hidden !== hidden) element.hidden = hidden;
};

/**
 * A new element.
 * @param {string} tag
 * @param {Record<string, string>} [attributes] `class`, `data-...`, `aria-...`
 * @param {(Node | string)[]} [children]
 */
export const make = (tag, attributes = {}, children = []) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** Writes a walk's name, what tells it from others of its optimizer in a smaller hand. */
export const show_name = (element, name, more) => {
  if (element.textContent !== name + more) element.replaceChildren(name, ...(more ? [" ", make("span", { class: "name-more" }, [more.trim()])] : []));
};

const SVG = "http://www.w3.org/2000/svg";
export const make_svg = (tag, attributes = {}, children = []) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/**
 * Sizes a canvas to its box in device pixels and gives a context in CSS pixels, cleared.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {number[]} [inked] left, top, right, bottom of all that is drawn on it, if that is known
 */
export const canvas_context = (canvas, width, height, inked) => {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (inked) erase(context, inked);
  else context.clearRect(0, 0, width, height);
  return context;
};

/** After `clearRect` Chromium composes the whole canvas anew, 6 ms for three maps in software; after a fill, only where it filled. */
const erase = (context, [left, top, right, bottom]) => {
  context.globalCompositeOperation = "destination-out";
  context.fillStyle = "black";
  context.fillRect(left, top, right - left, bottom - top);
  context.globalCompositeOperation = "source-over";
};

/**
 * An element's inner size, kept up to date. Asking the element itself would force a layout, at every frame.
 * @returns {{width: number, height: number}}
 */
export const live_size = (element) => {
  const size = { width: element.clientWidth, height: element.clientHeight };
  new ResizeObserver(() => { Object.assign(size, { width: element.clientWidth, height: element.clientHeight }); }).observe(element);
  return size;
};

export const reduced_motion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
