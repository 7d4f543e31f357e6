import { describe, expect, it } from 'vitest';
import type { GraphAnswer, GraphEdge, GraphNode, Statistics } from '../contract/index.ts';
import { focusMap, MOST_DRAWN_NODES, MOST_FOCUSED_NODES, offeredNodes, sumOf, worstNode } from './map-focus.ts';
import { layoutMap } from './map-layout.ts';

const statistics = (given: Partial<Statistics> = {}): Statistics => ({
  total: 4,
  ok: 4,
  error: 0,
  throttle: 0,
  fault: 0,
  average: 10,
  p50: 10,
  p95: 10,
  max: 10,
  histogram: [{ value: 10, count: 4 }],
  ...given,
});
const node = (id: string, given: Partial<GraphNode> = {}): GraphNode => ({
  id,
  name: id,
  account: '0',
  active: true,
  root: false,
  statistics: statistics(),
  ...given,
});
const edge = (from: string, to: string): GraphEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  link: false,
  statistics: statistics(),
});
const graph = (nodes: GraphNode[], edges: GraphEdge[]): GraphAnswer => ({
  signature: '',
  traces: 1,
  start: 0,
  end: 60e6,
  nodes,
  edges,
});

describe('links', () => {
  const queue = (id: string) => node(id, { type: 'AWS::SQS::Queue', active: false });
  const link = { ...edge('web', 'worker'), id: 'web~worker', link: true };
  const fromOf = (queues: GraphNode[]): string | undefined =>
    focusMap(
      graph([node('web'), node('worker'), ...queues], [link, ...queues.map(({ id }) => edge('web', id))]),
      undefined,
      1,
      false,
    ).edges.find(({ id }) => id === link.id)?.from;

  it('begin at the queue that the sender writes to', () => expect(fromOf([queue('orders')])).toBe('orders'));
  it('begin at the sender that writes to no queue', () => expect(fromOf([])).toBe('web'));
  it('begin at the sender that writes to several', () => expect(fromOf([queue('a'), queue('b')])).toBe('web'));
});

it('leaves of one type are folded where the same nodes call them, each caller with a line of its own', () => {
  const tables = ['t1', 't2', 't3'].map((id) => node(id, { type: 'AWS::DynamoDB::Table', active: false }));
  const other = node('t4', { type: 'AWS::DynamoDB::Table', active: false });
  const calls = tables.flatMap(({ id }) => [edge('a', id), edge('b', id)]);
  const { nodes, edges } = focusMap(
    graph([node('a'), node('b'), ...tables, other], [...calls, edge('a', 't4')]),
    undefined,
    1,
    true,
  );
  expect(nodes.map(({ name }) => name).sort()).toEqual(['3 DynamoDB tables', 'a', 'b', 't4']);
  expect(edges.map(({ from, statistics: { total } }) => [from, total])).toEqual([
    ['a', 4],
    ['a', 12],
    ['b', 12],
  ]);
});

describe('focus', () => {
  const chain = graph(
    ['a', 'b', 'c', 'd'].map((id) => node(id)),
    [edge('a', 'b'), edge('b', 'c'), edge('c', 'd')],
  );

  it('keeps nodes so many hops away, both ways, and counts the others', () => {
    const { nodes, edges } = focusMap(chain, 'b', 1, false);
    expect(nodes.map(({ id, hiddenNeighbours }) => [id, hiddenNeighbours])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ]);
    expect(edges.map(({ id }) => id)).toEqual(['a>b', 'b>c']);
    expect(focusMap(chain, undefined, 1, false).nodes).toHaveLength(4);
  });

  it('never has more nodes than one can read', () => {
    const many = Array.from({ length: 500 }, (_, index) => node(`n${index}`));
    const star = graph(
      [node('hub'), ...many],
      many.map(({ id }) => edge('hub', id)),
    );
    const focused = focusMap(star, 'hub', 2, false);
    expect(focused.nodes).toHaveLength(MOST_FOCUSED_NODES);
    expect(focused.nodes[0]).toMatchObject({ id: 'hub', hiddenNeighbours: 501 - MOST_FOCUSED_NODES });
  });

  it('is cut to what can be laid out where it is not focused, around the worst', () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      node(`n${index}`, { statistics: statistics({ fault: index === 4_000 ? 1 : 0 }) }),
    );
    const edges = many.slice(1).map(({ id }, index) => edge(`n${index}`, id));
    for (const [centre, hops] of [
      [undefined, 1],
      ['n4000', Number.POSITIVE_INFINITY],
    ] as const) {
      const ids = focusMap(graph(many, edges), centre, hops, true).nodes.map(({ id }) => id);
      expect(ids).toHaveLength(MOST_DRAWN_NODES);
      expect(ids).toContain('n4000');
    }
  });

  it('is offered around every node, or of very many around those with most calls and the chosen one', () => {
    expect(offeredNodes(graph([node('b'), node('a')], []), undefined).map(({ id }) => id)).toEqual(['a', 'b']);
    const many = Array.from({ length: 2_000 }, (_, index) =>
      node(`n${index}`, { statistics: statistics({ total: index }) }),
    );
    const offered = offeredNodes(graph(many, []), 'n3').map(({ id }) => id);
    expect(offered).toHaveLength(501);
    expect(offered).toEqual(expect.arrayContaining(['n3', 'n1999', 'n1500']));
  });

  it('folds inferred leaves of one caller, and no others', () => {
    const table = (id: string) => node(id, { active: false, type: 'AWS::DynamoDB::Table' });
    const { nodes, edges } = focusMap(
      graph(
        [node('api'), node('other'), table('t1'), table('t2'), table('t3'), table('shared')],
        [edge('api', 't1'), edge('api', 't2'), edge('api', 't3'), edge('api', 'shared'), edge('other', 'shared')],
      ),
      undefined,
      1,
      true,
    );
    expect(nodes.map(({ name }) => name)).toEqual(['api', 'other', 'shared', '3 DynamoDB tables']);
    expect(nodes.at(-1)?.statistics?.total).toBe(12);
    expect(edges.map(({ to }) => to)).toContain(nodes.at(-1)?.id);
  });

  it('opens on the node that fails most', () => {
    expect(worstNode(graph([node('a', { root: true }), node('b', { statistics: statistics({ fault: 1 }) })], []))).toBe(
      'b',
    );
    expect(worstNode(graph([node('a'), node('r', { root: true })], []))).toBe('r');
    expect(worstNode(graph([], []))).toBeUndefined();
  });

  it('sums percentiles up from the values, not from percentiles', () => {
    const sum = sumOf([
      statistics({ total: 1, ok: 1, average: 100, max: 100, histogram: [{ value: 100, count: 1 }] }),
      statistics({ total: 3, ok: 3, average: 10, histogram: [{ value: 10, count: 3 }] }),
    ]);
    expect(sum).toMatchObject({ total: 4, p50: 10, p95: 100, max: 100, average: 33 });
  });
});

describe('layout', () => {
  const request = {
    nodes: ['a', 'b', 'c'].map((id) => ({ id, width: 100, height: 60 })),
    edges: [
      { id: '1', from: 'a', to: 'b' },
      { id: '2', from: 'b', to: 'c' },
      { id: '3', from: 'a', to: 'gone' },
    ],
  };

  it('runs from left to right, the same every time, and leaves out lines without an end', () => {
    const placed = layoutMap(request);
    expect(placed.nodes['a']!.x).toBeLessThan(placed.nodes['b']!.x);
    expect(placed.nodes['b']!.x).toBeLessThan(placed.nodes['c']!.x);
    expect(Object.keys(placed.edges)).toEqual(['1', '2']);
    expect(layoutMap(request)).toEqual(placed);
  });

  it('accepts circles and calls of oneself', () => {
    const edges = [
      { id: '1', from: 'a', to: 'b' },
      { id: '2', from: 'b', to: 'a' },
      { id: '3', from: 'c', to: 'c' },
    ];
    const placed = layoutMap({ ...request, edges });
    expect(Object.keys(placed.edges).sort()).toEqual(['1', '2', '3']);
    expect(layoutMap({ nodes: [], edges: [] })).toMatchObject({ nodes: {}, edges: {} });
  });
});
