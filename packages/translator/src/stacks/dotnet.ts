import { parseDecimal } from '../write/odd-values.ts';
import { splitLines } from './lines.ts';
import { newException, type ParsedException, type StackFrame } from './parsed-exception.ts';

/** .NET: `at Label in path:line 12`, or `at Label` alone. The same as the reference does. */
export function parseDotNetStack(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  for (let at = 1; at < lines.length; at++) {
    const frame = parseFrame((lines[at] as string).trim());
    if (frame !== undefined) exception.stack.push(frame);
  }
}

/**
 * The same with inner exceptions: `Outer: text ---> Inner: text` names them, outermost first, and their frames come innermost first,
 * each list ended by `--- End of inner exception stack trace ---`.
 */
export function parseDotNetStackWithInner(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  // The exceptions whose frames are still to come, outermost first.
  const open = [exception];
  let sawFrame = false;
  for (const [at, whole] of lines.entries()) {
    const line = whole.trim();
    const frame = at === 0 ? undefined : parseFrame(line);
    if (frame !== undefined) {
      (open.at(-1) as ParsedException).stack.push(frame);
      sawFrame = true;
    } else if (line === END_OF_INNER) {
      if (open.length > 1) open.pop();
    } else if (!sawFrame) {
      for (const head of line.split(ARROW).slice(1)) open.push(innerOf(open.at(-1) as ParsedException, head));
    }
  }
}

const ARROW = '---> ';
const END_OF_INNER = '--- End of inner exception stack trace ---';

function innerOf(outer: ParsedException, head: string): ParsedException {
  const colon = head.indexOf(': ');
  const inner =
    colon < 0 ? newException(head.trim(), '') : newException(head.slice(0, colon), head.slice(colon + 2).trim());
  outer.cause = inner;
  return inner;
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
