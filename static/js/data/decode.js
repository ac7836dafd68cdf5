/** The text of a file: UTF-8, or what its byte order mark says, as spreadsheets write "Unicode text". Pure. */

const MARKS = [["utf-16le", [0xff, 0xfe]], ["utf-16be", [0xfe, 0xff]]];

/** @param {ArrayBuffer} buffer */
export const decoded = (buffer) => {
  const bytes = new Uint8Array(buffer);
  const [encoding] = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte)) ?? ["utf-8"];
  return new TextDecoder(encoding).decode(bytes);
};
