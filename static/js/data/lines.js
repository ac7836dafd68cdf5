/** Lines of a pasted table, and their fields: comments, quotation marks, and what separates the columns. Pure. */

/** Separators by name, as a sentence has them. */
export const SEPARATORS = { "\t": "tabs", ";": "semicolons", ",": "commas", " ": "spaces" };

const DECIMAL_COMMAS = /^[+\-\u2212]?\d+(?:,\d+)?$/;

/**
 * Lines that hold something, with their numbers from 1.
 * @returns {{rows: {line: string, at: number}[], comments: number}} comments: lines that begin with "#"
 */
export const lines_of = (text) => {
  const rows = [];
  let comments = 0;
  text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/).forEach((line, i) => {
    const start = line.trimStart();
    if (start.startsWith("#")) comments += 1;
    else if (start !== "") rows.push({ line, at: i + 1 });
  });
  return { rows, comments };
};

/** What separates the columns: a tab or a semicolon where most lines have one; else a comma, unless commas are decimal ones. */
export const separator_of = (lines) => {
  const bare = lines.map((line) => line.replace(/"[^"]*"/g, "0").trim());
  const mostly = (test) => 2 * bare.filter(test).length >= bare.length;
  if (mostly((line) => line.includes("\t"))) return "\t";
  if (mostly((line) => line.includes(";"))) return ";";
  const spaced = (line) => {
    const words = line.split(/\s+/);
    return words.length > 1 && words.every((word) => DECIMAL_COMMAS.test(word) || !word.includes(","));
  };
  if (!bare.some((line) => line.includes(",")) || mostly(spaced)) return " ";
  return ",";
};

/**
 * The fields of a line, without quotation marks around them (RFC 4180) and spaces beside them.
 * @returns {string[] | null} null where a quotation mark is not closed
 */
export const split = (line, separator) => {
  if (line.includes('"')) return split_quoted(line, separator);
  return separator === " " ? line.trim().split(/\s+/) : line.split(separator).map((field) => field.trim());
};

const split_quoted = (line, separator) => {
  const text = separator === " " ? line.trim() : line;
  const separates = separator === " " ? (c) => /\s/.test(c) : (c) => c === separator;
  const fields = [""];
  let inside = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (inside && c === '"' && text[i + 1] === '"') {
      fields[fields.length - 1] += c;
      i += 1;
    } else if (c === '"') inside = !inside;
    else if (inside || !separates(c)) fields[fields.length - 1] += c;
    else if (separator !== " " || !separates(text[i - 1])) fields.push("");
  }
  return inside ? null : fields.map((field) => field.trim());
};
