/** The time that the page shows: the last so many minutes, or from one moment to another; all times are microseconds. */
export type TimeRange =
  | { readonly kind: 'last'; readonly micros: number }
  | { readonly kind: 'between'; readonly start: number; readonly end: number }
  | { readonly kind: 'all' };

/** The ranges offered; the address accepts any number of s, m, h, d. */
export const OFFERED_RANGES: readonly string[] = ['5m', '30m', '1h', '6h', '1d', '7d', 'all'];

/** Where nothing else is said. */
export const DEFAULT_RANGE = '30m';

const UNITS: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 };
const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' };

/**
 * Reads `30m`, `all`, or two moments in ISO form with `~` between them, as AWS writes them in its links. Text that is none of these is
 * the default range.
 */
export function parseRange(text: string | undefined): TimeRange {
  if (text === 'all') return { kind: 'all' };
  const [, start = '', end = ''] = /^([^~]+)~([^~]+)$/.exec(text ?? '') ?? [];
  const between = [Date.parse(start) * 1e3, Date.parse(end) * 1e3] as const;
  if (between[0] < between[1]) return { kind: 'between', start: between[0], end: between[1] };
  const [, count = '30', unit = 'm'] = /^(\d{1,6})([smhd])$/.exec(text ?? '') ?? [];
  return { kind: 'last', micros: Number(count) * (UNITS[unit] ?? 60e6) };
}

/** `parseRange`'s inverse for two moments. */
export function formatBetween(start: number, end: number): string {
  const iso = (micros: number): string => new Date(micros / 1e3).toISOString();
  // Whole milliseconds, so that both ends stay inside.
  return `${iso(Math.floor(start / 1e3) * 1e3)}~${iso(Math.ceil(end / 1e3) * 1e3)}`;
}

/** The bounds for a query; a range that reaches to now has no end, so that new traces are in. */
export function boundsOf(range: TimeRange, now: number): { start?: number; end?: number } {
  if (range.kind === 'all') return {};
  if (range.kind === 'between') return { start: range.start, end: range.end };
  return { start: Math.max(0, now - range.micros) };
}

/** `30 minutes`, `21 Nov 10:00 – 10:30`. */
export function describeRange(text: string | undefined): string {
  const range = parseRange(text);
  if (range.kind === 'all') return 'all time';
  if (range.kind === 'between') {
    const sameDay = formatDay(range.start) === formatDay(range.end);
    return `${formatDay(range.start)} ${formatClock(range.start, 0)} – ${sameDay ? '' : `${formatDay(range.end)} `}${formatClock(range.end, 0)}`;
  }
  const [, count = '30', unit = 'm'] = /^(\d{1,6})([smhd])$/.exec(text ?? '') ?? [];
  const word = UNIT_WORDS[unit] ?? 'minutes';
  return `last ${count === '1' ? '' : `${Number(count)} `}${count === '1' ? word.slice(0, -1) : word}`;
}

/** `10:21:59.100` on the reader's clock; `digits` of the second are shown, 0 to 6. */
export function formatClock(micros: number, digits = 3): string {
  const date = new Date(Math.floor(micros / 1e3));
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (digits === 0) return clock;
  const fraction = String(((micros % 1e6) + 1e6) % 1e6).padStart(6, '0');
  return `${clock}.${fraction.slice(0, digits)}`;
}

/** The reader's zone at a moment: `UTC`, `UTC+1`, `UTC−3:30`. */
export function formatZone(micros: number): string {
  const minutes = -new Date(micros / 1e3).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const part = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${part}`;
}

/** `21 Nov`, with the year if it is not this one's. */
export function formatDay(micros: number, nowMicros: number = micros): string {
  const date = new Date(micros / 1e3);
  const year = date.getFullYear() === new Date(nowMicros / 1e3).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
