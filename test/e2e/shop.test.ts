import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './run-process.ts';
import { childrenOf, type Entity, rootOf, runShop, type ShopTraces } from './run-shop.ts';

let shop: ShopTraces;
beforeAll(async () => {
  shop = await runShop();
});

const segmentsOf = (about: string): readonly Entity[] => shop.requests.get(about)!.segments;

describe('the trace', () => {
  it.each<[string, string[]]>([
    [
      'three books',
      [
        'segment web 200',
        '  remote 127.0.0.1 200',
        '    segment orders 200',
        '      own code getFile',
        '        aws S3 200',
        '      remote rates.example.com 200',
        '      remote 127.0.0.1 200',
        '        segment payment-api 200',
        '      aws DynamoDB 200',
      ],
    ],
    [
      'a piano: a large sum, which is slow',
      [
        'segment web 200',
        '  remote 127.0.0.1 200',
        '    segment orders 200',
        '      own code getFile',
        '        aws S3 200',
        '      remote rates.example.com 200',
        '      remote 127.0.0.1 200',
        '        segment payment-api 200',
        '          own code checkRisk',
        '      aws DynamoDB 200',
      ],
    ],
    [
      'a lamp with an expired card: a fault',
      [
        'segment web 500 fault',
        '  remote 127.0.0.1 500 fault',
        '    segment orders 500 fault',
        '      own code getFile',
        '        aws S3 200',
        '      remote rates.example.com 200',
        '      remote 127.0.0.1 500 fault',
        '        segment payment-api 500 fault',
      ],
    ],
    [
      'an order that is not there',
      [
        'segment web 404 error',
        '  remote 127.0.0.1 404 error',
        '    segment orders 404 error',
        '      aws DynamoDB 200',
      ],
    ],
    [
      'and one more: too many',
      [
        'segment web 429 error throttle',
        '  remote 127.0.0.1 429 error throttle',
        '    segment orders 429 error throttle',
        '      own code getFile',
        '        aws S3 200',
        '      remote rates.example.com 200',
        '      remote 127.0.0.1 429 error throttle',
        '        segment payment-api 429 error throttle',
      ],
    ],
  ])('of %s holds every service that took part', (about, tree) => {
    const segments = segmentsOf(about);
    expect(treeOf(rootOf(segments), segments)).toEqual(tree);
    expect(new Set(received(segments).map(({ trace_id }) => trace_id)).size).toBe(1);
  });
});

it('is found by its customer, and nowhere else is the customer indexed', () => {
  const found = [...shop.requests].flatMap(([about, { summary }]) =>
    (summary.Annotations?.['customer_id'] ?? []).map(({ AnnotationValue, ServiceIds }) => [
      about,
      AnnotationValue?.StringValue,
      ServiceIds?.map(({ Name }) => Name),
    ]),
  );
  expect(found).toEqual([
    ['three books', 'customer-1', ['orders']],
    ['a piano: a large sum, which is slow', 'customer-2', ['orders']],
    ['a lamp with an expired card: a fault', 'customer-3', ['orders']],
    ['a lamp', 'customer-4', ['orders']],
    ['another one', 'customer-4', ['orders']],
    ['and one more: too many', 'customer-4', ['orders']],
  ]);
});

it('has the cart as metadata of orders, and only there', () => {
  const withCart = received(segmentsOf('three books')).filter(({ metadata }) => metadata?.['shop']);
  expect(withCart.map(({ name, metadata }) => [name, metadata?.['shop']])).toEqual([
    ['orders', { cart: [{ sku: 'book', count: 3 }] }],
  ]);
});

it("keeps the exception, its cause, and the example's own files and lines", () => {
  const payment = segmentsOf('a lamp with an expired card: a fault').find(({ name }) => name === 'payment-api')!;
  const [outer, inner] = payment.cause!.exceptions;
  expect([outer, inner]).toMatchObject([
    { type: 'Error', message: 'could not book 52.92 for o-3', cause: inner!.id },
    { type: 'RangeError', message: 'the ledger of this card is closed' },
  ]);
  expect(sourceOf(outer!.stack[0]!)).toContain('throw new Error(`could not book');
  expect(sourceOf(inner!.stack[0]!)).toContain('throw new RangeError(');
  expect(inner!.stack[0]!.label).toBe('openLedger');
});

it('draws the map', () => {
  const nameOf = new Map(
    shop.services.map(({ ReferenceId, Name, Type }) => [ReferenceId, Type === 'client' ? 'client' : Name]),
  );
  const nodes = shop.services.map(({ Name, Type, SummaryStatistics: statistics, Edges = [] }) => ({
    node: `${Name} ${Type || 'service'}`,
    ...(Type !== 'client' && {
      total: statistics?.TotalCount,
      ok: statistics?.OkCount,
      error: statistics?.ErrorStatistics?.OtherCount,
      throttle: statistics?.ErrorStatistics?.ThrottleCount,
      fault: statistics?.FaultStatistics?.TotalCount,
    }),
    calls: Edges.map(({ ReferenceId }) => nameOf.get(ReferenceId)).sort(),
  }));
  const byNode = (a: { node: string }, b: { node: string }): number => (a.node < b.node ? -1 : 1);
  const used = { error: 0, throttle: 0, fault: 0, calls: [] };
  expect(nodes.sort(byNode)).toEqual([
    {
      node: 'orders service',
      total: 8,
      ok: 5,
      error: 1,
      throttle: 1,
      fault: 1,
      calls: ['payment-api', 'rates.example.com', 'shop-files', 'shop-orders'],
    },
    { node: 'payment-api service', total: 6, ok: 4, error: 0, throttle: 1, fault: 1, calls: [] },
    { node: 'rates.example.com remote', total: 6, ok: 6, ...used },
    { node: 'shop-files AWS::S3::Bucket', total: 6, ok: 6, ...used },
    { node: 'shop-orders AWS::DynamoDB::Table', total: 6, ok: 6, ...used },
    { node: 'web client', calls: ['web'] },
    { node: 'web service', total: 8, ok: 5, error: 1, throttle: 1, fault: 1, calls: ['orders'] },
  ]);
});

const received = (segments: readonly Entity[]): Entity[] => segments.filter(({ inferred }) => !inferred);

/** A line for each entity, indented by its depth: kind, name, status, flags. */
function treeOf(entity: Entity, segments: readonly Entity[], indent = ''): string[] {
  const kind = segments.includes(entity) ? 'segment' : (entity.namespace ?? 'own code');
  const flags = (['error', 'throttle', 'fault'] as const).filter((flag) => entity[flag]);
  const line = [kind, entity.name, entity.http?.response?.status, ...flags].filter((part) => part !== undefined);
  const children = childrenOf(entity, segments);
  return [indent + line.join(' '), ...children.flatMap((child) => treeOf(child, segments, `${indent}  `))];
}

/** The line of the example's source that a frame names. */
function sourceOf({ path, line }: { path: string; line: number }): string {
  expect(path).toBe(join(root, 'examples/shop/payment-api.mjs'));
  return readFileSync(path, 'utf8').split('\n')[line - 1]!;
}
