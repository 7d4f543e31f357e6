import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSpan } from '@otel-xray/test-kit';
import type { AttributesLike, HrTimeLike, SpanLike } from '@otel-xray/translator';

/** A span as it was recorded: times in epoch seconds, the kind by name, the scope as `name@version`. */
interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: string;
  readonly scope: string;
  readonly start: number;
  readonly end: number;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: AttributesLike;
  readonly events: readonly { readonly name: string; readonly attributes?: AttributesLike }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

const FOLDER = join(import.meta.dirname, 'recorded');
const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Spans that real instrumentations wrote around real servers, by the request they were recorded for; one process each. */
export function recordedRequests(): { request: string; spans: SpanLike[] }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const { spans }: { spans: RecordedSpan[] } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      const resource = { attributes: { 'service.name': 'shop', 'telemetry.sdk.language': 'nodejs' } };
      return { request: file.slice(0, -'.json'.length), spans: spans.map((span) => ({ ...toSpan(span), resource })) };
    });
}

function toSpan({ parent, kind, scope, start, end, events, links, ...fields }: RecordedSpan): SpanLike {
  const at = scope.lastIndexOf('@');
  return makeSpan({
    ...fields,
    ...(parent !== undefined && { parent }),
    kind: KINDS.indexOf(kind),
    scope: { name: scope.slice(0, at), version: scope.slice(at + 1) },
    startTime: toTime(start),
    endTime: toTime(end),
    events: events.map((event) => ({ ...event, time: toTime(end) })),
    links: links.map((context) => ({ context })),
  });
}

function toTime(seconds: number): HrTimeLike {
  return [Math.floor(seconds), Math.round((seconds % 1) * 1e9)];
}
