/** How far back and ahead the time in a trace id may lie, in seconds. Source: the reference, and X-Ray's 28 days of old. */
const MAX_AGE_SECONDS = 28 * 24 * 60 * 60;
const MAX_SKEW_SECONDS = 5 * 60;

/** Whether the first 8 digits of a trace id are a time that X-Ray used to require. */
export function isRecentTraceId(traceId: string, nowMillis: number): boolean {
  const seconds = Number.parseInt(traceId.slice(0, 8), 16);
  const now = Math.floor(nowMillis / 1_000);
  return seconds >= now - MAX_AGE_SECONDS && seconds <= now + MAX_SKEW_SECONDS;
}
