import { splitLines } from './lines.ts';
import { newException, type ParsedException, type StackFrame } from './parsed-exception.ts';

/**
 * Stacks of V8, SpiderMonkey and JavaScriptCore. Frames are recognised, not counted, so a message may have any number of lines. The
 * place is read from the right, which makes `file:///a.mjs:20:7`, `node:internal/x:28:49` and `C:\x.js:3:4` all work. Node's
 * `[cause]:` blocks, `Caused by:` lines and the `[errors]:` of an AggregateError become exceptions of their own.
 */
export function parseJavaScriptStack(stacktrace: string, exception: ParsedException): void {
  // The exceptions whose block is open, outermost first, each with the indentation of the line that began it.
  const open: { exception: ParsedException; indent: number }[] = [{ exception, indent: -1 }];
  let sawFrame = false;
  let inErrors = -1;
  for (const line of splitLines(stacktrace)) {
    const indent = indentOf(line);
    const text = line.slice(indent);
    const frame = parseFrame(text, indent);
    if (frame !== undefined) {
      (open.at(-1) as { exception: ParsedException }).exception.stack.push(frame);
      sawFrame = true;
      continue;
    }
    if (!sawFrame) continue;
    const head = causeHead(text);
    if (head !== undefined) {
      while (open.length > 1 && (open.at(-1) as { indent: number }).indent >= indent) open.pop();
      const cause = parseHead(head);
      (open.at(-1) as { exception: ParsedException }).exception.cause = cause;
      open.push({ exception: cause, indent });
    } else if (text.startsWith('[errors]: [')) {
      inErrors = indent;
    } else if (inErrors >= 0 && indent > inErrors && ERROR_HEAD.test(text)) {
      while (open.length > 1 && (open.at(-1) as { indent: number }).indent >= indent) open.pop();
      const member = parseHead(text);
      const owner = (open.at(-1) as { exception: ParsedException }).exception;
      owner.errors ??= [];
      owner.errors.push(member);
      open.push({ exception: member, indent });
    } else if (inErrors >= 0 && indent <= inErrors && text.startsWith(']')) {
      inErrors = -1;
    }
  }
}

const ERROR_HEAD = /^[A-Za-z_$][\w$]*(?:Error|Exception)\b/;

function indentOf(line: string): number {
  let at = 0;
  while (at < line.length && (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9)) at++;
  return at;
}

function causeHead(text: string): string | undefined {
  if (text.startsWith('[cause]: ')) return text.slice(9);
  if (text.startsWith('Caused by: ')) return text.slice(11);
  return undefined;
}

/** `TypeError: text {` and the like: the type, and what follows the first colon. */
function parseHead(text: string): ParsedException {
  const line = text.endsWith(' {') ? text.slice(0, -2) : text;
  const colon = line.indexOf(': ');
  if (colon <= 0 || line.lastIndexOf(' ', colon) >= 0)
    return newException(colon < 0 && ERROR_HEAD.test(line) ? line : '', line);
  return newException(line.slice(0, colon), line.slice(colon + 2));
}

function parseFrame(text: string, indent: number): StackFrame | undefined {
  if (indent > 0 && text.startsWith('at ')) return parseV8Frame(text.slice(3));
  return indent === 0 ? parseGeckoFrame(text) : undefined;
}

/** `label (place)`, `place`, `async label (place)`, `new Label (place)`, `eval at outer (place), <anonymous>:1:2`. */
function parseV8Frame(body: string): StackFrame | undefined {
  let text = body;
  // Node's inspect puts an opening brace behind the last frame when the error has properties of its own.
  if (text.endsWith(' {')) text = text.slice(0, -2);
  if (text === '') return undefined;
  const evalAt = text.indexOf('eval at ');
  if (evalAt >= 0) return parseEvalFrame(text, evalAt);
  if (!text.endsWith(')')) {
    const spaced = text.startsWith('async ') ? text.slice(6) : text;
    const place = parsePlace(spaced);
    return { ...place, label: text === spaced ? '' : 'async' };
  }
  const at = openingOf(text);
  if (at < 0) return { path: text, line: 0, label: '' };
  const place = parsePlace(text.slice(at + 1, -1));
  const label = text.slice(0, at).trimEnd();
  return { ...place, label: label === '' && place.path === '<anonymous>' ? 'anonymous' : label };
}

/** The parenthesis that the last one closes: a path may hold pairs of its own. */
function openingOf(text: string): number {
  let open = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const c = text.charCodeAt(at);
    if (c === 41) open++;
    else if (c === 40 && --open === 0) return at;
  }
  return text.indexOf('(');
}

/** The code of an `eval` has no file: the place is that of the call, the innermost parentheses. */
function parseEvalFrame(text: string, evalAt: number): StackFrame {
  const label = text.slice(0, evalAt).replace(/\(?$/, '').trimEnd();
  const open = text.lastIndexOf('(');
  const close = text.indexOf(')', open);
  const place = parsePlace(open >= 0 ? text.slice(open + 1, close < 0 ? undefined : close) : text.slice(evalAt + 8));
  return { ...place, label: label === '' ? 'eval' : label };
}

/** SpiderMonkey and JavaScriptCore: `label@place`. A line of a message looks so only if it ends in `:line:column` too. */
function parseGeckoFrame(text: string): StackFrame | undefined {
  const at = text.indexOf('@');
  if (at < 0) return undefined;
  const place = parsePlace(text.slice(at + 1));
  if (place.line === 0 && place.path !== '[native code]') return undefined;
  return { ...place, label: text.slice(0, at) };
}

/** `path:line:column`, `path:line` or a path alone, read from the right; `file://` is taken off. */
function parsePlace(text: string): { path: string; line: number } {
  let path = text;
  let line = 0;
  const last = trailingNumber(path);
  if (last >= 0) {
    line = Number(path.slice(last + 1));
    path = path.slice(0, last);
    const before = trailingNumber(path);
    if (before >= 0) {
      line = Number(path.slice(before + 1));
      path = path.slice(0, before);
    }
  }
  if (path.startsWith('file://')) path = path.slice(7);
  return { path, line: Number.isSafeInteger(line) ? line : 0 };
}

/** The index of the colon before digits at the end of the text, or -1. */
function trailingNumber(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at--;
  return at > 0 && at < text.length - 1 && text.charCodeAt(at) === 58 ? at : -1;
}
