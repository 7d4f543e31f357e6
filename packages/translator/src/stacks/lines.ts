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
