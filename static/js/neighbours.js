/** Which of many elements lies next to one, in the direction of an arrow key. */

/**
 * @param {Element[]} elements in reading order, in rows
 * @param {Element} from one of them
 * @param {string} key ArrowLeft, ArrowRight, ArrowUp or ArrowDown
 * @returns {Element | null} at the last one itself; null above the first row
 */
export const nearest = (elements, from, key) => {
  const i = elements.indexOf(from);
  if (key === "ArrowLeft") return elements[Math.max(i - 1, 0)];
  if (key === "ArrowRight") return elements[Math.min(i + 1, elements.length - 1)];
  const places = elements.map((element) => element.getBoundingClientRect());
  const { top, left } = places[i];
  const beyond = places.map((place) => (key === "ArrowDown" ? place.top - top : top - place.top));
  const ahead = beyond.filter((distance) => distance > 1);
  if (ahead.length === 0) return key === "ArrowUp" ? null : from;
  const row = Math.min(...ahead);
  const candidates = [...elements.keys()].filter((k) => Math.abs(beyond[k] - row) <= 1);
  return elements[candidates.reduce((best, k) => (Math.abs(places[k].left - left) < Math.abs(places[best].left - left) ? k : best))];
};
