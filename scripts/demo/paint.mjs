// Colours where somebody looks: a terminal, and no NO_COLOR (no-color.org).
const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
const code = (open) => (text) => (coloured ? `\u001b[${open}m${text}\u001b[39;22m` : String(text));

/** The colours of X-Ray's console, and two for the text around. */
export const paint = {
  ok: code(32),
  error: code(33),
  throttle: code(35),
  fault: code(31),
  strong: code(1),
  quiet: code(90),
};
