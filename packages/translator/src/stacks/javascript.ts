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
  for (let from = 0, end = 0; from < stacktrace.length; from = end + 1) {
    end = stacktrace.indexOf('\n', from);
    if (end < 0) end = stacktrace.length;
    const indent = indentOf(stacktrace, from, end);
    const isCrLf = stacktrace.charCodeAt(end - 1) === CARRIAGE_RETURN;
    const text = stacktrace.slice(from + indent, isCrLf ? end - 1 : end);
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

const CARRIAGE_RETURN = 13;

function indentOf(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at - from;
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
  if (indent > 0) return text.startsWith('at ') ? parseV8Frame(text) : undefined;
  return parseGeckoFrame(text);
}

// The functions below use bounds in one string instead of parts: stacks are the longest strings that are read here.

/** `at label (place)`, `at place`, `at async label (place)`, `at new Label (place)`, `at eval (eval at outer (place), <anonymous>:1:2)`. */
function parseV8Frame(text: string): StackFrame | undefined {
  const from = 3;
  // Node's inspect puts an opening brace behind the last frame when the error has properties of its own, a comma when another follows.
  const to = text.endsWith(' {') ? text.length - 2 : text.endsWith(',') ? text.length - 1 : text.length;
  if (from >= to || text === 'at ()') return undefined;
  if (text.startsWith('eval at ', from)) return placeOfEval(text, from, to, 'eval');
  if (text.charCodeAt(to - 1) !== CLOSE) {
    const isAsync = text.startsWith('async ', from);
    return frameAt(text, isAsync ? from + 6 : from, to, isAsync ? 'async' : '');
  }
  const open = openingOf(text, from, to);
  if (open < 0) return { path: text.slice(from, to), line: 0, label: '' };
  const label = text.slice(from, text.charCodeAt(open - 1) === SPACE ? open - 1 : open);
  if (text.startsWith('eval at ', open + 1)) return placeOfEval(text, open + 1, to, label || 'eval');
  const frame = frameAt(text, open + 1, to - 1, label);
  return label === '' && frame.path === '<anonymous>' ? { ...frame, label: 'anonymous' } : frame;
}

const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const COLON = 58;

/** The parenthesis that the last one closes: a path may hold pairs of its own. */
function openingOf(text: string, from: number, to: number): number {
  const last = text.lastIndexOf('(', to);
  // Nearly always there is one pair, and the search for characters is the runtime's own.
  if (text.indexOf(')', from) === to - 1) return last < from ? -1 : last;
  let open = 0;
  for (let at = to - 1; at >= from; at--) {
    const c = text.charCodeAt(at);
    if (c === CLOSE) open++;
    else if (c === OPEN && --open === 0) return at;
  }
  return text.indexOf('(', from);
}

/** The code of an `eval` has no file: the place is that of the call, in the innermost parentheses. */
function placeOfEval(text: string, from: number, to: number, label: string): StackFrame {
  const open = text.lastIndexOf('(', to);
  if (open < from) return frameAt(text, from + 'eval at '.length, to, label);
  const close = text.indexOf(')', open);
  return frameAt(text, open + 1, close < 0 ? to : close, label);
}

/** SpiderMonkey and JavaScriptCore: `label@place`. A line of a message looks so only if it ends in `:line:column` too. */
function parseGeckoFrame(text: string): StackFrame | undefined {
  const at = text.indexOf('@');
  if (at < 0) return undefined;
  const frame = frameAt(text, at + 1, text.length, text.slice(0, at));
  return frame.line === 0 && frame.path !== '[native code]' ? undefined : frame;
}

/** `path:line:column`, `path:line` or a path alone, read from the right; `file://` is removed. */
function frameAt(text: string, from: number, to: number, label: string): StackFrame {
  let end = to;
  let line = 0;
  const last = colonBeforeDigits(text, from, to);
  if (last >= 0) {
    const before = colonBeforeDigits(text, from, last);
    end = before >= 0 ? before : last;
    line = digitsOf(text, end + 1, before >= 0 ? last : to);
  }
  const start = text.startsWith('file://', from) ? from + 7 : from;
  return { path: text.slice(start, end), line, label };
}

/** The index of the colon before the digits at the end, or -1. */
function colonBeforeDigits(text: string, from: number, to: number): number {
  let at = to - 1;
  while (at >= from && isDigit(text.charCodeAt(at))) at--;
  return at > from && at < to - 1 && text.charCodeAt(at) === COLON ? at : -1;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function digitsOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return Number.isSafeInteger(value) ? value : 0;
}
