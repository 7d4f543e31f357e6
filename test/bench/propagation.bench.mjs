import { importBuilt, requirePeer, shareOneApi } from './peers.mjs';
import { loop, race } from './race.mjs';

export const packages = ['propagator'];

const REFERENCE = 'propagator-aws-xray';
const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const W3C = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01';
const OTHER_HEADERS = {
  host: 'orders.example.com',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
  accept: 'application/json',
  'accept-encoding': 'gzip, br',
  'content-type': 'application/json',
  'content-length': '812',
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
  cookie: 'session=1',
  authorization: 'Bearer token',
};

const CARRIERS = {
  'extract, 12 other headers': { ...OTHER_HEADERS, 'x-amzn-trace-id': XRAY, traceparent: W3C },
  'extract, with Self and Lineage': {
    ...OTHER_HEADERS,
    'x-amzn-trace-id': `Self=1-67891234-12456789abcdef012345678;${XRAY};Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2`,
    traceparent: W3C,
  },
  'extract, no trace header': OTHER_HEADERS,
};

/** The same requests in a process with two copies of the API, where the instrumentation's getter is not that of ours. */
const OF_ANOTHER_COPY = ', getter of another copy of the API';

const GOALS = {
  inject: 0.85,
  'extract, 12 other headers': 0.3,
  'extract, no trace header': 0.12,
};

/** A process each: a service gets one kind of request nearly always, and the engine makes its code for that kind. */
export const parts = [
  'inject',
  ...Object.keys(CARRIERS),
  ...['extract, 12 other headers', 'extract, no trace header'].map((part) => part + OF_ANOTHER_COPY),
];

const INJECT = `
  const headers = {};
  propagator.inject(context, headers, setter);
  sink += (headers['x-amzn-trace-id'] ?? headers.traceparent).charCodeAt(9);`;

const EXTRACT = `
  const spanContext = trace.getSpanContext(propagator.extract(root, carrier, getter));
  sink += spanContext === undefined ? 1 : spanContext.traceId.charCodeAt(9);`;

export async function run(measured) {
  const part = measured.replace(OF_ANOTHER_COPY, '');
  shareOneApi();
  const { AWSXRayPropagator } = await importBuilt('propagator');
  const official = requirePeer('@opentelemetry/propagator-aws-xray');
  const core = requirePeer('@opentelemetry/core');
  const api = requirePeer('@opentelemetry/api');
  const { ROOT_CONTEXT: root, defaultTextMapSetter: setter, trace } = api;
  const { defaultTextMapGetter: getter } = measured === part ? api : requireAgain('@opentelemetry/api');
  const spanContext = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags: 1 };
  const values = {
    carrier: CARRIERS[part],
    context: trace.setSpanContext(root, spanContext),
    root,
    getter,
    setter,
    trace,
  };

  const propagators = {
    'otel-xray': new AWSXRayPropagator(),
    [REFERENCE]: new official.AWSXRayPropagator(),
    'core W3CTraceContextPropagator': new core.W3CTraceContextPropagator(),
  };
  const subjects = Object.fromEntries(
    Object.entries(propagators).map(([name, propagator]) => {
      return [name, loop(part === 'inject' ? INJECT : EXTRACT, { propagator, ...values })];
    }),
  );
  return Object.entries(race(subjects, REFERENCE)).map(([subject, { ratio, nanos }]) => ({
    what: measured,
    subject,
    reference: REFERENCE,
    ratio,
    value: `${Math.round(nanos)} ns`,
    goal: subject === 'otel-xray' ? GOALS[part] : undefined,
  }));
}

/** Another copy of a peer that has been loaded, with objects and functions of its own. */
function requireAgain(name) {
  const loaded = requirePeer.cache;
  const kept = { ...loaded };
  for (const path of Object.keys(loaded)) if (path.includes(name)) delete loaded[path];
  const copy = requirePeer(name);
  Object.assign(loaded, kept);
  return copy;
}
