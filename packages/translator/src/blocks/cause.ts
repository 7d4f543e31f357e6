import { type KnownStack, StackMemory } from '../entity/stack-memory.ts';
import type { Entity, Translation } from '../entity/translation.ts';
import type { AttributesLike, EventLike, SpanLike } from '../ground/readable-span.ts';
import { noteTruncated } from '../ground/report.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { cleanText } from '../read/clean-text.ts';
import {
  CODE_FILE_PATH,
  CODE_FILEPATH,
  CODE_FUNCTION,
  CODE_FUNCTION_NAME,
  CODE_LINE_NUMBER,
  CODE_LINENO,
  ERROR_TYPE,
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
  HTTP_STATUS_TEXT,
} from '../read/semconv.ts';
import type { ResourceFacts } from '../resource/resource.ts';
import { nameOfType } from '../stacks/dom-exception.ts';
import { newException, type ParsedException, type StackFrame } from '../stacks/parsed-exception.ts';
import { encoded, type JsonWriter, memberName } from '../write/json-writer.ts';
import { shorten } from '../write/shorten.ts';
import { toMicrosecondsText } from '../write/time.ts';
import { isErrorStatus } from './flags.ts';
import {
  type GivenException,
  givenCauseId,
  givenException,
  isGivenException,
  speaksForDocument,
} from './round-trip.ts';
import { stackParserFor } from './stack.ts';

/** The names of the members written here. */
const M = {
  cause: memberName('cause'),
  working_directory: memberName('working_directory'),
  exceptions: memberName('exceptions'),
  id: memberName('id'),
  type: memberName('type'),
  remote: memberName('remote'),
  message: memberName('message'),
  skipped: memberName('skipped'),
  truncated: memberName('truncated'),
  stack: memberName('stack'),
  path: memberName('path'),
  line: memberName('line'),
  label: memberName('label'),
};

/**
 * Writes `cause`: the exceptions of the span's events, else of its attributes, else what its status says.
 * @returns whether something was written; if not, the exception of a child may still be the cause
 */
export function writeCause(t: Translation, e: Entity, facts: ResourceFacts): boolean {
  const found = findExceptions(t, e, facts);
  if (found === undefined) return false;
  const { writer } = t;
  if (typeof found === 'string') {
    writeCauseOfChild(writer, found);
    return true;
  }
  if (t.options.rules.causes && found.length > 0) addStatusMessage(e, found);
  writer.name(M.cause);
  writer.openObject();
  if (t.options.workingDirectory !== '') writer.stringMember(M.working_directory, t.options.workingDirectory);
  if (found.length > 0) {
    writer.name(M.exceptions);
    writer.openArray();
    const mark = writer.length;
    for (const exception of found) {
      // An exception beyond the size of any document would only be cut again.
      if (writer.length - mark > t.options.maxDocumentBytes) {
        noteTruncated(t.report, 'cause.exceptions');
        break;
      }
      writeException(t, e, exception, exception.given?.id ?? t.options.newId());
    }
    writer.closeArray();
  }
  writer.closeObject();
  return true;
}

/** Writes that the cause is an exception of an entity inside this one. */
export function writeCauseOfChild(writer: JsonWriter, exceptionId: string): void {
  writer.stringMember(M.cause, exceptionId);
}

/** Writes a cause that says nothing but that there is one: what reads failures from causes would not see the failure else. */
export function writeEmptyCause(writer: JsonWriter): void {
  writer.name(M.cause);
  writer.openObject();
  writer.name(M.exceptions);
  writer.openArray();
  writer.closeArray();
  writer.closeObject();
}

/** Adds the message of the span's status where no exception says the same: drivers put the words of their server there. */
function addStatusMessage({ node }: Entity, found: Found[]): void {
  const { status } = node.span;
  const message = isErrorStatus(node.span) && typeof status.message === 'string' ? status.message : '';
  if (message === '' || found.some((exception) => says(exception, message))) return;
  found.push({ ...newException('', message), remote: found[0]?.remote, sparse: true });
}

function says({ type, message }: ParsedException, text: string): boolean {
  return message.includes(text) || type === text || text === `${type}: ${message}`;
}

export function isExceptionEvent(event: EventLike, isAwsCall: boolean): boolean {
  return event.name === 'exception' || (isAwsCall && event.name === AWS_FAILURE);
}

const AWS_FAILURE = 'HTTP request failure';

interface Found extends ParsedException {
  /** Whether the called service threw; `undefined` where nobody knows. */
  remote: boolean | undefined;
  /** Where type and message are left out if empty. */
  sparse: boolean;
  /** The place in the document that the event itself names. */
  given?: GivenException;
  /** Where its stack is remembered. */
  known?: KnownStack;
}

/** Exceptions, or the id of one in another entity. */
function findExceptions(t: Translation, e: Entity, facts: ResourceFacts): Found[] | string | undefined {
  const { span } = e.node;
  if (hasExceptionEvent(e)) return ofEvents(t, e, facts);
  const { causes } = t.options.rules;
  const a = t.attributes;
  const elsewhere = speaksForDocument(t) && e.role !== 'service' ? givenCauseId(t) : '';
  if (elsewhere !== '') return elsewhere;
  if (causes && (a.groups & EXCEPTION) !== 0) {
    const type = a.text(EXCEPTION_TYPE);
    const message = a.text(EXCEPTION_MESSAGE);
    const stack = a.text(EXCEPTION_STACKTRACE);
    if (type !== '') a.use(EXCEPTION_TYPE);
    if (message !== '') a.use(EXCEPTION_MESSAGE);
    return [parse(t, e, facts, nameOfType(type, stack) || errorType(a), message, stack)];
  }
  if (!isErrorStatus(span)) return undefined;
  const message = messageOfStatus(t, span);
  const type = causes ? errorType(a) : '';
  if (message === '' && type === '') return undefined;
  const exception = { ...newException(type, message), remote: undefined, sparse: causes };
  if (t.options.rules.code) exception.stack = placeInCode(a);
  return [exception];
}

/** `error.type`, unless it only repeats the status code of the answer, as the HTTP conventions have it where nothing was thrown. */
function errorType(a: AttributeReader): string {
  const type = a.text(ERROR_TYPE);
  return STATUS_CODE.test(type) ? '' : type;
}

const STATUS_CODE = /^[1-5]\d\d$/;

function hasExceptionEvent({ node, isAwsCall }: Entity): boolean {
  const { events } = node.span;
  if (!Array.isArray(events)) return false;
  for (const event of events) if (isExceptionEvent(event, isAwsCall)) return true;
  return false;
}

function messageOfStatus({ attributes: a, options }: Translation, { status }: SpanLike): string {
  const text = a.text(HTTP_STATUS_TEXT);
  const message = typeof status.message === 'string' && status.message !== '' ? status.message : text;
  // The reference removes the string whether it shows it or not.
  if (!options.rules.keepAttributes || (text !== '' && text === message)) a.use(HTTP_STATUS_TEXT);
  return message;
}

function ofEvents(t: Translation, e: Entity, facts: ResourceFacts): Found[] {
  const found: Found[] = [];
  const { roundTrip, causes } = t.options.rules;
  for (const event of e.node.span.events) {
    if (!isExceptionEvent(event, e.isAwsCall)) continue;
    if (causes && found.length >= MAX_EXCEPTIONS) {
      noteTruncated(t.report, 'cause.exceptions');
      break;
    }
    const { name, time, attributes } = event;
    if (name === 'exception') {
      const type = textOf(attributes, 'exception.type') || (causes ? errorType(t.attributes) : '');
      const trace = textOf(attributes, 'exception.stacktrace');
      const next = parse(
        t,
        e,
        facts,
        causes ? nameOfType(type, trace) : type,
        textOf(attributes, 'exception.message'),
        trace,
      );
      if (trace.includes('\n') && next.stack.length === 0) {
        e.unreadStacks ??= new Set();
        e.unreadStacks.add(event);
      }
      const given = roundTrip && attributes !== undefined ? givenException(attributes) : undefined;
      if (given !== undefined) Object.assign(next, { given, remote: given.remote ?? next.remote });
      if (!causes || !isSame(found.at(-1), next)) found.push(next);
    } else {
      const code = attributes?.['http.response.status_code'];
      const text = attributes?.['aws.http.error_message'];
      if (code === undefined || text === undefined) continue;
      const status = typeof code === 'number' || typeof code === 'string' ? String(code) : '';
      const message = `${status}@${toMicrosecondsText(time)}@${typeof text === 'string' ? text : ''}`;
      found.push({ ...newException('aws.http.error.event', message), remote: true, sparse: false });
    }
  }
  return found;
}

/** Exceptions of one span: far more than a document holds with their stacks. */
const MAX_EXCEPTIONS = 500;

/** Characters of a stack trace that are read: far more than a stack of 50 frames with its causes has. */
const MAX_TRACE = 256_000;

function parse(t: Translation, e: Entity, facts: ResourceFacts, type: string, message: string, given: string): Found {
  const trace = t.options.rules.sizeLimit && given.length > MAX_TRACE ? given.slice(0, MAX_TRACE) : given;
  const remote = isSpanKind(e.node.kind, 'CLIENT') || isSpanKind(e.node.kind, 'PRODUCER');
  const parser = trace === '' ? undefined : stackParserFor(facts.language, t.options.rules.scriptStacks);
  if (parser === undefined) return { ...newException(type, message), remote, sparse: t.options.rules.causes };
  const known = memoryOf(t, facts.language).read(trace, parser);
  return { ...known.exception, type, message, remote, sparse: t.options.rules.causes, known };
}

function memoryOf({ stacks }: Translation, language: string): StackMemory {
  let memory = stacks.get(language);
  if (memory === undefined) {
    memory = new StackMemory();
    stacks.set(language, memory);
  }
  return memory;
}

function isSame(a: Found | undefined, b: Found): boolean {
  if (a === undefined || a.type !== b.type || a.message !== b.message || a.stack.length !== b.stack.length)
    return false;
  return a.stack.every((frame, at) => frame.path === b.stack[at]?.path && frame.line === b.stack[at]?.line);
}

/** The place that the span names, as the stack of an exception that has none. */
function placeInCode(a: AttributeReader): StackFrame[] {
  const path = a.text(CODE_FILE_PATH) || a.text(CODE_FILEPATH);
  const line = a.integer(CODE_LINE_NUMBER) || a.integer(CODE_LINENO);
  const label = a.text(CODE_FUNCTION_NAME) || a.text(CODE_FUNCTION);
  return path === '' ? [] : [{ path, line, label }];
}

/** Chains of causes longer than this are cut. Real chains are far shorter. */
const MAX_CHAIN = 50;

/** Writes an exception and, behind it in the same list, what caused it. */
function writeException(t: Translation, e: Entity, exception: Found, id: string, depth = 0): void {
  const { writer } = t;
  e.exceptionId ||= id;
  const cause = depth < MAX_CHAIN ? exception.cause : undefined;
  const causeId = cause === undefined ? (exception.given?.cause ?? '') : t.options.newId();
  writer.openObject();
  writer.stringMember(M.id, id);
  if (!exception.sparse || exception.type !== '') writer.stringMember(M.type, exception.type);
  if (exception.remote !== undefined && (exception.remote || !exception.sparse)) {
    writer.booleanMember(M.remote, exception.remote);
  }
  const message = shownText(t, exception.message);
  if (!exception.sparse || message !== '') writer.stringMember(M.message, message);
  if (causeId !== '') writer.stringMember(M.cause, causeId);
  if (exception.given?.skipped !== undefined) writer.numberMember(M.skipped, exception.given.skipped);
  if (exception.known !== undefined && exception.given === undefined) writeKnownStack(t, exception.known);
  else writeStack(t, exception.stack, exception.given?.truncated ?? 0);
  writer.closeObject();
  if (cause !== undefined)
    writeException(t, e, { ...cause, remote: exception.remote, sparse: exception.sparse }, causeId, depth + 1);
  if (depth >= MAX_CHAIN && (exception.cause !== undefined || exception.errors !== undefined)) {
    noteTruncated(t.report, 'exception.stacktrace');
    return;
  }
  for (const member of exception.errors ?? []) {
    writeException(
      t,
      e,
      { ...member, remote: exception.remote, sparse: exception.sparse },
      t.options.newId(),
      depth + 1,
    );
  }
}

function shownText({ options }: Translation, text: string): string {
  return options.rules.privacy ? cleanText(shorten(text, options.maxDocumentBytes), options.urlQuery) : text;
}

/** Writes the frames of a stack that is remembered: the first time as any, later as the resulting bytes. */
function writeKnownStack(t: Translation, known: KnownStack): void {
  const { writer } = t;
  const { stack } = known.exception;
  if (known.encoded !== undefined) {
    if (stack.length > t.options.maxStackFrames) noteTruncated(t.report, 'exception.stacktrace');
    writer.members(known.encoded);
    return;
  }
  const mark = writer.length;
  writeStack(t, stack, 0);
  if (writer.length > mark) known.encoded = encoded(writer.buffer.subarray(mark, writer.length));
}

/** @param missing frames that were left out before */
function writeStack(t: Translation, stack: readonly StackFrame[], missing: number): void {
  const { writer } = t;
  const isChecked = t.options.rules.receiverTypes;
  const kept = Math.min(stack.length, t.options.maxStackFrames);
  if (kept < stack.length) noteTruncated(t.report, 'exception.stacktrace');
  const truncated = stack.length - kept + missing;
  if (truncated > 0) writer.numberMember(M.truncated, truncated);
  if (stack.length === 0) return;
  writer.name(M.stack);
  writer.openArray();
  for (let at = 0; at < kept; at++) {
    const { path, line, label } = stack[at] as StackFrame;
    writer.openObject();
    writer.stringMember(M.path, path);
    if (isChecked && !Number.isSafeInteger(line)) writer.numberMember(M.line, 0);
    else writer.integerMember(M.line, line);
    writer.stringMember(M.label, label);
    writer.closeObject();
  }
  writer.closeArray();
}

/**
 * Attributes of an exception event that the `cause` does not show: attributes of the user's own, and a stack that no parser could read.
 * `undefined` where it shows all.
 */
export function leftOfException(t: Translation, e: Entity, event: EventLike): AttributesLike | undefined {
  const { attributes } = event;
  if (event.name !== 'exception' || attributes === undefined || attributes === null) return undefined;
  let left: Record<string, unknown> | undefined;
  for (const key of Object.keys(attributes)) {
    if (isShownByCause(t, e, event, key, attributes[key])) continue;
    left ??= {};
    left[key] = attributes[key];
  }
  return left;
}

function isShownByCause(t: Translation, e: Entity, event: EventLike, key: string, value: unknown): boolean {
  if (key === 'exception.type' || key === 'exception.message') return typeof value === 'string';
  if (key === 'exception.stacktrace') return typeof value === 'string' && e.unreadStacks?.has(event) !== true;
  return t.options.rules.roundTrip && isGivenException(key, value);
}

function textOf(attributes: EventLike['attributes'], name: string): string {
  const value = attributes?.[name];
  return typeof value === 'string' ? value : '';
}
