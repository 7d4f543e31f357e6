/** Values of `SpanKind` in the OpenTelemetry API, which are the same in every version. */
const SPAN_KINDS = { INTERNAL: 0, SERVER: 1, CLIENT: 2, PRODUCER: 3, CONSUMER: 4 } as const;

export type SpanKindName = keyof typeof SPAN_KINDS;

export function isSpanKind(kind: number, name: SpanKindName): boolean {
  return kind === SPAN_KINDS[name];
}

const NAMES: readonly SpanKindName[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** The name of a kind; INTERNAL for a number that is none. */
export function spanKindName(kind: number): SpanKindName {
  return NAMES[kind] ?? 'INTERNAL';
}

/** The number of a kind; that of INTERNAL for a number that is none. */
export function spanKindNumber(kind: number): number {
  return SPAN_KINDS[spanKindName(kind)];
}
