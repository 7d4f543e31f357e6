import type { AggregateAnswer, Outcome, Scope } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import type { Store } from '../store/store.ts';
import { outcomeOf } from '../trace/flags.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalInteger, readScope } from './parameters.ts';
import { type ScopeChunk, type ScopeSelection, sumScope, toSelection } from './scope.ts';
import { type Counts, none, OUTCOMES, overTime, type Starts, StartsList } from './starts.ts';
import { ValueCounts } from './value-counts.ts';

/** `POST /-/traces/aggregate`: histograms and the most frequent values of a scope. */
export async function aggregateTraces(input: JsonObject, context: ConsoleContext): Promise<AggregateAnswer> {
  const scope = readScope(input);
  const slots = optionalInteger(input, 'slots', 1, 200) ?? 60;
  const { total, responses, starts, values } = await sumTraces(toSelection(scope, context), scope.hide, context);
  return {
    total,
    responseTime: toContiguous(responses),
    overTime: overTime(starts, { ...scope, now: context.now() * 1e3 }, slots, 'left out'),
    refiners: values.refiners(),
  };
}

/** Counts the traces of a selection by response time, start and values. */
export async function sumTraces(
  selection: ScopeSelection,
  hide: Scope['hide'],
  context: ConsoleContext,
): Promise<{ total: number; responses: Map<number, Counts>; starts: Starts[]; values: ValueCounts }> {
  const responses = new Map<number, Counts>();
  const starts: Starts[] = [];
  const values = new ValueCounts();
  let total = 0;
  const sum = (chunks: AsyncIterable<ScopeChunk>) => sumUp(chunks, context.store);
  for await (const part of sumScope(context, selection, { hide: hide ?? [], name: 'aggregate', sum })) {
    for (const [bucket, counts] of part.responses)
      for (const outcome of OUTCOMES) countIn(responses, bucket, outcome, counts[outcome]);
    starts.push(part.starts);
    values.merge(part.values);
    total += part.starts.micros.length;
  }
  return { total, responses, starts, values };
}

interface AggregatePart {
  readonly responses: ReadonlyMap<number, Counts>;
  readonly starts: Starts;
  readonly values: ValueCounts;
}

async function sumUp(
  chunks: AsyncIterable<ScopeChunk>,
  { lists }: Store,
): Promise<{ value: AggregatePart; bytes: number }> {
  const responses = new Map<number, Counts>();
  const began = new StartsList();
  const values = new ValueCounts();
  const countUrl = values.counterOf({ kind: 'http.url' });
  const countMethod = values.counterOf({ kind: 'http.method' });
  const countStatus = values.counterOf({ kind: 'http.status' });
  const countService = values.counterOf({ kind: 'service' });
  const attributes = new Map<string, ReturnType<typeof attributeCounter>>();
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    for (const trace of lists.counted(keys)) {
      const outcome = outcomeOf(trace.flags);
      began.add(trace.start, outcome);
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
  const { starts, bytes } = began.pack();
  return {
    value: { responses, starts, values },
    bytes: bytes + BUCKET_BYTES * responses.size + VALUE_BYTES * values.size,
  };
}

function attributeCounter(values: ValueCounts, key: string): ReturnType<ValueCounts['counterOf']> {
  if (key === 'user' || key === 'availabilityzone' || key === 'instance.id' || key === 'resource.arn')
    return values.counterOf({ kind: key });
  return key.startsWith(ANNOTATION)
    ? values.counterOf({ kind: 'annotation', key: key.slice(ANNOTATION.length) })
    : () => {};
}

function countIn(buckets: Map<number, Counts>, bucket: number, outcome: Outcome, count = 1): void {
  const counts = buckets.get(bucket) ?? none();
  buckets.set(bucket, counts);
  counts[outcome] += count;
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

// Approximate bytes of a bar and a value.
const BUCKET_BYTES = 150;
const VALUE_BYTES = 60;
const ANNOTATION = 'annotation.';
// Six to a factor of ten.
const FACTOR = 10 ** (1 / 6);
