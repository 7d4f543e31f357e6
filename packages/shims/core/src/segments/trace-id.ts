import { getLogger } from '../ground/logger.ts';
import { randomHex } from '../ground/random-ids.ts';

/**
 * A trace ID of X-Ray, `1-<8 hex digits of epoch seconds>-<24 hex digits>`.
 * Source: X-Ray developer guide, https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-traces
 */
export class TraceID {
  version: number = 1;
  timestamp: string;
  id: string;

  constructor(tsHex?: string, numberhex?: string) {
    this.timestamp = tsHex || Math.round(Date.now() / 1_000).toString(16);
    this.id = numberhex || randomHex(12);
  }

  /** Returns the ID of zeros. */
  static Invalid(): TraceID {
    return new TraceID('0'.repeat(8), '0'.repeat(24));
  }

  /** Reads a trace ID. One that cannot be read is logged, and a new ID is returned instead. */
  static FromString(rawId?: string): TraceID {
    const read = parse(rawId);
    if (typeof read !== 'string') return read;
    getLogger().error(read);
    return new TraceID();
  }

  toString(): string {
    return `${this.version}-${this.timestamp}-${this.id}`;
  }
}

/** Returns the trace ID, or why there is none. */
function parse(rawId: unknown): TraceID | string {
  if (!rawId || typeof rawId !== 'string') return 'Empty or non-string trace ID provided';
  const [version, timestamp, id, ...more] = rawId.trim().split('-');
  if (id === undefined || more.length > 0) return 'Unrecognized trace ID format';
  const number = Number.parseInt(version ?? '', 10);
  if (!(number >= 1)) return 'Trace ID version must be positive integer';
  const seconds = Number.parseInt(timestamp ?? '', 16);
  if (Number.isNaN(seconds)) return 'Trace ID timestamp must be a hex-encoded value';
  const traceId = new TraceID(seconds.toString(16).padStart(8, '0'));
  traceId.version = number;
  traceId.id = id;
  return traceId;
}
