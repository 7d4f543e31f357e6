import crypto from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { AWSXRayRuleSampler } from '@otel-xray/sampler';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { errorOf, type Fault, FaultTable, inject, textOf, watchUncaught, withOddErrors } from './inject.ts';

const streams = net.Socket.prototype;

/** Calls that one request makes. The first request fetches rules, the second one reports statistics. */
const OF_A_REQUEST: readonly Fault[] = [
  { call: 'dns.lookup', owner: dns, name: 'lookup', how: 'calls back', error: errorOf('EAI_AGAIN') },
  { call: 'dns.lookup', owner: dns, name: 'lookup', how: 'throws', error: errorOf('EMFILE') },
  { call: 'dns.lookup', owner: dns, name: 'lookup', how: 'never answers' },
  { call: 'http.request', owner: http, name: 'request', how: 'throws', error: errorOf('EMFILE') },
  { call: 'http.request', owner: http, name: 'request', how: 'emits', error: errorOf('EPIPE') },
  { call: 'http agent', owner: http.Agent.prototype, name: 'addRequest', how: 'throws', error: errorOf('EMFILE') },
  { call: 'net connect', owner: streams, name: 'connect', how: 'throws', error: errorOf('EMFILE') },
  { call: 'net connect', owner: streams, name: 'connect', how: 'emits', error: errorOf('ENETUNREACH') },
  { call: 'net connect', owner: streams, name: 'connect', how: 'never answers' },
];

/** Calls on a socket: the receiver's own sockets are of the same class, so that only writes of requests are counted. */
const OF_A_WRITE: readonly Fault[] = [
  { call: 'net write', owner: streams, name: '_writeGeneric', how: 'calls back', error: errorOf('ECONNRESET') },
  { call: 'net write', owner: streams, name: '_writeGeneric', how: 'half' },
  { call: 'net write', owner: streams, name: '_writeGeneric', how: 'never answers' },
];

const OF_A_REPORT: readonly Fault[] = [
  { call: 'crypto.randomBytes', owner: crypto, name: 'randomBytes', how: 'throws', error: errorOf('ENOSYS') },
];

const FAULTS = [
  ...withOddErrors(OF_A_REQUEST).flatMap((fault) => [fault, { ...fault, after: 1 }]),
  ...withOddErrors(OF_A_WRITE),
  ...withOddErrors(OF_A_REPORT),
].map((fault) => [fault.call, fault.how, textOf(fault.error), fault.after ?? 0, fault] as const);

const table = new FaultTable();
afterAll(() => table.print('Faults injected into the sampler'));

/** Starts a server in the place of the daemon; counts the requests that each report names. */
async function startDaemon() {
  let reported = 0;
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/GetSamplingRules') {
      response.end(JSON.stringify({ SamplingRuleRecords: [{ SamplingRule: RULE }] }));
      return;
    }
    const { SamplingStatisticsDocuments: documents } = JSON.parse(body) as {
      SamplingStatisticsDocuments: { RequestCount: number }[];
    };
    for (const { RequestCount } of documents) reported += RequestCount;
    response.end(JSON.stringify({ SamplingTargetDocuments: [], UnprocessedStatistics: [] }));
  });
  // A connection that the fault cut is the fault's, and no error of the stand-in.
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://localhost:${(server.address() as AddressInfo).port}`,
    reported: () => reported,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const ALL = { ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: '*', URLPath: '*', ResourceARN: '*' };
const RULE = { ...ALL, RuleName: 'all', Priority: 1, FixedRate: 1, ReservoirSize: 0, Version: 1 };

/** The part of an error that a message names. */
function shownOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || (error instanceof Error ? '' : String(error));
}

const openFiles = (): number | undefined =>
  process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : undefined;

it.each(FAULTS)('%s %s %s after %i', async (_call, _how, _error, _after, fault) => {
  // Sockets keep the real time; the sampler's own timers are turned by hand.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const uncaught = watchUncaught();
  const before = openFiles();
  const daemon = await startDaemon();
  const failures = inject(fault);
  const messages: string[] = [];
  const sampler = new AWSXRayRuleSampler({
    endpoint: daemon.endpoint,
    onUnavailable: (message) => void messages.push(message),
  });
  let decisions = 0;
  const isDecidedByRule = (): boolean => {
    if (sampler.explain().decidedBy !== 'rules') return false;
    sampler.shouldSample(ROOT_CONTEXT, '0'.repeat(32), 'GET /', 1, {}, []);
    decisions++;
    return true;
  };
  const turn = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  while (!isDecidedByRule()) await turn();
  while (daemon.reported() < decisions) await turn();
  sampler.stopPollers();
  const isOfRules = messages.length > 0;
  table.add(fault, isOfRules ? `fallback, then the rules: ${messages[0]}` : 'statistics kept, then reported');
  expect({ failures: failures(), uncaught, reported: daemon.reported() }).toEqual({
    failures: 1,
    uncaught: [],
    reported: decisions,
  });
  if (isOfRules && fault.error !== undefined && !fault.after)
    expect(messages).toEqual([expect.stringContaining(shownOf(fault.error))]);
  await daemon.close();
  if (before !== undefined) await expect.poll(() => openFiles() ?? 0).toBeLessThanOrEqual(before);
});
