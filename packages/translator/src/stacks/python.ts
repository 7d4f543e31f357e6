import { parseDecimal } from '../write/odd-values.ts';
import type { ParsedException, StackFrame } from './parsed-exception.ts';

/**
 * Python: frames are read upwards from the second-to-last line, so the innermost is the first. The same as the reference does; with
 * `directCauses` also `The above exception was the direct cause of the following exception:`.
 */
export function parsePythonStack(stacktrace: string, exception: ParsedException, directCauses = false): void {
  const lines = stacktrace.split('\n');
  let current = exception;
  for (let at = lines.length - 2; at >= 0; at--) {
    const line = lines[at] as string;
    if (line.startsWith('  File ')) {
      const frame = parseFrame(line);
      if (frame !== undefined) current.stack.push(frame);
    } else if (line.startsWith(DURING) || (directCauses && line.startsWith(DIRECT))) {
      let file = at - 1;
      while (file >= 0 && !(lines[file] as string).startsWith('  File ')) file--;
      if (file < 0) return;
      const block = lines.slice(file + 2, Math.max(file + 2, at - 1)).join('\n');
      const colon = block.indexOf(':');
      if (colon < 0) return;
      const cause: ParsedException = {
        type: block.slice(0, colon),
        message: block.slice(colon + 2),
        stack: [],
      };
      current.cause = cause;
      current = cause;
      at = file + 1; // the loop continues with the File line itself
    }
  }
}

const DURING = 'During handling of the above exception, another exception occurred:';
const DIRECT = 'The above exception was the direct cause of the following exception:';

function parseFrame(line: string): StackFrame | undefined {
  const parts = line.split(',');
  if (parts.length !== 3) return undefined;
  const [file = '', lineText = '', labelText = ''] = parts;
  return {
    path: file.slice(8, -1),
    line: lineText.startsWith(' line ') ? parseDecimal(lineText.slice(6)) : 0,
    label: labelText.startsWith(' in ') ? labelText.slice(4) : '',
  };
}
