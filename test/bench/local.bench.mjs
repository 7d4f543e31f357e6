import { createSocket } from 'node:dgram';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { startServer } from './local-client.mjs';
import { startMoto } from './local-moto.mjs';
import { DOCUMENTS_PER_TRACE, makeBodies, makeDocuments } from './local-workload.mjs';
import { importBuilt, requirePeer } from './peers.mjs';
import { median } from './race.mjs';
import { makeTraces, SPANS_PER_TRACE } from './workload.mjs';

export const packages = ['local'];

export const parts = ['ingest', 'moto', 'otlp', 'udp', 'visible'];

/** Local X-Ray: what it takes, and how soon that shows. Large stores are `local-million`. */
export function run(part) {
  return { ingest, moto, otlp, udp, visible }[part]();
}

const RAW = 'node:sqlite, the same bytes';
// 0.35 of the documents per second.
const INGEST_GOAL = 1 / 0.35;
const ROUNDS = 5;
const TRACES_A_ROUND = 2_858;

/**
 * Documents through PutTraceSegments beside inserts of the same bytes, in turn. The reference is the best case: texts that lie ready in
 * the process, two columns, no index, a thousand a transaction; WAL and `synchronous` are the server's. How much of the distance is
 * HTTP's, JSON's and the smaller transactions' own is shown by a server that does nothing else.
 */
async function ingest() {
  const server = await startServer();
  const bareServer = await startServer('local-bare-server.mjs');
  const startSeconds = Math.floor(Date.now() / 1e3) - 600;
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    const from = (round + 1) * TRACES_A_ROUND;
    const documents = [...makeDocuments(TRACES_A_ROUND, { from, startSeconds })];
    const bodies = [...makeBodies(documents)];
    const raw = insertRaw(documents, server.folder);
    const bareStart = performance.now();
    await bareServer.sendAll(bodies);
    const bare = performance.now() - bareStart;
    const start = performance.now();
    const before = (await server.usage()).cpu;
    await server.sendAll(bodies);
    const taken = performance.now() - start;
    await server.untilDerived();
    const derived = performance.now() - start;
    const after = (await server.usage()).cpu;
    const cpu = (after.user + after.system - before.user - before.system) / 1e3;
    // The first warms up.
    if (round >= 0) rounds.push({ raw, bare, taken, derived, cpu, documents: documents.length });
  }
  await bareServer.stop();
  await server.stop();
  const row = (subject, millisOf, goal) => ({
    ...{ what: 'ingest, a document', subject, reference: RAW, goal },
    ratio: median(rounds.map((each) => millisOf(each) / each.raw)),
    value: `${Math.round(median(rounds.map((each) => (each.documents / millisOf(each)) * 1e3))).toLocaleString('en')} documents/s`,
  });
  return [
    row(RAW, ({ raw }) => raw),
    row('bare node:http and node:sqlite', ({ bare }) => bare),
    row('PutTraceSegments, answered', ({ taken }) => taken, INGEST_GOAL),
    row('PutTraceSegments, and readable', ({ derived }) => derived),
    row("the server's CPU time, both", ({ cpu }) => cpu),
  ];
}

function insertRaw(documents, folder) {
  const file = join(folder, 'raw.sqlite');
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE documents (sequence INTEGER PRIMARY KEY, trace_id TEXT, text TEXT);`);
  const insert = db.prepare('INSERT INTO documents (trace_id, text) VALUES (?, ?)');
  const start = performance.now();
  for (let i = 0; i < documents.length; i += 1_000) {
    db.exec('BEGIN');
    for (const text of documents.slice(i, i + 1_000)) insert.run(text.slice(13, 48), text);
    db.exec('COMMIT');
  }
  const millis = performance.now() - start;
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  return millis;
}

const MOTO = "moto's server";
const TRACES_FOR_MOTO = 143;

/** The same documents to Local X-Ray and to moto, in turn, until they are answered. */
async function moto() {
  const peer = await startMoto();
  if (!peer) {
    console.log(`skipped: ${MOTO} is not installed; \`npm run peers\` does that where Python is`);
    return [];
  }
  const server = await startServer();
  const startSeconds = Math.floor(Date.now() / 1e3) - 600;
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    const documents = [...makeDocuments(TRACES_FOR_MOTO, { from: (round + 1) * TRACES_FOR_MOTO, startSeconds })];
    const bodies = [...makeBodies(documents)];
    const millis = [];
    for (const { sendAll } of [peer, server]) {
      const start = performance.now();
      await sendAll(bodies);
      millis.push(performance.now() - start);
    }
    // The first warms up.
    if (round >= 0) rounds.push({ theirs: millis[0], ours: millis[1], documents: documents.length });
  }
  await peer.stop();
  await server.stop();
  const row = (subject, millisOf, goal) => ({
    ...{ what: 'a document, answered', subject, reference: MOTO, goal },
    ratio: median(rounds.map((each) => millisOf(each) / each.theirs)),
    value: `${Math.round(median(rounds.map((each) => (each.documents / millisOf(each)) * 1e3))).toLocaleString('en')} documents/s`,
  });
  return [row(MOTO, ({ theirs }) => theirs), row('PutTraceSegments', ({ ours }) => ours, 1)];
}

const TRACES_A_BATCH = 73;
const BATCHES_A_ROUND = 20;

/** Spans by OTLP, beside the documents that our exporter sends for the same number of like spans; each until they can be read. */
async function otlp() {
  const { createTranslator } = await importBuilt('translator');
  const { ProtobufTraceSerializer, JsonTraceSerializer } = requirePeer('@opentelemetry/otlp-transformer');
  const translator = createTranslator();
  const documents = (spans) => {
    const texts = translator.translate(spans).documents.map((document) => JSON.stringify(document));
    return [...makeBodies(texts)].map((body) => ['/TraceSegments', body, 'POST', 'application/json']);
  };
  const request = (serializer, type) => (spans) => [
    ['/v1/traces', Buffer.from(serializer.serializeRequest(spans)), 'POST', type],
  ];
  const reference = 'the same as documents';
  const subjects = {
    [reference]: documents,
    'OTLP/protobuf': request(ProtobufTraceSerializer, 'application/x-protobuf'),
    'OTLP/JSON': request(JsonTraceSerializer, 'application/json'),
  };
  const server = await startServer();
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    const millis = {};
    for (const [name, toCalls] of Object.entries(subjects)) {
      const batches = Array.from({ length: BATCHES_A_ROUND }, () => makeTraces(TRACES_A_BATCH).flat());
      const calls = batches.flatMap(toCalls);
      const start = performance.now();
      for (const call of calls) await server.send(...call);
      await server.untilDerived();
      millis[name] = performance.now() - start;
    }
    // The first warms up.
    if (round >= 0) rounds.push(millis);
  }
  await server.stop();
  const spans = BATCHES_A_ROUND * TRACES_A_BATCH * SPANS_PER_TRACE;
  return Object.keys(subjects).map((subject) => ({
    ...{ what: 'spans, and readable', subject, reference },
    ratio: median(rounds.map((millis) => millis[subject] / millis[reference])),
    value: `${Math.round(median(rounds.map((millis) => (spans / millis[subject]) * 1e3))).toLocaleString('en')} spans/s`,
  }));
}

const UDP_RATE = 13_000;
const UDP_SECONDS = 5;

/** Datagrams at an even pace, counted where they arrive. */
async function udp() {
  const server = await startServer();
  const startSeconds = Math.floor(Date.now() / 1e3) - 600;
  const traces = Math.ceil((UDP_RATE * UDP_SECONDS) / DOCUMENTS_PER_TRACE);
  const datagrams = [...makeDocuments(traces, { startSeconds })].map((text) =>
    Buffer.from(`{"format":"json","version":1}\n${text}`),
  );
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.connect(server.port, '127.0.0.1', resolve));
  const start = performance.now();
  for (let sent = 0; sent < datagrams.length; ) {
    const due = Math.min(datagrams.length, Math.floor(((performance.now() - start) / 1e3) * UDP_RATE));
    for (; sent < due; sent++) socket.send(datagrams[sent]);
    await setTimeout(1);
  }
  const seconds = (performance.now() - start) / 1e3;
  // What arrives is counted when it is taken: wait until nothing more comes.
  let counters = { datagrams: -1 };
  for (let last = -2; last !== counters.datagrams; ) {
    last = counters.datagrams;
    await setTimeout(300);
    ({ counters } = await server.ask('/-/intake', '', 'GET'));
  }
  socket.close();
  await server.stop();
  const lost = datagrams.length - counters.documents;
  return [
    {
      ...{ what: 'datagrams, paced', subject: 'sent / (sent - lost)', reference: 'none lost', goal: 1 },
      ratio: datagrams.length / (datagrams.length - lost),
      value: `${lost} of ${datagrams.length} lost at ${Math.round(datagrams.length / seconds)}/s; kernel drops ${counters.kernelDrops ?? '?'}`,
    },
  ];
}

const VISIBLE_GOAL_MILLIS = 500;

/** From sending a document to the event that tells of its trace, while a thousand documents a second come. */
async function visible() {
  const server = await startServer();
  const startSeconds = Math.floor(Date.now() / 1e3) - 600;
  const sentAt = new Map();
  const millis = [];
  const stop = new AbortController();
  const events = await fetch(`${server.url}/-/events`, { signal: stop.signal });
  const listening = (async () => {
    for await (const chunk of events.body)
      for (const [id] of Buffer.from(chunk)
        .toString()
        .matchAll(/1-[0-9a-f]{8}-[0-9a-f]{24}/g)) {
        if (!sentAt.has(id)) continue;
        millis.push(performance.now() - sentAt.get(id));
        sentAt.delete(id);
      }
  })().catch(() => {});
  for (let i = 0; i < 300; i++) {
    const documents = [...makeDocuments(2, { from: i * 2, startSeconds })];
    for (const text of documents) sentAt.set(JSON.parse(text).trace_id, performance.now());
    await server.send('/TraceSegments', [...makeBodies(documents)][0]);
    await setTimeout(14);
  }
  await setTimeout(1_000);
  stop.abort();
  await listening;
  await server.stop();
  const sorted = millis.toSorted((a, b) => a - b);
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
  return [
    {
      ...{ what: 'arrival to event', subject: 'p99', reference: `${VISIBLE_GOAL_MILLIS} ms`, goal: 1 },
      ratio: sentAt.size > 0 ? Number.POSITIVE_INFINITY : p99 / VISIBLE_GOAL_MILLIS,
      value: `p50 ${Math.round(median(sorted))} ms, p99 ${Math.round(p99)} ms, ${sentAt.size} of 600 never`,
    },
  ];
}
