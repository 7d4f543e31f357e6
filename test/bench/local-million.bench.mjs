import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from './local-client.mjs';
import { DOCUMENTS_PER_TRACE, makeBodies, makeDocuments } from './local-workload.mjs';
import { median } from './race.mjs';

export const packages = ['local'];

/** Takes minutes and 2 GB: not among all, only when asked for. */
export const onlyByName = true;

const DOCUMENTS = 1_000_000;
const HOURS = 10;
const TRACES = Math.ceil(DOCUMENTS / DOCUMENTS_PER_TRACE);

const FILTERS = [
  'fault',
  'ok AND responsetime > 4.5',
  'http.status = 503 AND user = "user-50"',
  'http.url CONTAINS "/orders/77"',
  'annotation.customer = "c-4321"',
  'annotation.tier = "gold" AND annotation.items > 35',
  'service("shop-3") { fault }',
  'service() { error } AND !fault',
  'edge("shop-5", "S3") OR edge("shop-5", id(type: "AWS::S3::Bucket"))',
  'rootcause.fault.service { name = "shop-7" }',
];

/** A store of a million documents: what one question costs, and what a document does beside the first ones. */
export async function run() {
  const server = await startServer();
  const startSeconds = Math.floor(Date.now() / 1e3) - HOURS * 3_600;
  const stepSeconds = (HOURS * 3_600) / TRACES;
  let next = 0;
  const add = async (traces) => {
    const bodies = [...makeBodies(makeDocuments(traces, { from: next, startSeconds, stepSeconds }))];
    next += traces;
    const before = (await server.usage()).cpu;
    await server.sendAll(bodies);
    await server.untilDerived();
    const after = (await server.usage()).cpu;
    return (after.user + after.system - before.user - before.system) / (traces * DOCUMENTS_PER_TRACE);
  };
  await add(1_000);
  const early = median([await add(500), await add(500), await add(500)]);
  while (next < TRACES) await add(Math.min(2_000, TRACES - next));
  const late = median([await add(500), await add(500), await add(500)]);

  const range = { StartTime: startSeconds, EndTime: startSeconds + (HOURS + 1) * 3_600 };
  const rows = [];
  const row = (what, millis, limit) =>
    rows.push({
      ...{ what, subject: 'local', reference: 'the limit', goal: 1 },
      ...{ ratio: millis / limit, value: `${millis.toFixed(1)} ms of ${limit} ms` },
    });
  const timed = async (times, question) => {
    const samples = [];
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      await question(i);
      samples.push(performance.now() - start);
    }
    return median(samples);
  };
  const cpuOf = async (question) => {
    const { cpu: before } = await server.usage();
    await question();
    const { cpu: after } = await server.usage();
    return (after.user + after.system - before.user - before.system) / 1e3;
  };
  const ids = [...makeDocuments(200, { from: 70_000, startSeconds, stepSeconds })].map(
    (text) => JSON.parse(text).trace_id,
  );
  row('trace by id', await timed(150, (i) => server.send('/Traces', { TraceIds: [ids[i * 7]] })), 5);
  for (const FilterExpression of FILTERS) {
    let found = 0;
    const millis = await timed(7, async () => {
      found = (await server.ask('/TraceSummaries', { ...range, FilterExpression })).TraceSummaries.length;
    });
    row(`page of ${found}: ${FilterExpression}`, millis, 300);
  }
  const hour = { StartTime: startSeconds + 5 * 3_600, EndTime: startSeconds + 6 * 3_600 };
  row('service graph of an hour', await timed(5, () => server.send('/ServiceGraph', hour)), 1_500);
  // What a live console asks for again and again, with traces that came in between.
  const scope = { start: startSeconds * 1e6 };
  const asks = {
    histograms: () => server.send('/-/traces/aggregate', { ...scope, slots: 60 }),
    map: () => server.send('/-/graph', scope),
    exceptions: () => server.send(`/-/errors?start=${scope.start}`, '', 'GET'),
  };
  for (const [what, ask] of Object.entries(asks)) {
    // Whoever goes on to another page asks no more for what the last one showed, whose room is free after ten seconds.
    await wait(11_000);
    const first = await cpuOf(ask);
    const again = [];
    for (let i = 0; i < 5; i++) {
      await add(20);
      again.push(await cpuOf(ask));
    }
    row(`${what} of all, asked again, CPU (at first ${first.toFixed(0)} ms)`, median(again), 200);
  }
  const rss = (await server.usage()).rss / 2 ** 20;
  await server.stop();
  return [
    ...rows,
    {
      ...{ what: 'memory', subject: 'local', reference: 'the limit', goal: 1 },
      ...{ ratio: rss / 300, value: `${Math.round(rss)} MiB of 300 MiB` },
    },
    {
      ...{ what: 'CPU a document, 1,000,000 stored', subject: 'local', reference: '10,000 stored', goal: 1.5 },
      ...{ ratio: late / early, value: `${late.toFixed(0)} µs, ${early.toFixed(0)} µs at first` },
    },
  ];
}
