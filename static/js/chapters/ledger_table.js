/** The ledger's table: a row a method; one that was not used yet invites. */

import { account_key } from "./ledger_chart.js";
import { count_text } from "./amounts.js";
import { make } from "../dom.js";
import { number, point } from "../format.js";
import { outcome_sentence } from "../outcome.js";

const COLUMNS = 5;

/**
 * @param {HTMLElement} body
 * @param {object[]} accounts
 * @param {{minimum: number[], offers: Record<string, {before: string, href: string, link: string, button: string}>, take_offer: (kind: string) => void}} options
 */
export const draw_rows = (body, accounts, { minimum, offers, take_offer }) => {
  body.replaceChildren(...accounts.map((each) => {
    if (each.empty) return invitation(each, offers[each.kind], () => take_offer(each.kind));
    const distance = Math.hypot(each.best[0] - minimum[0], each.best[1] - minimum[1]);
    const cells = [count_text(each.spent), number(each.best[2]), point(each.best), number(distance), each.below === null ? "never" : count_text(each.below)];
    const ended = each.run ? [make("span", { class: "table-outcome" }, [outcome_sentence(each.run, [minimum]).short])] : [];
    return make("tr", { "data-ledger-row": each.kind }, [
      make("th", { scope: "row" }, [make("span", { class: "table-walk" }, [make("span", { class: "table-key" }, [account_key(each)]), make("span", { class: "table-name" }, [each.name, ...ended])])]),
      ...cells.map((text) => make("td", { class: "number" }, [text])),
    ]);
  }));
};

const invitation = ({ kind, name }, { before, href, link, button }, take) => {
  const offer = make("button", { class: "link-button", type: "button", "data-offer": kind }, [button]);
  offer.addEventListener("click", () => {
    offer.disabled = true;
    take();
  });
  return make("tr", { "data-ledger-row": kind }, [
    make("th", { scope: "row" }, [name]),
    make("td", { class: "ledger-invitation", colspan: String(COLUMNS) }, [before, make("a", { class: "ledger-link", href }, [link]), ", or ", offer, "."]),
  ]);
};
