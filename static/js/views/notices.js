/** Notices, the banner for a server that is gone, the progress bar, the dialogs and the link to copy. */

import { connection } from "../api.js";
import { find, find_all, make, set_hidden } from "../dom.js";

const NOTICE_TIME = 9000;
const SLOW = 160;

/** A quiet line that goes away by itself or by its button. */
export const notify = (text) => {
  const root = find("[data-notices]");
  const close = make("button", { class: "notice-close", type: "button", "aria-label": "Dismiss" }, ["×"]);
  const notice = make("p", { class: "notice" }, [make("span", {}, [text]), close]);
  close.addEventListener("click", () => notice.remove());
  root.replaceChildren(notice);
  setTimeout(() => notice.remove(), NOTICE_TIME);
};

/** Says that the server is gone, counts the wait, and says when it is back. */
export const watch_connection = () => {
  const banner = find("[data-offline]");
  connection.addEventListener("lost", () => {
    banner.textContent = "The server does not answer. The picture is the last one it sent; trying again, and your changes will be walked when it is back.";
    banner.hidden = false;
  });
  connection.addEventListener("restored", () => {
    banner.hidden = true;
    notify("The server is back.");
  });
};

/** A thin bar over the maps, shown only when an answer takes long enough to be noticed. */
export const progress = () => {
  const bar = find("[data-progress]");
  let waiting = 0;
  let timer = 0;
  return (is_busy) => {
    waiting += is_busy ? 1 : -1;
    clearTimeout(timer);
    if (waiting > 0) timer = setTimeout(() => { bar.hidden = false; }, SLOW);
    else set_hidden(bar, true);
  };
};

export const wire_dialogs = () => {
  for (const button of find_all("[data-open]")) button.addEventListener("click", () => find(`[data-dialog="${button.dataset.open}"]`).showModal());
  for (const dialog of find_all("[data-dialog]")) dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
};

/** Copies the address; where the clipboard is forbidden, shows it to be copied by hand. */
export const wire_copy_link = (before, words = () => "The link is copied. It opens exactly this picture.") => {
  find("[data-copy-link]").addEventListener("click", async () => {
    before();
    try {
      await navigator.clipboard.writeText(location.href);
      notify(words());
    } catch {
      notify(`Copy this link: ${location.href}`);
    }
  });
};
