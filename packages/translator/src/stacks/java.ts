import { parseDecimal } from '../write/odd-values.ts';
import { splitLines } from './lines.ts';
import type { ParsedException, StackFrame } from './parsed-exception.ts';

/** Java and PHP: `TAB at class.method(File.java:12)` and `Caused by: type: message`. The same as the reference does. */
export function parseJavaStack(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  let current = exception;
  let next = 1;
  while (next < lines.length) {
    const line = lines[next++] as string;
    if (line.startsWith('\tat ')) {
      const frame = parseFrame(line);
      if (frame !== undefined) current.stack.push(frame);
    } else if (line.startsWith(CAUSED_BY)) {
      const cause = parseCausedBy(line);
      // A message may run over several lines, up to the first frame.
      while (next < lines.length && parseFrame(lines[next] as string) === undefined) cause.message += lines[next++];
      current.cause = cause;
      current = cause;
    }
  }
}

const CAUSED_BY = 'Caused by: ';

function parseFrame(line: string): StackFrame | undefined {
  if (!line.startsWith('\tat ')) return undefined;
  const open = line.indexOf('(');
  if (open < 0 || !line.endsWith(')')) return undefined;
  let label = line.slice(4, Math.max(4, open));
  const module = label.indexOf('/');
  if (module >= 0) label = label.slice(module + 1);
  const location = line.slice(open + 1, -1);
  const colon = location.indexOf(':');
  if (colon < 0) return { path: location, line: 0, label };
  return { path: location.slice(0, colon), line: parseDecimal(location.slice(colon + 1)), label };
}

function parseCausedBy(line: string): ParsedException {
  const text = line.slice(CAUSED_BY.length);
  const colon = text.indexOf(':');
  const type = colon < 0 ? text : text.slice(0, colon);
  const message = colon < 0 ? '' : text.slice(colon + 2);
  return { type, message, stack: [] };
}
