/** Very large counts and very long times, in words that can be read. Pure. */

import { number } from "../format.js";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (exponent) => [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : SUPERSCRIPTS[Number(digit)])).join("");

/** Counts up to here are written out. */
const WRITTEN_OUT = 1e9;

/** A whole number: 8,000 in full, 1.28 × 10¹⁵ when it is longer than that. */
export const count_text = (count) => {
  if (count < WRITTEN_OUT) return Math.round(count).toLocaleString("en");
  const [mantissa, exponent] = count.toExponential(2).split("e");
  return `${Number(mantissa)} × 10${raised(Number(exponent))}`;
};

export const SECOND = 1;
export const DAY = 86_400;
export const YEAR = 365.25 * DAY;
/** Since the Big Bang: Planck 2018 results VI, table 2. */
export const UNIVERSE = 13.8e9 * YEAR;

const UNITS = [[1e-3, 1e-6, "microseconds"], [1, 1e-3, "milliseconds"], [120, 1, "seconds"], [2 * 3600, 60, "minutes"], [2 * DAY, 3600, "hours"], [2 * YEAR, DAY, "days"]];

/** A measured amount, to three digits: 12,300, 33 million, 5.2 billion. */
export const about = (amount) => {
  if (amount < 1e3) return number(amount);
  if (amount < 1e6) return count_text(Number(amount.toPrecision(3)));
  if (amount < 1e9) return `${number(amount / 1e6)} million`;
  return amount < 1e12 ? `${number(amount / 1e9)} billion` : count_text(amount);
};

/** A time in the unit that suits it. */
export const time_text = (seconds) => {
  const unit = UNITS.find(([below]) => seconds < below);
  if (unit) return `${number(seconds / unit[1])} ${unit[2]}`;
  if (seconds > 2 * UNIVERSE) return `${about(seconds / UNIVERSE)} times the age of the universe`;
  return `${about(seconds / YEAR)} years`;
};
