/** An object of the event, whatever its members are. */
export type Fields = Readonly<Record<string, unknown>>;

/** Headers with lower-case names. */
export type Headers = Readonly<Record<string, string>>;

/** The caller of the function, as far as its event names it. */
export interface EventSource {
  /** As `faas.trigger` of the semantic conventions names it. */
  readonly trigger: 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';
  /** Attributes of the span. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The caller's headers. */
  readonly headers: Headers;
}

const NONE: Headers = {};

/** An event source without headers. */
export function source(
  trigger: EventSource['trigger'],
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  headers: Headers = NONE,
): EventSource {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  return { trigger, attributes: Object.fromEntries(given) as EventSource['attributes'], headers };
}

/** The object itself; an empty one for anything that is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** A string that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The list itself; an empty one for anything that is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Headers of one or several objects; the first value of a list counts, and of two objects with one name the later. */
export function headersOf(...objects: readonly unknown[]): Headers {
  const lower: Record<string, string> = {};
  for (const object of objects) {
    for (const [name, value] of Object.entries(fieldsOf(object))) {
      const first: unknown = Array.isArray(value) ? value[0] : value;
      if (typeof first === 'string') lower[name.toLowerCase()] = first;
    }
  }
  return lower;
}

/** `jobs` of `arn:aws:sqs:eu-west-1:123456789012:jobs`, `clicks` of `…:stream/clicks`. */
export function resourceOf(arn: unknown): string | undefined {
  const resource = text(arn)?.split(':').slice(5).join(':');
  return resource?.slice(resource.indexOf('/') + 1);
}
