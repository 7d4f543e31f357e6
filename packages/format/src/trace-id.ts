/**
 * Turns an OpenTelemetry trace id into X-Ray's form.
 * @param traceId 32 hex digits; any W3C trace id, its first 8 digits are read as epoch seconds by X-Ray
 * @returns `1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx`
 * Source: X-Ray developer guide, "Sending trace data", "Generating trace IDs".
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 * @example toXRayTraceId('5759e988bd862e3fe1be46a994272793') // '1-5759e988-bd862e3fe1be46a994272793'
 */
export function toXRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/**
 * Turns X-Ray's form of a trace id into OpenTelemetry's: 32 lower-case hex digits.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 * @param text `1-`, 1 to 8 hex digits, `-`, 24 hex digits; a shorter epoch is padded with zeros on the left
 * @returns `undefined` if the text has another form or all digits are zero
 * @example fromXRayTraceId('1-5759e988-bd862e3fe1be46a994272793') // '5759e988bd862e3fe1be46a994272793'
 */
export function fromXRayTraceId(text: string): string | undefined {
  return readXRayTraceId(text, 0, text.length);
}

/** {@link fromXRayTraceId} for a part of a longer text, which needs no string of its own. */
export function readXRayTraceId(text: string, start: number, end: number): string | undefined {
  const dash = end - 25;
  const epochLength = dash - start - 2;
  if (epochLength < 1 || epochLength > 8) return undefined;
  if (text.charCodeAt(start) !== ONE || text.charCodeAt(start + 1) !== DASH || text.charCodeAt(dash) !== DASH) {
    return undefined;
  }
  const epoch = text.slice(start + 2, dash);
  return lowered((epochLength === 8 ? epoch : epoch.padStart(8, '0')) + text.slice(dash + 1, end), isTraceId);
}

/**
 * Whether the text is a usable trace id in OpenTelemetry's form: 32 lower-case hex digits, not all zeros.
 * Source: https://www.w3.org/TR/trace-context/#trace-id
 * @example isTraceId('00000000000000000000000000000000') // false
 */
export function isTraceId(text: unknown): text is string {
  return isLowerHex(text, 32);
}

/**
 * Whether the text is a usable span, segment or exception id: 16 lower-case hex digits, not all zeros.
 * Source: https://www.w3.org/TR/trace-context/#parent-id
 * @example isSpanId('53995c3f42cd8ad8') // true
 */
export function isSpanId(text: unknown): text is string {
  return isLowerHex(text, 16);
}

/** The id in lower case, if it is one; upper case is rare, so that it is looked at only where the id as given is none. */
export function lowered(id: string, isId: (text: unknown) => boolean): string | undefined {
  if (isId(id)) return id;
  const lower = id.toLowerCase();
  return isId(lower) ? lower : undefined;
}

const ONE = 49;
const DASH = 45;

/** Value that a character adds to the sum below: a hex digit 1, and one that is not `0` another 64; all others nothing. */
const WEIGHTS = new Uint8Array(103);
for (const digit of '0123456789abcdef') WEIGHTS[digit.charCodeAt(0)] = digit === '0' ? 1 : 65;

// This runs for each span and each header. One sum, four characters a step and no branch, needs half the time of
// comparisons and a third of that of a regular expression (npm run bench -- propagation). A character beyond the
// table is undefined, and adds 0.
function isLowerHex(text: unknown, length: 16 | 32): boolean {
  if (typeof text !== 'string' || text.length !== length) return false;
  let sum = 0;
  for (let i = 0; i < length; i += 4) {
    sum +=
      (WEIGHTS[text.charCodeAt(i)]! | 0) +
      (WEIGHTS[text.charCodeAt(i + 1)]! | 0) +
      (WEIGHTS[text.charCodeAt(i + 2)]! | 0) +
      (WEIGHTS[text.charCodeAt(i + 3)]! | 0);
  }
  const digits = sum & 63;
  return digits === length && sum > digits;
}
