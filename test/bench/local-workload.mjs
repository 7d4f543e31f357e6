// What the benches about Local X-Ray send: the documents of the workload's trace, seven each, with ids and times of their own and with
// values that differ as in a shop: services, users, statuses, annotations.
import { readFileSync } from 'node:fs';

const { flat } = JSON.parse(readFileSync(new URL('fixtures/segments.json', import.meta.url), 'utf8'));

export const DOCUMENTS_PER_TRACE = flat.length;

/**
 * The documents of a number of traces, as JSON texts in the order of arrival.
 * @param from the number of the first trace; equal numbers give equal traces
 * @param startSeconds when trace 0 starts, and how far apart the others are
 */
export function* makeDocuments(traces, { from = 0, startSeconds, stepSeconds = 0.001 }) {
  for (let trace = from; trace < from + traces; trace++) {
    const start = startSeconds + trace * stepSeconds;
    const shift = start - flat[0].start_time;
    const traceId = `1-${hex(Math.floor(start), 8)}-${hex(trace, 8)}5be1d0c4a9f37e26`;
    for (const document of flat) yield JSON.stringify(vary(document, trace, traceId, shift));
  }
}

function vary(document, trace, traceId, shift) {
  const isRoot = document.parent_id === undefined;
  const status = trace % 50 === 0 ? 503 : trace % 20 === 0 ? 404 : 200;
  return {
    ...document,
    trace_id: traceId,
    id: idIn(document.id, trace),
    ...(document.parent_id !== undefined && { parent_id: idIn(document.parent_id, trace) }),
    start_time: document.start_time + shift,
    end_time: document.end_time + shift + (isRoot ? (trace % 97) / 20 : 0),
    ...(isRoot && {
      name: `shop-${trace % 12}`,
      user: `user-${trace % 1_000}`,
      fault: status === 503,
      error: status === 404,
      http: { request: { method: 'GET', url: `https://shop.example/orders/${trace % 500}` }, response: { status } },
    }),
    annotations: { customer: `c-${trace % 5_000}`, tier: trace % 3 === 0 ? 'gold' : 'free', items: trace % 40 },
  };
}

function idIn(id, trace) {
  return hex((Number.parseInt(id.slice(0, 8), 16) ^ trace) >>> 0, 8) + id.slice(8);
}

function hex(number, digits) {
  return number.toString(16).padStart(digits, '0');
}

/** Bodies of PutTraceSegments, 50 documents each. */
export function* makeBodies(documents) {
  let batch = [];
  for (const document of documents) {
    batch.push(document);
    if (batch.length < 50) continue;
    yield Buffer.from(JSON.stringify({ TraceSegmentDocuments: batch }));
    batch = [];
  }
  if (batch.length > 0) yield Buffer.from(JSON.stringify({ TraceSegmentDocuments: batch }));
}
