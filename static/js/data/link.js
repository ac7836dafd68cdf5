/** Points in the address. What is too long for a link is kept by this browser tab, and the address holds its mark instead. */

/** Characters; with all else that an address may say it stays below what servers and chats take. */
export const LONGEST = 5500;

const STORE = "data:";
const MOST_KEPT = 6;
const MARK = /^kept-[0-9]+-[0-9a-f]{8}$/;

const written = new WeakMap();

/** Whether a part of an address is the mark of points that the link itself does not hold. */
export const is_mark = (text) => text !== null && MARK.test(text);

/** Whether points fit into a link. */
export const fits = (points) => points === null || !is_mark(text_of(points));

/**
 * The text of points in an address: "x,y;x,y", or the mark of those that are kept.
 * @param {[number, number][]} points never changed in place
 */
export const text_of = (points) => {
  if (!written.has(points)) written.set(points, write(points));
  return written.get(points);
};

/** The text that a part of an address stands for; the same, unless it is a mark. */
export const recalled = (text) => {
  if (!is_mark(text)) return text;
  const kept = sessionStorage.getItem(STORE + text);
  if (kept === null) throw new RangeError("these points are not kept here");
  return kept;
};

const write = (points) => {
  const text = points.map((pair) => pair.join(",")).join(";");
  if (text.length <= LONGEST) return text;
  const mark = `kept-${points.length}-${fingerprint(text)}`;
  keep(STORE + mark, text);
  return mark;
};

/** 32 bits (FNV-1a) tell the few texts apart that one tab keeps. */
const fingerprint = (text) => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
};

/** Where storage is full or forbidden the page still works; only a reload then says that the points are gone. */
const keep = (name, text) => {
  try {
    const names = JSON.parse(sessionStorage.getItem(STORE) ?? "[]").filter((each) => each !== name);
    for (const old of names.splice(0, Math.max(0, names.length + 1 - MOST_KEPT))) sessionStorage.removeItem(old);
    sessionStorage.setItem(name, text);
    sessionStorage.setItem(STORE, JSON.stringify([...names, name]));
  } catch { /* nothing is kept */ }
};
