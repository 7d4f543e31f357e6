// The file of a recording: what one scenario wrote on one SDK line. Short, so that its difference after an update can be read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpanFields } from '@otel-xray/test-kit';

/** The SDK lines, newest first. */
export const SDKS: readonly string[] = ['sdk-3', 'sdk-2'];

/** Second at which every recording begins: 2023-11-14, within the range of X-Ray's trace ids. */
export const EPOCH_SECONDS = 1_700_000_000;

const NANOS_PER_TICK = 1_000_000;
const FOLDER = join(import.meta.dirname, '..');

export interface RecordingName {
  readonly sdk: string;
  readonly scenario: string;
}

/** A recording: the requests of a scenario in the order in which they were made. */
interface Recording {
  /** Package → version, of the SDK, the instrumentations and the libraries. */
  readonly versions: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly requests: readonly RecordedRequest[];
}

export interface RecordedRequest<Span = RecordedSpan> {
  readonly name: string;
  /** Name and message of the error that ended it. */
  readonly error?: string;
  /** Each request that a peer received, with the headers that carry the trace context and what of it is in the body. */
  readonly sent: readonly { to: string; target?: string; headers: Record<string, string>; body?: string[] }[];
  /** In the order in which they ended. */
  readonly spans: readonly Span[];
}

/** A span in the file: empty members are left out. */
interface RecordedSpan extends Omit<SpanFields, 'startTime' | 'endTime' | 'events' | 'scope' | 'resource'> {
  /** Ticks since the beginning of the request; each start and each end of a span is one. */
  readonly start: number;
  readonly end: number;
  /** The scope's name, with `@` and its version where that is not the package's version. */
  readonly scope: string;
  readonly events?: readonly { name: string; attributes: Record<string, unknown> }[];
}

/** Path of a recording's file. */
export function recordingPath({ sdk, scenario }: RecordingName): string {
  return join(FOLDER, 'spans', sdk, `${scenario}.json`);
}

/** Path of the documents that the translator makes of a recording. */
export function documentsPath({ sdk, scenario }: RecordingName): string {
  return join(FOLDER, 'documents', sdk, `${scenario}.json`);
}

/** The committed recordings. */
export function recordings(): RecordingName[] {
  return SDKS.flatMap((sdk) =>
    readdirSync(join(FOLDER, 'spans', sdk))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => ({ sdk, scenario: file.slice(0, -'.json'.length) })),
  );
}

/** Reads the requests of a committed recording, with spans for `makeSpan` of the test kit. */
export function readRequests(name: RecordingName): RecordedRequest<SpanFields>[] {
  const recording: Recording = JSON.parse(readFileSync(recordingPath(name), 'utf8'));
  return recording.requests.map((request) => ({
    ...request,
    spans: request.spans.map((span) => fieldsOf(span, recording)),
  }));
}

function fieldsOf(recorded: RecordedSpan, { versions, resource }: Recording): SpanFields {
  const { start, end, scope, events = [], ...span } = recorded;
  const [, name = scope, given] = /^(@?[^@]*)(?:@(.*))?$/.exec(scope) ?? [];
  const version = given ?? versions[name];
  return {
    ...span,
    startTime: timeOf(start),
    endTime: timeOf(end),
    events: events.map((event) => ({ ...event, time: timeOf(end) })),
    resource,
    scope: { name, ...(version !== undefined && { version }) },
  };
}

function timeOf(tick: number): [number, number] {
  return [EPOCH_SECONDS, tick * NANOS_PER_TICK];
}

/** A recording or its documents as the text of their file: values that fit on a line stand on one. */
export function formatJson(value: unknown): string {
  return `${lines(value, '')}\n`;
}

const MOST_COLUMNS = 120;

function lines(value: unknown, indent: string): string {
  const short = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + short.length <= MOST_COLUMNS) return short;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + lines(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}
