import type { SpanLike } from '@otel-xray/translator';
import { loadOtlpSerializer, type OtlpSerializer } from '../transports/target-packages.ts';
import type { SpanEncoder } from './span-encoder.ts';

/** Spans in one request by itself; requests are joined, as messages of protobuf are by putting one behind the other. */
const MAX_SPANS = 500;

/** Encodes spans as OTLP requests: nothing is translated, X-Ray does that. */
export function createOtlpEncoder(load: () => Promise<OtlpSerializer> = loadOtlpSerializer): SpanEncoder {
  let serializer: OtlpSerializer | undefined;
  let loading: Promise<void> | undefined;
  let failure: unknown;
  return {
    takesFragments: false,
    ready() {
      if (serializer !== undefined) return undefined;
      loading ??= load().then(
        (loaded) => {
          serializer = loaded;
        },
        (error) => {
          // Reported with the spans that it costs.
          failure = error;
          loading = undefined;
        },
      );
      return loading;
    },
    encode(spans, take) {
      if (serializer === undefined) throw failure;
      let unreadable = 0;
      for (let from = 0; from < spans.length; from += MAX_SPANS)
        unreadable += encodePart(serializer, spans.slice(from, from + MAX_SPANS), take);
      return unreadable === 0 ? {} : { unreadable };
    },
  };
}

/** A span that cannot be read costs itself only: each is encoded alone to find it. @returns how many there are */
function encodePart(
  serializer: OtlpSerializer,
  spans: readonly SpanLike[],
  take: (bytes: Uint8Array, spans: number) => void,
): number {
  let bytes: Uint8Array | undefined;
  try {
    bytes = serializer.serializeRequest(spans as never[]);
  } catch {
    // Looked for below.
  }
  if (bytes !== undefined) {
    take(bytes, spans.length);
    return 0;
  }
  if (spans.length === 1) return 1;
  return spans.reduce((count, span) => count + encodePart(serializer, [span], take), 0);
}
