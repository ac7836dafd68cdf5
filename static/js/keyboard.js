/** Keys that work anywhere on the page, except where a control needs them itself. */

const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=range]), select, textarea, [contenteditable]";

/**
 * @param {Record<string, (event: KeyboardEvent) => void>} actions by key
 */
export const listen_to_keys = (actions) => {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const { target } = event;
    if (!(target instanceof Element) || target.closest(FIELDS)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // Buttons, boxes and sliders keep the keys that they answer to.
    if (key === " " && target.closest("button:not([data-start]), input:not([type=range]), a, summary")) return;
    if (key.startsWith("Arrow") && target.closest("input:not([type=checkbox]), .table-scroll, .formula, [data-scene]")) return;
    if ((key === "Home" || key === "End") && target.closest("input")) return;
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
};
