import type { AggregateAnswer, Outcome, StatusCounts } from '@otel-xray/console/contract';
import { outcomeOf } from '../flags.ts';
import type { JsonObject } from '../json.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalInteger, readScope } from './parameters.ts';
import { selectScope, toSelection } from './scope.ts';
import { toTimeSlots } from './time-slots.ts';
import { ValueCounts } from './value-counts.ts';

/** `POST /-/traces/aggregate`: histograms and the most frequent values of a scope. */
export async function aggregateTraces(input: JsonObject, context: ConsoleContext): Promise<AggregateAnswer> {
  const { lists } = context.store;
  const scope = readScope(input);
  const slots = optionalInteger(input, 'slots', 1, 200) ?? 60;
  const responses = new Map<number, Counts>();
  const starts: { at: number; outcome: Outcome }[] = [];
  const values = new ValueCounts();
  const countUrl = values.counterOf({ kind: 'http.url' });
  const countMethod = values.counterOf({ kind: 'http.method' });
  const countStatus = values.counterOf({ kind: 'http.status' });
  const countService = values.counterOf({ kind: 'service' });
  const attributes = new Map<string, ReturnType<typeof attributeCounter>>();
  let total = 0;
  for await (const { rows } of selectScope(context, toSelection(scope, context), scope.hide)) {
    const keys = rows.map(({ key }) => key);
    total += keys.length;
    for (const trace of lists.counted(keys)) {
      const outcome = outcomeOf(trace.flags);
      starts.push({ at: trace.start, outcome });
      if (trace.responseTime !== null) countIn(responses, bucketOf(trace.responseTime), outcome);
      countUrl(trace.url);
      countMethod(trace.method);
      countStatus(trace.status);
    }
    for (const { name, count } of lists.nameCounts(keys)) countService(name, count);
    for (const { key, value, count } of lists.attributeCounts(keys)) {
      const counter = attributes.get(key) ?? attributeCounter(values, key);
      attributes.set(key, counter);
      counter(value, count);
    }
  }
  return {
    total,
    responseTime: toContiguous(responses),
    overTime: overTime(starts, scope, slots),
    refiners: values.refiners(),
  };
}

function attributeCounter(values: ValueCounts, key: string): ReturnType<ValueCounts['counterOf']> {
  if (key === 'user') return values.counterOf({ kind: 'user' });
  return key.startsWith(ANNOTATION)
    ? values.counterOf({ kind: 'annotation', key: key.slice(ANNOTATION.length) })
    : () => {};
}

type Counts = { -readonly [K in keyof StatusCounts]: number };

function countIn(buckets: Map<number, Counts>, bucket: number, outcome: Outcome): void {
  const counts = buckets.get(bucket) ?? none();
  buckets.set(bucket, counts);
  counts[outcome]++;
}

function overTime(
  starts: readonly { readonly at: number; readonly outcome: Outcome }[],
  { start, end }: { readonly start?: number; readonly end?: number },
  slots: number,
): AggregateAnswer['overTime'] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of starts) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  const { from, step, count } = toTimeSlots(start ?? first, end ?? last + 1, slots);
  const counts = Array.from({ length: count }, none);
  for (const { at, outcome } of starts) {
    const slot = counts[Math.floor((at - from) / step)];
    if (slot) slot[outcome]++;
  }
  return { start: from, step, slots: counts };
}

/** Bucket n holds what is from FACTOR ** n up to the next one. */
function bucketOf(micros: number): number {
  return micros < 1 ? -1 : Math.floor(Math.log(micros) / Math.log(FACTOR) + 1e-9);
}

function borderOf(bucket: number): number {
  return bucket < 0 ? 0 : Math.round(FACTOR ** bucket);
}

function toContiguous(buckets: ReadonlyMap<number, Counts>): AggregateAnswer['responseTime'] {
  if (buckets.size === 0) return [];
  const first = Math.min(...buckets.keys());
  const last = Math.max(...buckets.keys());
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: borderOf(first + i),
    to: borderOf(first + i + 1),
    ...(buckets.get(first + i) ?? none()),
  }));
}

function none(): Counts {
  return { ok: 0, error: 0, throttle: 0, fault: 0, open: 0 };
}

const ANNOTATION = 'annotation.';
// Six to a factor of ten.
const FACTOR = 10 ** (1 / 6);
