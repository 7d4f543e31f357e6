/** The clock of every server in these tests: 21 November 2026, 10:22 UTC, epoch milliseconds. */
export const NOW_MILLIS: number = Date.UTC(2026, 10, 21, 10, 22);

type Json = Record<string, unknown>;

/** 16 hex digits out of a number, so that ids are the same in every run. */
export function entityId(trace: number, entity: number): string {
  return (trace * 4_096 + entity + 0x5000_0000_0000).toString(16).padStart(16, '0');
}

/** A trace's id in X-Ray's form, with the time it begins at. */
export function traceIdOf(trace: number, startSeconds: number): string {
  return `1-${Math.floor(startSeconds).toString(16).padStart(8, '0')}-${(trace + 0xabc0_0000_0000).toString(16).padStart(24, '0')}`;
}

const STACK = [
  { path: '/app/src/pay/client.ts', line: 48, label: 'charge' },
  { path: '/app/src/orders/place.ts', line: 112, label: 'placeOrder' },
  { path: '/app/node_modules/express/lib/router/layer.js', line: 95, label: 'Layer.handle' },
  { path: '/app/node_modules/express/lib/router/route.js', line: 144, label: 'next' },
  { path: 'node:internal/process/task_queues', line: 105, label: 'processTicksAndRejections' },
];

/** One order of the shop, as its services send it: two documents of four services, with a table, a database and a payment API that send nothing. */
export interface Order {
  readonly trace: number;
  readonly traceId: string;
  readonly documents: readonly Json[];
  /** The call that fails, or the slowest. */
  readonly paymentId: string;
}

/**
 * Makes an order.
 * @param ageSeconds how long before `NOW_MILLIS` it began
 * @param outcome `fault`: the payment times out; `throttle`: the table refuses once; `error`: the order is not found
 */
export function makeOrder(
  trace: number,
  {
    ageSeconds = trace,
    outcome = 'ok',
    customer = `c-${trace}`,
    tier = 'free',
    paymentMillis = 40,
  }: {
    ageSeconds?: number;
    outcome?: 'ok' | 'fault' | 'throttle' | 'error';
    customer?: string;
    tier?: string;
    paymentMillis?: number;
  } = {},
): Order {
  const start = NOW_MILLIS / 1_000 - ageSeconds;
  const traceId = traceIdOf(trace, start);
  const at = (millis: number): number => Number((start + millis / 1_000).toFixed(6));
  const id = (entity: number): string => entityId(trace, entity);
  const isFault = outcome === 'fault';
  const payment = isFault ? 220 : paymentMillis;
  const end = 75 + payment;
  const status = isFault ? 502 : outcome === 'error' ? 404 : outcome === 'throttle' ? 429 : 200;
  const flags = {
    ok: {},
    fault: { fault: true },
    error: { error: true },
    throttle: { error: true, throttle: true },
  }[outcome];
  const aws = { xray: { sdk: 'otel-xray', sdk_version: '0.1.0' } };

  const web = {
    trace_id: traceId,
    id: id(1),
    name: 'shop-web',
    origin: 'AWS::EC2::Instance',
    start_time: at(0),
    end_time: at(end + 12),
    ...flags,
    user: customer === 'c-1' ? 'alice' : undefined,
    http: {
      request: {
        method: outcome === 'error' ? 'GET' : 'POST',
        url: outcome === 'error' ? 'http://shop.example.com/orders/99' : 'http://shop.example.com/checkout',
        user_agent: 'Mozilla/5.0',
        client_ip: '203.0.113.9',
      },
      response: { status, content_length: 512 },
    },
    aws: { ...aws, ec2: { instance_id: 'i-0123456789abcdef0', availability_zone: 'eu-west-1a' } },
    annotations: { tier },
    metadata: { shop: { cart: [{ sku: 'lamp', count: 1 }], session: `session-${trace}` } },
    subsegments: [
      { id: id(2), name: 'middleware session', start_time: at(1), end_time: at(8) },
      {
        id: id(3),
        name: 'orders-api',
        namespace: 'remote',
        start_time: at(9),
        end_time: at(end + 8),
        ...flags,
        http: { request: { method: 'POST', url: 'http://orders.internal/orders' }, response: { status } },
      },
    ],
  };
  const orders = {
    trace_id: traceId,
    id: id(4),
    parent_id: id(3),
    name: 'orders-api',
    origin: 'AWS::ECS::Fargate',
    start_time: at(11),
    end_time: at(end + 6),
    ...flags,
    http: { request: { method: 'POST', url: 'http://orders.internal/orders' }, response: { status } },
    annotations: { customer, tier },
    ...(outcome === 'error' && {
      cause: {
        working_directory: '/app',
        exceptions: [
          { id: id(40), type: 'NotFoundError', message: `order ${90 + (trace % 9)} not found`, stack: STACK.slice(1) },
        ],
      },
    }),
    aws,
    subsegments: [
      {
        id: id(5),
        name: 'DynamoDB',
        namespace: 'aws',
        start_time: at(13),
        end_time: at(32),
        ...(outcome === 'throttle' && { error: true, throttle: true }),
        aws: {
          operation: 'PutItem',
          table_name: 'orders',
          region: 'eu-west-1',
          ...(outcome === 'throttle' && { retries: 2 }),
        },
        http: { response: { status: outcome === 'throttle' ? 400 : 200 } },
      },
      {
        id: id(6),
        name: 'inventory@db.example.com',
        namespace: 'remote',
        start_time: at(33),
        end_time: at(41),
        sql: {
          url: 'postgresql://db.example.com:5432/inventory',
          database_type: 'PostgreSQL',
          sanitized_query:
            'select sku, count(*) as left_over from stock where sku = $1 and reserved = false group by sku order by sku',
          user: 'shop',
        },
      },
      {
        id: id(7),
        name: 'pay.example.com',
        namespace: 'remote',
        start_time: at(60),
        end_time: at(60 + payment),
        ...(isFault && {
          fault: true,
          cause: {
            working_directory: '/app',
            exceptions: [
              {
                id: id(41),
                type: 'GatewayTimeoutError',
                message: 'upstream did not answer within 220 ms',
                remote: true,
                stack: STACK,
                cause: id(42),
              },
              { id: id(42), type: 'ConnectTimeout', message: 'ETIMEDOUT 203.0.113.77:443', stack: STACK.slice(4) },
            ],
          },
        }),
        http: {
          request: { method: 'POST', url: 'https://pay.example.com/charges' },
          response: { status: isFault ? 504 : 201 },
        },
      },
    ],
  };
  return { trace, traceId, paymentId: id(7), documents: [web, orders].map(withoutUndefined) };
}

/** An order with 2,000 numbered steps and a run of alike calls: `count` entities in all, in documents of at most 200. */
export function makeLongTrace(trace: number, count: number): { traceId: string; documents: readonly Json[] } {
  const start = NOW_MILLIS / 1_000 - 30;
  const traceId = traceIdOf(trace, start);
  const root = {
    trace_id: traceId,
    id: entityId(trace, 0),
    name: 'batch',
    start_time: start,
    end_time: start + 20,
    http: { request: { method: 'POST', url: 'http://batch.internal/run' }, response: { status: 200 } },
  };
  const documents: Json[] = [root];
  const groups = Math.ceil((count - 1) / 100);
  for (let group = 0; group < groups; group++) {
    const from = start + (20 * group) / groups;
    documents.push({
      type: 'subsegment',
      trace_id: traceId,
      parent_id: root.id,
      id: entityId(trace, 1 + group * 100),
      name: `step ${group}`,
      start_time: from,
      end_time: from + 20 / groups,
      subsegments: Array.from({ length: 99 }, (_, index) => ({
        id: entityId(trace, 2 + group * 100 + index),
        name: `item ${index}`,
        start_time: from + (index * 0.2) / groups,
        end_time: from + ((index + 1) * 0.2) / groups,
      })),
    });
  }
  return { traceId, documents };
}

/** A request that looks up its stock one by one: so many equal calls of 3 ms, then a payment of 40 ms. Nothing fails. */
export function makeLoop(trace: number, calls: number): { traceId: string; documents: readonly Json[] } {
  const start = NOW_MILLIS / 1_000 - 20;
  const traceId = traceIdOf(trace, start);
  const at = (millis: number): number => Number((start + millis / 1_000).toFixed(6));
  const end = 20 + calls * 3 + 45;
  const root = {
    ...{ trace_id: traceId, id: entityId(trace, 0), name: 'shop-web', origin: 'AWS::EC2::Instance' },
    ...{ start_time: at(0), end_time: at(end) },
    http: { request: { method: 'GET', url: 'http://shop.example.com/cart' }, response: { status: 200 } },
    subsegments: [
      { id: entityId(trace, 1), name: 'load cart', start_time: at(10), end_time: at(20 + calls * 3) },
      {
        ...{ id: entityId(trace, 2), name: 'pay.example.com', namespace: 'remote' },
        ...{ start_time: at(25 + calls * 3), end_time: at(65 + calls * 3) },
      },
    ],
  };
  const lookups = Array.from({ length: calls }, (_, call) => ({
    ...{ type: 'subsegment', trace_id: traceId, parent_id: entityId(trace, 1), id: entityId(trace, 3 + call) },
    ...{ name: 'stock@db', namespace: 'remote', start_time: at(12 + call * 3), end_time: at(15 + call * 3) },
    sql: { database_type: 'PostgreSQL', sanitized_query: 'select * from stock where sku = $1' },
  }));
  return { traceId, documents: [root, ...lookups] };
}

/**
 * A trace of a hundred thousand entities: five hundred steps of 99 items each, then 25,000 messages one after the other with time between them, of
 * which every thousandth fails, then 24,999 alike ticks.
 */
export function makeHugeTrace(trace: number): { traceId: string; documents: readonly Json[] } {
  const start = NOW_MILLIS / 1_000 - 40;
  const traceId = traceIdOf(trace, start);
  let count = 0;
  const nextId = (): string => (0x7000_0000_0000 + trace * 0x1_0000_0000 + count++).toString(16).padStart(16, '0');
  const root = nextId();
  const below = { type: 'subsegment', trace_id: traceId, parent_id: root };
  const between = (first: number, seconds: number, index: number, of: number): Json => ({
    start_time: start + first + (seconds * index) / of,
    end_time: start + first + (seconds * (index + 0.8)) / of,
  });
  const documents: Json[] = [
    { trace_id: traceId, id: root, name: 'batch', start_time: start, end_time: start + 30 },
    ...Array.from({ length: 500 }, (_, step) => ({
      ...below,
      id: nextId(),
      name: `step ${step}`,
      ...between(0, 10, step, 500),
      subsegments: Array.from({ length: 99 }, (_, item) => ({
        id: nextId(),
        name: `item ${item}`,
        ...between((10 * step) / 500, 0.016, item, 99),
      })),
    })),
    ...Array.from({ length: 25_000 }, (_, message) => ({
      ...below,
      id: nextId(),
      name: `message ${message}`,
      ...between(10, 10, message, 25_000),
      ...(message % 1_000 === 7 && { fault: true }),
    })),
  ];
  while (count < 100_000)
    documents.push({ ...below, id: nextId(), name: 'tick', ...between(20, 10, count - 75_000, 25_000) });
  return { traceId, documents };
}

/** One trace of so many services, of which the first calls a thousand, those three each, and number 5,000 fails; with two thousand annotation keys. */
export function makeManyServices(trace: number, count: number): { traceId: string; documents: readonly Json[] } {
  const start = NOW_MILLIS / 1_000 - 60;
  const traceId = traceIdOf(trace, start);
  const id = (service: number): string =>
    (0x7000_0000_0000 + trace * 0x1_0000_0000 + service).toString(16).padStart(16, '0');
  const documents = Array.from({ length: count }, (_, service) => ({
    trace_id: traceId,
    id: id(service),
    ...(service > 0 && { parent_id: id(service < 1_000 ? 0 : Math.floor((service - 1) / 3)) }),
    name: `service-${service}`,
    start_time: start + service * 0.0001,
    end_time: start + 2,
    annotations: { [`key-${service % 2_000}`]: service },
    ...(service === 5_000 && { fault: true }),
  }));
  return { traceId, documents };
}

/** The twenty orders that most tests look at: one fault, two errors, one throttle, one slow, the rest fine. */
export function makeOrders(): Order[] {
  return Array.from({ length: 20 }, (_, index) => {
    const trace = index + 1;
    if (trace === 2) return makeOrder(trace, { outcome: 'fault', tier: 'gold', customer: 'c-42' });
    if (trace === 5 || trace === 9) return makeOrder(trace, { outcome: 'error' });
    if (trace === 7) return makeOrder(trace, { outcome: 'throttle', tier: 'gold' });
    if (trace === 11) return makeOrder(trace, { paymentMillis: 900 });
    return makeOrder(trace, {
      tier: trace % 3 === 0 ? 'gold' : 'free',
      ageSeconds: trace * 20,
      paymentMillis: 30 + trace,
    });
  });
}

function withoutUndefined(document: Json): Json {
  return JSON.parse(JSON.stringify(document)) as Json;
}

/** One span as OpenTelemetry's exporters send it: a field, metadata, and what an annotation would be made of. */
export function makeOtlpRequest(traceId: string, ageSeconds: number): Json {
  const nanos = (millis: number): string => `${BigInt(NOW_MILLIS - ageSeconds * 1_000 + millis) * 1_000_000n}`;
  const text = (key: string, stringValue: string): Json => ({ key, value: { stringValue } });
  const span = {
    traceId: traceId.replace(/^1-|-/g, ''),
    spanId: '00000000000000aa',
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano: nanos(0),
    endTimeUnixNano: nanos(120),
    attributes: [
      text('http.request.method', 'GET'),
      { key: 'http.response.status_code', value: { intValue: 200 } },
      text('shop.cart', 'full'),
    ],
  };
  const resource = { attributes: [text('service.name', 'otlp-service')] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}
