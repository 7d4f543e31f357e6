import { parseDecimal } from '../write/odd-values.ts';
import { splitLines } from './lines.ts';
import type { ParsedException } from './parsed-exception.ts';

/** Go: pairs of lines, the function and then its file. The same as the reference does, which keeps the last place when a line has none. */
export function parseGoStack(stacktrace: string, exception: ParsedException): void {
  const lines = splitLines(stacktrace);
  let path = '';
  let line = 0;
  let at = 1;
  while (at < lines.length) {
    if (GOROUTINE.test(lines[at] as string)) {
      at++;
      if (at >= lines.length) return;
    }
    const label = lines[at++] as string;
    const place = at < lines.length ? PLACE.exec(lines[at] as string) : null;
    at++;
    if (place !== null) {
      path = place[1] as string;
      line = parseDecimal(place[2] as string);
    }
    exception.stack.push({ path, line, label });
  }
}

const GOROUTINE = /^goroutine.*\brunning\b.*:$/;
const PLACE = /([^:\s]+):(\d+)/;
