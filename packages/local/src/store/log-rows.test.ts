import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { type LogQuery, type LogRecord, LogRows } from './log-rows.ts';

const A = '1-6adf0240-5a560cc3949d4b8bc5df4664';
const B = '1-6adf0240-5a560cc3949d4b8bc5df4665';
const record = (text: string, more: Partial<LogRecord> = {}): LogRecord => ({
  ...{ traceId: A, entity: undefined, atMicros: 1_000, severity: 9, service: undefined },
  ...{ source: 'otlp', text, attributes: undefined, ...more },
});
const rows = (maxBytes = Number.POSITIVE_INFINITY): LogRows => new LogRows(new Database(':memory:'), maxBytes);
const textsOf = (logs: LogRows, query: Partial<LogQuery> = {}): string[] =>
  logs.select({ order: 'oldest', limit: 100, ...query }).map(({ text }) => text);

describe('log records', () => {
  it('come in order of time, page by page', () => {
    const logs = rows();
    const given = [3, 1, 2, 1].map((at, i) => record(`${at}${i}`, { atMicros: at }));
    logs.add(given, 0);
    expect(textsOf(logs)).toEqual(['11', '13', '22', '30']);
    const [, second] = logs.select({ order: 'oldest', limit: 2 });
    expect(textsOf(logs, { after: second })).toEqual(['22', '30']);
    expect(textsOf(logs, { order: 'newest', after: second })).toEqual(['11']);
  });

  it('are selected by trace, level, text and time', () => {
    const logs = rows();
    logs.add(
      [
        record('No price for sofa', { severity: 17 }),
        record('found the lamp', { atMicros: 2_000, traceId: B }),
        record('100 % sure', { severity: 0 }),
      ],
      0,
    );
    expect(textsOf(logs, { traceId: B })).toEqual(['found the lamp']);
    expect(textsOf(logs, { severity: 13 })).toEqual(['No price for sofa']);
    expect(textsOf(logs, { text: 'PRICE' })).toEqual(['No price for sofa']);
    expect(textsOf(logs, { text: '%' })).toEqual(['100 % sure']);
    expect(textsOf(logs, { start: 1_500, end: 2_001 })).toEqual(['found the lamp']);
    expect(logs.counts(A)).toEqual({ none: 1, error: 1 });
  });

  it('are removed, oldest arrivals first, where they are too many', () => {
    const logs = rows(100_000);
    for (let i = 0; i < 60; i++)
      logs.add(
        Array.from({ length: 10 }, () => record('x'.repeat(100))),
        i,
      );
    expect(logs.bytes).toBeLessThanOrEqual(100_000);
    expect(logs.bytes).toBeGreaterThan(50_000);
    const left = logs.select({ order: 'oldest', limit: 1_000 });
    expect(left.at(-1)?.arrivedMillis).toBe(59);
    expect(left.length * 300).toBe(logs.bytes);
    expect(textsOf(logs, { text: 'xxxx', limit: 1_000 })).toHaveLength(left.length);
  });

  it('are removed when they are old, with their trace, or all', () => {
    const logs = rows();
    logs.add([record('old')], 1_000);
    logs.add([record('new'), record('of b', { traceId: B })], 2_000);
    expect([logs.removeBefore(1_500), logs.removeBefore(1_500)]).toEqual([true, false]);
    expect(textsOf(logs)).toEqual(['new', 'of b']);
    logs.removeTrace(B);
    expect(textsOf(logs)).toEqual(['new']);
    logs.clear();
    expect([textsOf(logs), textsOf(logs, { text: 'new' }), logs.bytes]).toEqual([[], [], 0]);
  });

  it('of a build without FTS5 are indexed by one that has it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'otel-xray-logs-'));
    const first = new Database(folder);
    const before = new LogRows(first, 1e9);
    expect(before.isIndexed).toBe(true);
    before.add([record('indexed')], 0);
    first.run(
      `INSERT INTO logs (trace_id, at_micros, arrived_millis, severity, source, text, bytes) VALUES ('${A}', 1, 1, 0, 'otlp', 'in no index', 1)`,
    );
    first.close();
    const second = new Database(folder);
    expect(textsOf(new LogRows(second, 1e9), { text: 'index' })).toEqual(['in no index', 'indexed']);
    second.close();
    rmSync(folder, { recursive: true });
  });
});

it('finds the same with and without an index', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'B', 'b', '"', "'", '*', '%', ' ', '-', '\0', 'é'),
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), letters, (texts, wanted) => {
      const db = new Database(':memory:');
      const indexed = new LogRows(db, 1e9);
      indexed.add(
        texts.map((text) => record(text.replaceAll('\0', '\uFFFD'))),
        0,
      );
      expect(indexed.isIndexed).toBe(true);
      const found = textsOf(indexed, { text: wanted });
      const expected = db
        .all<{ text: string }>(
          'SELECT text FROM logs WHERE instr(lower(text), lower(?)) > 0',
          wanted.replaceAll('\0', '\uFFFD'),
        )
        .map(({ text }) => text);
      expect(found).toEqual(expected);
      db.close();
    }),
    { numRuns: 200 },
  );
});
