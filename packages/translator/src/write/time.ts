import type { HrTimeLike } from '../ground/readable-span.ts';
import { type TranslationReport, warn } from '../ground/report.ts';
import { type JsonWriter, memberName } from './json-writer.ts';

/** The names of the members written here. */
const M = {
  start_time: memberName('start_time'),
  in_progress: memberName('in_progress'),
  end_time: memberName('end_time'),
};

/**
 * Writes `start_time` and, unless the span is in progress, `end_time`, in epoch seconds. With a `report` an end before the start
 * becomes the start, and a time that X-Ray refuses 0.
 */
export function writeTimes(
  writer: JsonWriter,
  givenStart: HrTimeLike | undefined,
  givenEnd: HrTimeLike | undefined,
  inProgress: boolean,
  report: TranslationReport | undefined,
): void {
  let startSeconds = part(givenStart, 0);
  let startNanos = part(givenStart, 1);
  let endSeconds = part(givenEnd, 0);
  let endNanos = part(givenEnd, 1);
  if (report !== undefined) {
    // Times that make no sense were read as 0, so only those are looked at again.
    if (startSeconds === 0 || startSeconds >= END_OF_CALENDAR) check(givenStart, report);
    if (!inProgress && (endSeconds === 0 || endSeconds >= END_OF_CALENDAR)) check(givenEnd, report);
    if (startSeconds >= END_OF_CALENDAR) startSeconds = startNanos = 0;
    if (endSeconds >= END_OF_CALENDAR) endSeconds = endNanos = 0;
    if (!inProgress && endSeconds * 1e9 + endNanos < startSeconds * 1e9 + startNanos) {
      warn(report, 'a span ended before it started; its end became its start');
      endSeconds = startSeconds;
      endNanos = startNanos;
    }
  }
  writer.name(M.start_time);
  writer.seconds(startSeconds, startNanos);
  if (inProgress) {
    writer.booleanMember(M.in_progress, true);
    return;
  }
  writer.name(M.end_time);
  writer.seconds(endSeconds, endNanos);
}

/** The year 2255, where microseconds stop being whole numbers: X-Ray refuses what is later. */
const END_OF_CALENDAR = Math.floor(Number.MAX_SAFE_INTEGER / 1e6);

/** Epoch seconds with exactly six decimals, from whole microseconds. */
export function toMicrosecondsText(time: HrTimeLike | undefined): string {
  const micros = Math.floor(part(time, 1) / 1_000);
  return `${part(time, 0)}.${String(micros).padStart(6, '0')}`;
}

/** Epoch seconds as a number. */
export function toSeconds(time: HrTimeLike | undefined): number {
  return (part(time, 0) * 1e9 + part(time, 1)) / 1e9;
}

/** Seconds in the nanoseconds that 64 bits hold, as OTLP and the reference count them; what is over that is no time of a span. */
const END_OF_TIME = 2 ** 64 / 1e9;

function check(time: HrTimeLike | undefined, report: TranslationReport): void {
  const seconds = time?.[0];
  const nanos = time?.[1];
  if (seconds === undefined || nanos === undefined || !(seconds >= 0 && nanos >= 0)) {
    warn(report, 'a time that is no number >= 0 became 0');
  } else if (seconds >= END_OF_CALENDAR) {
    warn(report, 'a time after the year 2255 became 0: were milliseconds given for seconds?');
  }
}

/** Seconds or nanoseconds; 0 where they make no sense. */
function part(time: HrTimeLike | undefined, index: 0 | 1): number {
  const value = time?.[index];
  return typeof value === 'number' && value >= 0 && value < END_OF_TIME ? value : 0;
}
