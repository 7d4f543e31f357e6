import { parseDecimal } from '../odd-values.ts';
import { splitLines } from './lines.ts';
import type { ParsedException, StackFrame } from './parsed-exception.ts';

/** .NET: `at Label in path:line 12`, or `at Label` alone. The same as the reference does. */
export function parseDotNetStack(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  for (let at = 1; at < lines.length; at++) {
    const frame = parseFrame((lines[at] as string).trim());
    if (frame !== undefined) exception.stack.push(frame);
  }
}

function parseFrame(line: string): StackFrame | undefined {
  if (!line.startsWith('at ')) return undefined;
  const parts = line.split(' in ');
  if (parts.length < 2) {
    const close = line.lastIndexOf(')');
    return close < 0 ? undefined : { path: '', line: 0, label: line.slice(3, close + 1) };
  }
  const [label = '', location = ''] = parts;
  const colon = location.lastIndexOf(':');
  if (colon < 0) return { path: location, line: 0, label: label.slice(3) };
  let number = location.slice(colon + 1);
  if (number.startsWith('line')) number = number.slice(5);
  return { path: location.slice(0, colon), line: parseDecimal(number), label: label.slice(3) };
}
