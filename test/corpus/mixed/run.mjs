// npm run corpus -- mixed: 1,000 mixed requests through two processes into Local X-Ray, read back through X-Ray's own API. Prints the figures
// and which of them miss their goals.
import '../../../scripts/from-sources.mjs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  paginateGetTraceSummaries,
  XRayClient,
} from '@aws-sdk/client-xray';
import { startServer } from '../servers/start.mjs';

const REQUESTS = 1_000;
const IN_FLIGHT = 10;
const TRACES_PER_CALL = 5;
const MOST_DOCUMENTS_PER_TREE = 1.1;

/** Filter expression → the path of the requests that it finds. */
const FILTERS = {
  throttle: '/throttled',
  'rootcause.fault.exception { name = "TypeError" AND message CONTAINS "cart" }': '/boom',
  'rootcause.fault.exception { message CONTAINS "duplicate key" }': '/duplicate',
};

const { startLocalXRay } = await import('@otel-xray/local');

/** Runs everything and resolves to whether all goals are met. */
export async function runMixed() {
  const closers = [];
  const began = new Date(Date.now() - 1_000);
  try {
    const local = await startLocalXRay({ port: 0 });
    closers.push(() => local.close());
    const aws = await startAws();
    closers.push(() => aws.close());
    const postgres = await optional('postgres', closers);
    const redis = await optional('redis', closers);
    if (postgres) await createTable(postgres.port);

    const daemon = new URL(local.url).host;
    const surroundings = { AWS_PORT: String(aws.address().port), AWS_XRAY_DAEMON_ADDRESS: daemon };
    const stock = await startService('stock', surroundings);
    const shop = await startService('shop', {
      ...surroundings,
      STOCK_PORT: String(stock.port),
      ...(postgres && { PG_PORT: String(postgres.port) }),
      ...(redis && { REDIS_PORT: String(redis.port) }),
    });
    const kinds = kindsOf({ postgres, redis });
    await sendAll(shop.port, kinds);
    const services = { shop: await shop.finish(), stock: await stock.finish() };
    return printFigures(await readBack(local.url, began), services, kinds);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** The requests in turn; what a machine has no server for is left away. */
function kindsOf({ postgres, redis }) {
  return [
    (index) => ['GET', `/orders/${index}`],
    (index) => ['POST', `/orders/${index}`],
    (index) => ['GET', `/left/${index}`],
    () => ['GET', '/boom'],
    () => ['GET', '/throttled'],
    () => ['GET', '/missing'],
    ...(redis ? [(index) => ['GET', `/cart/${index}`]] : []),
    ...(postgres ? [() => ['GET', '/duplicate']] : []),
  ];
}

async function optional(name, closers) {
  const server = await startServer(name);
  if (server.missing) console.log(`skipped   ${name}: ${server.missing}`);
  else closers.push(server.stop);
  return server.missing ? undefined : server;
}

/** In this process, which is not traced. */
async function createTable(port) {
  const { Client } = createRequire(new URL('../package.json', import.meta.url))('pg');
  const client = new Client({ host: '127.0.0.1', port, user: 'corpus', password: 'corpus', database: 'shop' });
  await client.connect();
  await client.query('CREATE TABLE purchases (id int PRIMARY KEY)');
  await client.query('INSERT INTO purchases VALUES (0)');
  await client.end();
}

/** AWS, which throttles one key and accepts everything else. */
async function startAws() {
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const isThrottled = body.includes('throttled');
    response.writeHead(isThrottled ? 400 : 200, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'r-1',
    });
    response.end(
      JSON.stringify(isThrottled ? { __type: 'ProvisionedThroughputExceededException', message: 'slow down' } : {}),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function startService(name, settings) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(AWS|OTEL)_/.test(key)));
  const env = { ...inherited, AWS_EC2_METADATA_DISABLED: 'true', OTEL_SERVICE_NAME: name, ...settings };
  const child = fork(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), { env });
  const message = async () => {
    const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
    if (answer === undefined) throw new Error(`${name} ended with ${child.exitCode}`);
    return answer;
  };
  const { port } = await message();
  const finish = () => {
    child.send('finish');
    return message();
  };
  return { port, finish };
}

async function sendAll(port, kinds) {
  let next = 0;
  const worker = async () => {
    while (next < REQUESTS) {
      const index = ++next;
      const [method, path] = kinds[index % kinds.length](index);
      const outgoing = http.request({ host: '127.0.0.1', port, method, path }).end();
      const [response] = await once(outgoing, 'response');
      response.resume();
      await once(response, 'end');
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** Reads the traces, as the console does: by X-Ray's API. */
async function readBack(endpoint, StartTime) {
  const client = new XRayClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
  const range = () => ({ StartTime, EndTime: new Date(Date.now() + 1_000) });
  const idsOf = async (FilterExpression) => {
    const ids = [];
    for await (const { TraceSummaries = [] } of paginateGetTraceSummaries({ client }, { ...range(), FilterExpression }))
      ids.push(...TraceSummaries.map(({ Id }) => Id));
    return ids;
  };
  const traces = [];
  const ids = await idsOf();
  for (let at = 0; at < ids.length; at += TRACES_PER_CALL) {
    const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: ids.slice(at, at + TRACES_PER_CALL) }));
    traces.push(...Traces.map(({ Segments }) => Segments.map(({ Document }) => JSON.parse(Document))));
  }
  const { Services: nodes = [] } = await client.send(new GetServiceGraphCommand(range()));
  const found = [];
  for (const filter of Object.keys(FILTERS)) found.push((await idsOf(filter)).length);
  client.destroy();
  return { traces, nodes, found };
}

const entitiesOf = (entity) => [entity, ...(entity.subsegments ?? []).flatMap(entitiesOf)];

function printFigures({ traces, nodes, found }, services, kinds) {
  const all = Object.values(services);
  const sum = (pick) => all.reduce((total, service) => total + pick(service), 0);
  const accepted = sum(({ stats }) => stats.accepted);
  const sent = sum(({ stats }) => stats.sent);
  const documents = sum(({ stats }) => stats.sentDocuments);
  const trees = sum(({ requests }) => requests);
  const perTree = documents / trees;
  const own = traces.map((segments) => segments.filter(({ inferred }) => !inferred).flatMap(entitiesOf));
  const foundSpans = own.reduce((total, entities) => total + new Set(entities.map(({ id }) => id)).size, 0);
  const whole = own.filter(isOneTree).length;
  const queues = nodes.filter(({ Type }) => Type === 'AWS::SQS::Queue').map(({ Name }) => Name);
  const figures = [
    ['spans accepted, sent, found', `${accepted}, ${sent}, ${foundSpans}`, accepted === sent && sent === foundSpans],
    ['traces that are one tree', `${whole} of ${traces.length}`, whole === traces.length],
    [
      'documents per process tree',
      `${perTree.toFixed(2)} (${documents} of ${trees})`,
      perTree <= MOST_DOCUMENTS_PER_TREE,
    ],
    ...Object.entries(FILTERS).map(([filter, path], at) => {
      const count = countOf(kinds, path);
      return [`found by ${filter}`, `${found[at]} of ${count}`, found[at] === count];
    }),
    ['queues on the map', queues.join(', '), queues.length === 2],
  ];
  for (const [name, figure, isMet] of figures)
    console.log(`${isMet ? 'met   ' : 'MISSED'}  ${name.padEnd(80)} ${figure}`);
  return figures.every(([, , isMet]) => isMet);
}

/** One entity without parent, and every other below one that is there. */
function isOneTree(entities) {
  const roots = entities.filter(
    ({ trace_id: traceId, parent_id: parent }) => traceId !== undefined && parent === undefined,
  );
  const ids = new Set(entities.map(({ id }) => id));
  return roots.length === 1 && entities.every(({ parent_id: parent }) => parent === undefined || ids.has(parent));
}

function countOf(kinds, path) {
  const indexes = Array.from({ length: REQUESTS }, (_, at) => at + 1);
  return indexes.filter((index) => kinds[index % kinds.length](index)[1] === path).length;
}
