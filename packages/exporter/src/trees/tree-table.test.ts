import { makeSpan, TRACE_ID } from '@otel-xray/test-kit';
import type { SpanLike } from '@otel-xray/translator';
import { describe, expect, it } from 'vitest';
import { TreeTable } from './tree-table.ts';

const OTHER_TRACE = 'ffffffffbafcc0c31a2b8bc840dd52a5';
const id = (n: number): string => n.toString(16).padStart(16, '0');
const span = (n: number, parent?: number, traceId = TRACE_ID): SpanLike =>
  makeSpan({ traceId, spanId: id(n), parent: parent === undefined ? 'none' : id(parent) });
const numbers = (spans: readonly SpanLike[] | undefined) =>
  spans?.map((each) => Number.parseInt(each.spanContext().spanId, 16));

function newTable({ maxSpans = 1_000, maxAgeMillis = 60_000, lateSpanMillis = 500 } = {}) {
  const clock = { now: 1_000_000 };
  return { clock, table: new TreeTable({ maxSpans, maxAgeMillis, lateSpanMillis, now: () => clock.now }) };
}

function openAll(table: TreeTable, ...spans: SpanLike[]): void {
  for (const each of spans) table.open(each);
}

describe('TreeTable', () => {
  it('gives a tree when its root ends, root last', () => {
    const { table } = newTable();
    const [root, child, grandchild] = [span(1), span(2, 1), span(3, 2)];
    openAll(table, root, child, grandchild);
    expect(table.end(grandchild)).toBeUndefined();
    expect(table.end(child)).toBeUndefined();
    expect(numbers(table.end(root))).toEqual([3, 2, 1]);
    expect(table.isEmpty).toBe(true);
  });

  it('treats a span whose parent is of another process as a root', () => {
    const { table } = newTable();
    const root = makeSpan({ spanId: id(1), parent: 'remote' });
    const child = span(2, 1);
    openAll(table, root, child);
    expect(table.end(child)).toBeUndefined();
    expect(numbers(table.end(root))).toEqual([2, 1]);
  });

  it('treats a span whose local parent is not known as a root', () => {
    const { table } = newTable();
    openAll(table, span(2, 1));
    expect(numbers(table.end(span(2, 1)))).toEqual([2]);
  });

  it.each([
    ['layers of Express, which end just after the root', [4, 1, 3, 2]],
    ['children before their parents', [4, 3, 1, 2]],
    ['the root first', [1, 2, 3, 4]],
  ])('keeps a tree whole: %s', (_, order) => {
    const { table } = newTable();
    const spans = [span(1), span(2, 1), span(3, 2), span(4, 3)];
    openAll(table, ...spans);
    const left = order.map((n) => numbers(table.end(spans[n - 1] as SpanLike)));
    expect(left).toEqual([undefined, undefined, undefined, order]);
    expect([table.hasLate, table.isEmpty]).toEqual([false, true]);
  });

  it('keeps what starts after the root has ended in the tree that still waits', () => {
    const { table } = newTable();
    openAll(table, span(1), span(2, 1));
    table.end(span(1));
    openAll(table, span(3, 2));
    expect(table.end(span(2, 1))).toBeUndefined();
    expect(numbers(table.end(span(3, 2)))).toEqual([1, 2, 3]);
  });

  it.each([
    ['its root is open', [1]],
    ['another descendant is open', [1, 3]],
  ])('keeps what starts below a span that has ended, while %s', (_, open) => {
    const { table } = newTable();
    openAll(table, span(1), span(2, 1), span(3, 1), span(21, undefined, OTHER_TRACE), span(22, 21, OTHER_TRACE));
    for (const each of [span(2, 1), span(2, 1, OTHER_TRACE), span(22, 21, OTHER_TRACE)]) table.end(each);
    if (!open.includes(3)) table.end(span(3, 1));
    openAll(table, span(4, 2));
    expect(table.end(span(4, 2))).toBeUndefined();
    const last = open.includes(3) ? [span(1), span(3, 1)] : [span(1)];
    const left = last.map((each) => numbers(table.end(each))).at(-1);
    expect(left?.toSorted()).toEqual([1, 2, 3, 4]);
  });

  it('makes a tree of its own below a span that has left', () => {
    const { table } = newTable();
    openAll(table, span(1), span(2, 1));
    table.end(span(2, 1));
    table.takeAll();
    openAll(table, span(3, 2));
    expect(numbers(table.end(span(3, 2)))).toEqual([3]);
  });

  it('waits for open descendants until the time is up, counted from the end of the root', () => {
    const { table, clock } = newTable({ lateSpanMillis: 500 });
    openAll(table, span(1), span(2, 1), span(3, 1));
    table.end(span(2, 1));
    clock.now += 10_000;
    expect(table.end(span(1))).toBeUndefined();
    expect(table.hasLate).toBe(true);
    clock.now += 499;
    expect([table.takeLate(), table.takeOld()]).toEqual([[], []]);
    clock.now += 1;
    expect(table.takeLate().map(numbers)).toEqual([[2, 1]]);
    expect([table.hasLate, table.isEmpty]).toEqual([false, false]);
  });

  it('sends together the descendants that end after that', () => {
    const { table, clock } = newTable({ lateSpanMillis: 500 });
    openAll(table, span(1), span(2, 1), span(3, 2), span(4, 2));
    table.end(span(1));
    clock.now += 500;
    expect(table.takeLate().map(numbers)).toEqual([[1]]);
    expect(table.end(span(3, 2))).toBeUndefined();
    clock.now += 499;
    expect(table.end(span(4, 2))).toBeUndefined();
    clock.now += 1;
    expect(table.takeLate().map(numbers)).toEqual([[3, 4]]);
    expect(numbers(table.end(span(2, 1)))).toEqual([2]);
    expect(table.isEmpty).toBe(true);
  });

  it('makes a tree of its own below a descendant that outlives the wait', () => {
    const { table, clock } = newTable({ lateSpanMillis: 500 });
    openAll(table, span(1), span(2, 1));
    table.end(span(1));
    clock.now += 500;
    table.takeLate();
    openAll(table, span(3, 2), span(4, 3));
    expect(table.end(span(4, 3))).toBeUndefined();
    clock.now += 10_000;
    expect(table.takeLate()).toEqual([]);
    expect(numbers(table.end(span(3, 2)))).toEqual([4, 3]);
    expect(numbers(table.end(span(2, 1)))).toEqual([2]);
  });

  it('sends the tree with its root when it may not wait', () => {
    const { table } = newTable({ lateSpanMillis: 0 });
    openAll(table, span(1), span(2, 1), span(3, 2));
    expect(numbers(table.end(span(1)))).toEqual([1]);
    expect(numbers(table.end(span(3, 2)))).toEqual([3]);
    expect(numbers(table.end(span(2, 1)))).toEqual([2]);
    expect(table.isEmpty).toBe(true);
  });

  it('gives a span alone that it never saw, or sees end again', () => {
    const { table } = newTable();
    expect(numbers(table.end(span(7)))).toEqual([7]);
    openAll(table, span(1));
    table.end(span(1));
    expect(numbers(table.end(span(1)))).toEqual([1]);
    expect(table.isEmpty).toBe(true);
  });

  it('keeps two traces apart that use the same span ids, whichever ends first', () => {
    for (const [first, second] of [
      [TRACE_ID, OTHER_TRACE],
      [OTHER_TRACE, TRACE_ID],
    ] as const) {
      const { table } = newTable();
      for (const trace of [TRACE_ID, OTHER_TRACE]) openAll(table, span(1, undefined, trace), span(2, 1, trace));
      expect(table.end(span(2, 1, first))).toBeUndefined();
      const whole = table.end(span(1, undefined, first));
      expect(whole?.map((each) => each.spanContext())).toMatchObject([
        { traceId: first, spanId: id(2) },
        { traceId: first, spanId: id(1) },
      ]);
      expect(table.end(span(2, 1, second))).toBeUndefined();
      expect(table.end(span(1, undefined, second))).toHaveLength(2);
      expect(table.isEmpty).toBe(true);
    }
  });

  it('gives what waits for a root that does not end, when it is old enough', () => {
    const { table, clock } = newTable({ maxAgeMillis: 60_000 });
    openAll(table, span(1), span(2, 1), span(3, 1), span(4, 1));
    table.end(span(2, 1));
    clock.now += 59_999;
    table.end(span(3, 1));
    expect(table.takeOld()).toEqual([]);
    clock.now += 1;
    expect(table.takeOld().map(numbers)).toEqual([[2, 3]]);
    expect(table.takeOld()).toEqual([]);
    table.end(span(4, 1));
    clock.now += 59_999;
    expect(table.takeOld()).toEqual([]);
    expect(numbers(table.end(span(1)))).toEqual([4, 1]);
  });

  it('does not wait for hours when the clock is set back', () => {
    const { table, clock } = newTable({ maxAgeMillis: 60_000 });
    openAll(table, span(1), span(2, 1));
    table.end(span(2, 1));
    clock.now -= 3_600_000;
    expect(table.takeOld()).toEqual([]);
    clock.now += 60_000;
    expect(table.takeOld().map(numbers)).toEqual([[2]]);
  });

  it('returns all waiting spans on request, tree by tree, and the root later', () => {
    const { table } = newTable();
    openAll(table, span(1), span(2, 1), span(11, undefined, OTHER_TRACE), span(12, 11, OTHER_TRACE));
    table.end(span(2, 1));
    table.end(span(12, 11, OTHER_TRACE));
    expect(table.takeAll().map(numbers)).toEqual([[2], [12]]);
    expect(table.takeAll()).toEqual([]);
    expect(numbers(table.end(span(1)))).toEqual([1]);
  });

  it('gives what waits when there is more than may', () => {
    const { table } = newTable({ maxSpans: 3 });
    const children = [2, 3, 4, 5].map((n) => span(n, 1));
    openAll(table, span(1), ...children);
    expect(children.map((child) => numbers(table.end(child)))).toEqual([undefined, undefined, undefined, [2, 3, 4, 5]]);
    expect(numbers(table.end(span(1)))).toEqual([1]);
  });

  it('bounds the waiting spans of all trees together: the one that waits longest leaves', () => {
    const { table } = newTable({ maxSpans: 60_000 });
    const given: SpanLike[] = [];
    for (let n = 0; n < 30_000; n++) {
      const [root, one, two] = [span(4 * n + 1), span(4 * n + 2, 4 * n + 1), span(4 * n + 3, 4 * n + 1)];
      openAll(table, root, one, two);
      given.push(...(table.end(one) ?? []), ...(table.end(two) ?? []));
    }
    expect(given).toHaveLength(10_000);
    expect(numbers(given.slice(0, 4))).toEqual([2, 3, 6, 7]);
    expect(table.takeAll().flat()).toHaveLength(50_000);
  });

  it('serves 100,000 open spans', () => {
    const { table } = newTable({ maxSpans: 200_000 });
    openAll(table, span(1));
    for (let n = 2; n <= 100_000; n++) table.open(span(n, n - 1));
    for (let n = 100_000; n > 50_001; n--) expect(table.end(span(n, n - 1))).toBeUndefined();
    expect(table.takeAll().flat()).toHaveLength(49_999);
    for (let n = 50_001; n > 1; n--) table.end(span(n, n - 1));
    expect(table.end(span(1))).toHaveLength(50_001);
    expect(table.isEmpty).toBe(true);
  });

  it('does not wait for a root, or a descendant, that was evicted', () => {
    const { table, clock } = newTable();
    openAll(table, span(1), span(2, 1), span(1, undefined, OTHER_TRACE), span(2, 1, OTHER_TRACE));
    table.end(span(2, 1));
    table.end(span(2, 1, OTHER_TRACE));
    for (let n = 10; n < 200_010; n++) table.open(span(n));
    clock.now += 500;
    expect(table.takeLate().map(numbers)).toEqual([[2], [2]]);
  });

  it('evicts the oldest of 200,000 open spans, and returns it alone when it ends', () => {
    const { table } = newTable();
    for (let n = 1; n <= 200_001; n++) table.open(span(n));
    expect(numbers(table.end(span(1)))).toEqual([1]);
    for (let n = 2; n <= 200_001; n++) table.end(span(n));
    expect(table.isEmpty).toBe(true);
  });
});
