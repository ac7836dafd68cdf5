/** Numbers as the page prints them: significant digits, never a fixed count of decimals. */

const MINUS = "\u2212";

/**
 * A number to `digits` significant digits: 0.0731, 12.4, 2.43e-11; trailing zeros are dropped.
 * @param {number | null | undefined} value
 * @param {number} digits
 * @returns {string} with an ASCII hyphen as the minus sign, so that a program can read it back
 */
export const plain = (value, digits = 3) => {
  if (value === null || value === undefined || Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "-infinite";
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e6 || magnitude < 1e-4) {
    const [mantissa, exponent] = rounded.toExponential(digits - 1).split("e");
    return `${Number(mantissa)}e${Number(exponent)}`;
  }
  return String(rounded);
};

/** The same with a typographic minus sign, for reading. */
export const number = (value, digits = 3) => plain(value, digits).replace(/^-/, MINUS);

/** A number that a field shows: every digit that it has, for a field is edited and sent. */
export const exact = (value) => (value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value));

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a typed text says, in decimal notation and with either minus sign; NaN for anything else. */
export const typed = (text) => {
  const plain_text = text.trim().replace(MINUS, "-");
  return DECIMAL.test(plain_text) ? Number(plain_text) : NaN;
};

/** A coordinate for reading, to a precision that a pixel on the map can carry. */
export const coordinate = (value) => number(value, 4);

/** A point for reading. */
export const point = (theta) => `(${coordinate(theta[0])}, ${coordinate(theta[1])})`;

/**
 * Decimals that show `digits` significant digits of the smallest non-zero term of a sum, so that the
 * arithmetic on the page comes out right to the eye.
 * @param {number[]} terms
 */
export const decimals_for = (terms, digits = 4) => {
  const sizes = terms.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0) return digits;
  const smallest = Math.floor(Math.log10(Math.min(...sizes)));
  return Math.min(Math.max(digits - 1 - smallest, 2), 15);
};

/** A term of a sum with so many decimals; very small or large ones in scientific notation. */
export const term = (value, decimals) => {
  if (!Number.isFinite(value)) return number(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e7) return number(value, 7);
  if (value !== 0 && magnitude < 10 ** -decimals) return number(value, 4);
  return value.toFixed(decimals).replace(/^-(?=0*\.?0*$)/, "").replace(/^-/, MINUS);
};

/** A factor in a product: negative numbers stand in parentheses. */
export const factor = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/** A whole number with its thousands set apart: 10,000. */
export const grouped = (n) => n.toLocaleString("en");

/** "1 point", "12 points". */
export const count = (n, noun) => `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;
