/**
 * Whether a trace is among the share `rate` of all, from its id alone, so that every service decides alike.
 * The rule of the SDK's `TraceIdRatioBasedSampler`: the exclusive or of the id's four words, as a share of 2^32.
 * An id that is not 32 hex digits is in no share below 1.
 */
export function isInRatio(traceId: string, rate: number): boolean {
  if (rate >= 1) return true;
  if (!(rate > 0) || traceId.length !== 32) return false;
  let sum = 0;
  for (let word = 0; word < 32; word += 8) {
    let value = 0;
    for (let i = word; i < word + 8; i++) {
      const digit = digitOf(traceId.charCodeAt(i));
      if (digit === -1) return false;
      value = (value << 4) | digit;
    }
    sum ^= value;
  }
  return sum >>> 0 < Math.floor(rate * 0xffffffff);
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
