import { once } from 'node:events';
import { createServer } from 'node:http';
import { importBuilt, requirePeer, shareOneApi } from './peers.mjs';
import { loop, race } from './race.mjs';

export const packages = ['sampler'];

const REFERENCE = 'sampler-aws-xray';
const GOALS = { 1: 0.6, 25: 0.03, 100: 0.03 };

/** How many rules a service has. A process each, as a service has one number of them. */
export const parts = Object.keys(GOALS);

const RULE = {
  Priority: 100,
  FixedRate: 0.05,
  ReservoirSize: 1,
  Version: 1,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  ResourceARN: '*',
  Attributes: {},
};

/** Rules that no request here meets, then the one that all do. */
function makeRules(count) {
  const others = Array.from({ length: count - 1 }, (_, i) => ({
    ...RULE,
    RuleName: `r${i}`,
    Priority: i + 1,
    ...[
      { URLPath: `/api/v${i}/*` },
      { HTTPMethod: 'DELETE', URLPath: '/admin/*' },
      { Host: `tenant-${i}.example.com` },
      { URLPath: `*/internal/${i}/?` },
      { ServiceName: `service-${i}` },
    ][i % 5],
  }));
  return [...others, { ...RULE, RuleName: 'Default', Priority: 10_000 }];
}

/** What an HTTP server's span starts with, for a number of paths. */
const REQUESTS = Array.from({ length: 64 }, (_, i) => ({
  'http.request.method': i % 4 === 0 ? 'POST' : 'GET',
  'url.path': `/orders/${1_000 + i}/items`,
  'url.scheme': 'https',
  'server.address': 'shop.example.com',
  'server.port': 443,
  'client.address': '203.0.113.9',
  'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64)',
}));
const TRACE_IDS = Array.from(
  { length: 64 },
  (_, i) => `5759e988bd862e3fe1be46a9942${(0x10000 + i * 977).toString(16)}`,
);

const DECIDE = `
  sink += sampler.shouldSample(root, traceIds[i & 63], 'GET', 1, requests[i & 63], links).decision;`;

export async function run(part) {
  shareOneApi();
  const { AWSXRayRemoteSampler } = await importBuilt('sampler');
  const official = requirePeer('@opentelemetry/sampler-aws-xray');
  const { resourceFromAttributes } = requirePeer('@opentelemetry/resources');
  const { ROOT_CONTEXT: root } = requirePeer('@opentelemetry/api');

  const records = makeRules(Number(part)).map((rule) => ({ SamplingRule: rule }));
  const server = createServer((_, response) => response.end(JSON.stringify({ SamplingRuleRecords: records })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const resource = resourceFromAttributes({ 'service.name': 'orders', 'cloud.platform': 'aws_ecs' });

  const ours = new AWSXRayRemoteSampler({ endpoint, resource });
  const theirs = new official.AWSXRayRemoteSampler({ endpoint, resource, pollingInterval: 300 });
  if (!(await ours.ready())) throw new Error('our sampler has no rules');
  const { ruleCache } = theirs.internalXraySampler;
  while (ruleCache.ruleAppliers.length !== records.length) await new Promise((resolve) => setTimeout(resolve, 5));

  const values = { root, traceIds: TRACE_IDS, requests: REQUESTS, links: [] };
  const subjects = {
    'otel-xray': loop(DECIDE, { sampler: ours, ...values }),
    [REFERENCE]: loop(DECIDE, { sampler: theirs, ...values }),
  };
  const results = race(subjects, REFERENCE);
  ours.stopPollers();
  theirs.stopPollers();
  server.close();
  server.closeAllConnections();
  return Object.entries(results).map(([subject, { ratio, nanos }]) => ({
    what: `shouldSample, ${part} rule${part === '1' ? '' : 's'}`,
    subject,
    reference: REFERENCE,
    ratio,
    value: `${Math.round(nanos)} ns`,
    goal: subject === 'otel-xray' ? GOALS[part] : undefined,
  }));
}
