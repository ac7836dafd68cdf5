/** A value that the browser keeps from page to page. In a private window that forbids it, it lasts as long as the page. */

/**
 * @template Value
 * @param {string} key
 * @param {Value} empty what there is before anything was written, or when what was kept cannot be read
 * @returns {{read: () => Value, write: (value: Value) => void}}
 */
export const kept = (key, empty) => {
  let value = null;
  const read = () => {
    try {
      const text = localStorage.getItem(key);
      if (text !== null) return { ...empty, ...JSON.parse(text) };
    } catch { /* not allowed, or damaged */ }
    return value ?? empty;
  };
  const write = (next) => {
    value = next;
    try { localStorage.setItem(key, JSON.stringify(next)); } catch { /* not allowed: `value` has it */ }
  };
  return { read, write };
};
