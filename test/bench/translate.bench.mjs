import { readFileSync } from 'node:fs';
import { importBuilt, requirePeer } from './peers.mjs';
import { median, race } from './race.mjs';
import { makeTraces, SPANS_PER_TRACE } from './workload.mjs';

export const packages = ['format', 'translator'];

/** Traces in one batch: one, and the 73 of which a batch processor's 512 spans hold whole ones. */
export const parts = ['1', '73', 'growth'];

const REFERENCE = 'JSON.stringify of the ready documents';
const GOALS = { 1: 1, 73: 0.8 };
const HEAP_GOAL = 0.3;
const GROWTH_GOAL = 1.3;

export async function run(part) {
  return part === 'growth' ? growth() : beside(Number(part));
}

/** Spans to the bytes for the wire, beside the peers. */
async function beside(traces) {
  const batches = traces === 1 ? makeTraces(256) : [makeTraces(traces).flat()];
  const spans = traces * SPANS_PER_TRACE;
  const subjects = await subjectsFor(batches);
  const results = race(subjects, REFERENCE, { rounds: 21, millis: 40, warmMillis: 6_000 });
  const heaps = Object.fromEntries(Object.entries(subjects).map(([name, run]) => [name, heapOf(run, spans)]));
  const rows = Object.entries(results).map(([subject, { ratio, nanos }]) => ({
    what: `time, ${spans} spans`,
    subject,
    reference: REFERENCE,
    ratio,
    value: `${Math.round(nanos / spans)} ns a span`,
    goal: subject.startsWith('otel-xray') ? GOALS[traces] : undefined,
  }));
  const heapRows = Object.entries(heaps).map(([subject, bytes]) => ({
    what: `heap, ${spans} spans`,
    subject,
    reference: REFERENCE,
    ratio: bytes / heaps[REFERENCE],
    value: `${Math.round(bytes)} B a span`,
    goal: subject.startsWith('otel-xray') ? HEAP_GOAL : undefined,
  }));
  return [...rows, ...heapRows];
}

/**
 * Whether a span costs more in a larger batch: the same spans, cut in batches of different sizes, so that what they lie in is as far from
 * the processor for each. One batch of 511 that is near it, since it comes again and again, stands beside.
 */
async function growth() {
  const reference = '511 spans';
  const { createTranslator } = await importBuilt('translator');
  const translator = createTranslator();
  const spans = makeTraces(7_143).flat();
  const near = spans.slice(0, 73 * SPANS_PER_TRACE);
  const subjects = { '511 spans, always the same': (n) => repeat(n * 98, () => translateInto(translator, near)) };
  for (const [name, traces] of Object.entries({
    '7 spans': 1,
    [reference]: 73,
    '7,000 spans': 1_000,
    '50,001 spans': 7_143,
  })) {
    const batches = inBatches(spans, traces * SPANS_PER_TRACE);
    subjects[name] = (n) =>
      repeat(n, () => batches.reduce((bytes, batch) => bytes + translateInto(translator, batch), 0));
  }
  const results = race(subjects, reference, { rounds: 5, millis: 200, warmMillis: 4_000 });
  return Object.entries(results).map(([subject, { ratio, nanos }]) => ({
    what: 'time a span, by batch',
    subject,
    reference,
    ratio,
    value: `${Math.round(nanos / spans.length)} ns a span`,
    goal: subject.endsWith('same') || subject === reference ? undefined : GROWTH_GOAL,
  }));
}

function inBatches(spans, size) {
  return Array.from({ length: Math.ceil(spans.length / size) }, (_, at) => spans.slice(at * size, (at + 1) * size));
}

async function subjectsFor(batches) {
  const { createTranslator } = await importBuilt('translator');
  const { JsonTraceSerializer, ProtobufTraceSerializer } = requirePeer('@opentelemetry/otlp-transformer');
  const ready = readyDocuments();
  // The end is bytes in a buffer, for all: a string that nobody read is work put off.
  const slab = Buffer.allocUnsafe(16 * 1024 * 1024);
  const enhanced = createTranslator();
  const collector = createTranslator({ profile: 'collector' });
  let next = 0;
  const each = (translate) => (n) => repeat(n, () => translate(batches[next++ % batches.length]));
  return {
    [REFERENCE]: each((spans) => {
      let bytes = 0;
      for (let trace = 0; trace < spans.length; trace += SPANS_PER_TRACE) {
        for (const document of ready[(next + trace) & (ready.length - 1)]) {
          bytes += slab.utf8Write(`{"format":"json","version":1}\n${JSON.stringify(document)}`, 0);
        }
      }
      return bytes;
    }),
    'otel-xray enhanced': each((spans) => translateInto(enhanced, spans)),
    'otel-xray collector': each((spans) => translateInto(collector, spans)),
    'OTLP/JSON': each((spans) => JsonTraceSerializer.serializeRequest(spans).length),
    'OTLP/protobuf': each((spans) => ProtobufTraceSerializer.serializeRequest(spans).length),
  };
}

/** The documents of the workload as the reference makes them, one for each span; copies, so that none is special to the engine. */
function readyDocuments() {
  const { flat } = JSON.parse(readFileSync(new URL('fixtures/segments.json', import.meta.url), 'utf8'));
  return Array.from({ length: 64 }, () => structuredClone(flat));
}

function translateInto(translator, spans) {
  let bytes = 0;
  translator.translateToBytes(spans, (_buffer, from, to) => {
    bytes += to - from;
  });
  return bytes;
}

function repeat(n, operation) {
  let sink = 0;
  for (let i = 0; i < n; i++) sink += operation();
  return sink;
}

/** Bytes that one span leaves on the heap of JavaScript, from a run in which nothing is collected. */
function heapOf(run, spans) {
  const times = Math.max(1, Math.floor(4_000 / spans));
  run(times);
  const samples = Array.from({ length: 9 }, () => {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    run(times);
    return (process.memoryUsage().heapUsed - before) / (times * spans);
  });
  return median(samples);
}
