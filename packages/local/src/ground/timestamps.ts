// Times are whole microseconds inside: 1792000000.42 − 1792000000 is 0.4199999… in floating point and must be 0.42.

/** Epoch seconds as documents and requests hold them → whole microseconds. */
export function toMicros(seconds: number): number {
  return Math.round(seconds * 1e6);
}

/** Whole microseconds → seconds, as answers hold them. */
export function toSeconds(micros: number): number {
  return micros / 1e6;
}

/** Epoch milliseconds, as `now` gives them → whole microseconds. */
export function millisToMicros(millis: number): number {
  return Math.round(millis * 1e3);
}
