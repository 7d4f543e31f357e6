// The one workload of the benches about spans: a trace of seven, made by the SDK's own tracer.
// A SERVER span with 12 attributes, below it the handler, below that DynamoDB, PostgreSQL, HTTP and S3 calls and a span that throws.
import { requirePeer } from './peers.mjs';

export const SPANS_PER_TRACE = 7;

const RESOURCE = {
  'service.name': 'checkout-api',
  'service.version': '4.18.2',
  'service.instance.id': 'i-7f3c',
  'service.namespace': 'shop',
  'deployment.environment.name': 'production',
  'cloud.provider': 'aws',
  'cloud.platform': 'aws_ecs',
  'cloud.region': 'eu-west-1',
  'cloud.account.id': '123456789012',
  'cloud.availability_zone': 'eu-west-1b',
  'container.name': 'checkout-api',
  'container.id': '8f2d7f3c1b6e4a0f9d5c2b1a8e7d6c5b',
  'aws.ecs.cluster.arn': 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
  'aws.ecs.task.arn': 'arn:aws:ecs:eu-west-1:123456789012:task/prod/5e1f0d7c',
  'aws.ecs.task.family': 'checkout-api',
  'aws.ecs.launchtype': 'fargate',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.version': '2.12.1',
  'process.runtime.name': 'nodejs',
  'process.runtime.version': '24.21.0',
};

const EXCEPTION = {
  'exception.type': 'TypeError',
  'exception.message': "Cannot read properties of undefined (reading 'amount')",
  'exception.stacktrace': [
    "TypeError: Cannot read properties of undefined (reading 'amount')",
    'at priceOf (/srv/checkout/dist/pricing/price.js:48:31)',
    'at Array.map (<anonymous>)',
    'at totalOf (/srv/checkout/dist/pricing/total.js:17:22)',
    'at Cart.total (/srv/checkout/dist/cart/cart.js:203:12)',
    'at async Checkout.quote (/srv/checkout/dist/checkout/checkout.js:88:19)',
    'at async Checkout.place (/srv/checkout/dist/checkout/checkout.js:131:5)',
    'at async handler (/srv/checkout/dist/routes/orders.js:57:20)',
    'at async Layer.handle (/srv/checkout/node_modules/express/lib/router/layer.js:95:5)',
    'at async next (/srv/checkout/node_modules/express/lib/router/route.js:149:13)',
    'at async dispatch (/srv/checkout/node_modules/express/lib/router/route.js:119:3)',
  ].join('\n    '),
};

const SERVER = {
  'http.request.method': 'POST',
  'http.route': '/orders/:id/place',
  'url.scheme': 'https',
  'url.path': '/orders/91442/place',
  'url.query': 'dry=0',
  'server.address': 'api.shop.example',
  'server.port': 443,
  'client.address': '203.0.113.9',
  'network.peer.address': '10.0.3.17',
  'network.protocol.version': '1.1',
  'user_agent.original':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36',
  'http.response.status_code': 500,
};

const HANDLER = {
  'code.function.name': 'Checkout.place',
  'app.tenant': 'acme',
  'app.cart.items': 7,
  'app.flags': ['new-pricing', 'fast-lane'],
};

/** Name, attributes, and from when to when in milliseconds of the request. */
const CALLS = [
  [
    'DynamoDB.GetItem',
    {
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'GetItem',
      'aws.request.id': '2C3KQO5C8N4RVBM4JDVQ6L0S9RVV4KQNSO5AEMVJF66Q9ASUAAJG',
      'cloud.region': 'eu-west-1',
      'db.system.name': 'dynamodb',
      'aws.dynamodb.table_names': ['orders'],
      'http.response.status_code': 200,
      'server.address': 'dynamodb.eu-west-1.amazonaws.com',
    },
    1.125,
    5.5,
  ],
  [
    'pg.query:SELECT shop',
    {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'db.query.text': 'SELECT id, sku, amount, currency FROM line_items WHERE order_id = $1 ORDER BY position',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'line_items',
      'server.address': 'pg.internal',
      'server.port': 5432,
      'db.user': 'checkout',
    },
    5.75,
    8.031,
  ],
  [
    'POST',
    {
      'http.request.method': 'POST',
      'url.full': 'https://payments.example/v2/charges?idempotency=91442',
      'server.address': 'payments.example',
      'server.port': 443,
      'http.response.status_code': 201,
      'network.protocol.version': '1.1',
      'network.peer.address': '198.51.100.24',
      'network.peer.port': 443,
    },
    8.25,
    41.0625,
  ],
  [
    'S3.PutObject',
    {
      'rpc.system': 'aws-api',
      'rpc.service': 'S3',
      'rpc.method': 'PutObject',
      'aws.request.id': 'S3R1ETKZ1Q7V4W9P',
      'aws.s3.bucket': 'shop-receipts',
      'aws.s3.key': 'receipts/2026/11/21/91442.pdf',
      'cloud.region': 'eu-west-1',
      'http.response.status_code': 200,
    },
    41.5,
    70.25,
  ],
];

/** A tracer of the SDK, as a service of an ECS cluster has it. */
export function makeTracer(spanProcessors, idGenerator) {
  const { BasicTracerProvider } = requirePeer('@opentelemetry/sdk-trace-base');
  const { resourceFromAttributes } = requirePeer('@opentelemetry/resources');
  const resource = resourceFromAttributes(RESOURCE);
  const provider = new BasicTracerProvider({ resource, spanProcessors, ...(idGenerator && { idGenerator }) });
  return { provider, tracer: provider.getTracer('@opentelemetry/instrumentation-http', '0.223.1') };
}

// Once, since finding a module costs more than making a trace.
const api = requirePeer('@opentelemetry/api');

/** Makes one trace, its spans in the order in which they end: children first. */
export function runTrace(tracer, startMillis) {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const at = (millis) => {
    const time = startMillis + millis;
    return [Math.floor(time / 1_000), Math.round((time % 1_000) * 1e6)];
  };
  const start = (name, kind, attributes, from, parent) =>
    tracer.startSpan(name, { kind, attributes, startTime: at(from) }, parent);
  const server = start('POST /orders/:id/place', SpanKind.SERVER, SERVER, 0, ROOT_CONTEXT);
  const inServer = trace.setSpan(ROOT_CONTEXT, server);
  const handler = start('Checkout.place', SpanKind.INTERNAL, HANDLER, 0.42, inServer);
  const inHandler = trace.setSpan(inServer, handler);
  for (const [name, attributes, from, to] of CALLS) {
    start(name, SpanKind.CLIENT, attributes, from, inHandler).end(at(to));
  }
  const thrown = { 'code.function.name': 'priceOf', 'app.sku': 'SKU-été-42' };
  const throwing = start('priceOf', SpanKind.INTERNAL, thrown, 70.5, inHandler);
  throwing.addEvent('exception', EXCEPTION, at(70.75));
  throwing.setStatus({ code: SpanStatusCode.ERROR, message: EXCEPTION['exception.message'] });
  throwing.end(at(71));
  handler.end(at(72.5));
  server.setStatus({ code: SpanStatusCode.ERROR });
  server.end(at(73.125));
}

/** `count` traces, each the spans of one as a batch processor would hand them over: children first. */
export function makeTraces(count) {
  let ended = [];
  const collector = {
    onStart() {},
    onEnd: (span) => ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const { tracer } = makeTracer([collector]);
  const base = Math.floor(Date.now() / 1_000) * 1_000 - 5_000;

  return Array.from({ length: count }, (_, index) => {
    ended = [];
    runTrace(tracer, base + index);
    return ended;
  });
}
