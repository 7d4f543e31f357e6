/** Lines of a stack trace; they end in LF or CRLF. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  // An end of line at the very end starts no further line.
  if (lines.at(-1) === '') lines.pop();
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line.endsWith('\r')) lines[i] = line.slice(0, -1);
  }
  return lines;
}

/** A line number as Go's strconv.Atoi reads it: an optional sign and decimal digits; 0 for anything else. */
export function parseLineNumber(text: string): number {
  if (text.length === 0 || text.length > 16) return 0;
  let at = text.charCodeAt(0) === 43 || text.charCodeAt(0) === 45 ? 1 : 0;
  if (at === text.length) return 0;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 48 || c > 57) return 0;
  }
  return Number(text);
}
