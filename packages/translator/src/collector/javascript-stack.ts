import { splitLines } from '../stacks/lines.ts';
import type { ParsedException, StackFrame } from '../stacks/parsed-exception.ts';
import { parseDecimal } from '../write/odd-values.ts';

/** Reads V8 frames as the collector does, from the left: `file:///a.mjs:20:7` becomes path `file`, a label keeps its last space. */
export function parseJavaScriptStackAsCollector(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] as string;
    if (!line.startsWith('    at ')) continue;
    const frame = parseFrame(line);
    if (frame.path !== '' || frame.label !== '' || frame.line !== 0) exception.stack.push(frame);
  }
}

function parseFrame(line: string): StackFrame {
  const open = line.indexOf('(');
  if (open >= 0 && !line.endsWith(')')) return { path: '', line: 0, label: '' };
  const label = open < 0 ? '' : line.slice(7, Math.max(7, open));
  const location = open < 0 ? line.slice(7) : line.slice(open + 1, -1);
  const first = location.indexOf(':');
  const second = first < 0 ? -1 : location.indexOf(':', first + 1);
  if (second >= 0) {
    return { path: location.slice(0, first), line: parseDecimal(location.slice(first + 1, second)), label };
  }
  return { path: first < 0 && location.includes('native') ? 'native' : location, line: 0, label };
}
