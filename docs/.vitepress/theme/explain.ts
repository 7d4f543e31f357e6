import { createTranslator, type SpanLike, type TranslationReport, type TranslatorOptions } from '@otel-xray/translator';

/** A span as one writes it: everything but the name may be left out. */
export interface WrittenSpan {
  readonly name?: string;
  /** `SERVER`, `CLIENT`, …, or the number of OpenTelemetry's `SpanKind`. */
  readonly kind?: string | number;
  readonly parentSpanId?: string;
  readonly durationMillis?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly events?: readonly { readonly name: string; readonly attributes?: Readonly<Record<string, unknown>> }[];
  readonly status?: { readonly code: number; readonly message?: string };
}

/** The outcome of one attribute: the places in the documents that differ without it. */
export interface AttributeOutcome {
  readonly attribute: string;
  readonly places: readonly string[];
}

export interface Explanation {
  readonly documents: readonly object[];
  readonly report: TranslationReport;
  readonly outcomes: readonly AttributeOutcome[];
}

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const START_SECONDS = 1_760_000_000;
const TRACE_ID = `${START_SECONDS.toString(16)}a1b2c3d4e5f6a7b8c9d0e1f2`;

const spanOf = (written: WrittenSpan): SpanLike => {
  const { name = 'span', kind = 'SERVER', durationMillis = 120, parentSpanId, status = { code: 0 } } = written;
  const endTime = [START_SECONDS + Math.floor(durationMillis / 1_000), (durationMillis % 1_000) * 1e6] as const;
  return {
    name,
    kind: typeof kind === 'number' ? kind : Math.max(0, KINDS.indexOf(kind)),
    startTime: [START_SECONDS, 0],
    endTime,
    status,
    attributes: written.attributes ?? {},
    resource: { attributes: written.resource ?? { 'service.name': 'shop' } },
    instrumentationScope: { name: 'playground' },
    events: (written.events ?? []).map((event) => ({ attributes: {}, ...event, time: endTime })),
    links: [],
    spanContext: () => ({ traceId: TRACE_ID, spanId: '00f067aa0ba902b7', traceFlags: 1 }),
    ...(parentSpanId && { parentSpanContext: { traceId: TRACE_ID, spanId: parentSpanId, isRemote: true } }),
  };
};

/** JSON pointer → value of every leaf. */
const leavesOf = (value: unknown, at = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${at}/${key}`))
    : [[at, value]];

const without = (record: Readonly<Record<string, unknown>> | undefined, name: string) =>
  Object.fromEntries(Object.entries(record ?? {}).filter(([key]) => key !== name));

/**
 * Translates a span, and once more without each attribute: the difference is the outcome of that attribute.
 * @throws {TypeError} for an option that is wrong
 */
export function explain(written: WrittenSpan, options: TranslatorOptions): Explanation {
  let ids = 0;
  const translate = (span: WrittenSpan) => {
    ids = 0;
    const idGenerator = { generateSpanId: () => (++ids).toString(16).padStart(16, '0') };
    return createTranslator({ ...options, idGenerator }).translate([spanOf(span)]);
  };
  const whole = translate(written);
  const leaves = leavesOf(whole.documents);
  const placesWithout = (span: WrittenSpan): string[] => {
    const others = new Map(leavesOf(translate(span).documents));
    return leaves.filter(([at, leaf]) => others.get(at) !== leaf).map(([at]) => at.replace(/^\/0/, ''));
  };
  const outcomes = [
    ...Object.keys(written.attributes ?? {}).map((attribute) => ({
      attribute,
      places: placesWithout({ ...written, attributes: without(written.attributes, attribute) }),
    })),
    ...Object.keys(written.resource ?? {}).map((name) => ({
      attribute: `resource ${name}`,
      places: placesWithout({ ...written, resource: without(written.resource, name) }),
    })),
  ];
  return { ...whole, outcomes };
}
