import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSegment, makeSubsegment, START, TRACE_ID } from '../../test/make-document.ts';
import { Traces } from '../query/traces.ts';
import { startLocalXRay } from '../server/local-xray.ts';
import { SCHEMAS } from './schema.ts';
import { Store } from './store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xray-local-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = (): number => (START + 60) * 1e3;
const started = (options: object = {}) => startLocalXRay({ port: 0, dataDir: join(folder, 'new'), now, ...options });

describe('a store in a folder', () => {
  it('keeps traces, revisions and documents as they came', async () => {
    const text = `  ${JSON.stringify(makeSegment('a', { name: 'GET /a?b' }))}\n`;
    const first = await started();
    await first.ingest([text]);
    const [before] = await first.traces();
    await first.close();

    const second = await started();
    expect(await second.traces()).toEqual([before]);
    await second.ingest([text]);
    expect((await second.traces(TRACE_ID))[0]?.revision).toBe(2);
    await second.close();

    const store = new Store(join(folder, 'new'));
    expect([...store.documents(TRACE_ID)]).toMatchObject([
      { text, way: 'process', sender: '', arrivedMillis: now() },
      { text },
    ]);
    store.close();
  });

  it('is refused to a second one, in this process and in another', async () => {
    const xray = await started();
    const expected = `another Local X-Ray has ${join(folder, 'new')} open`;
    await expect(started()).rejects.toThrow(expected);

    const script = `const { DatabaseSync } = require('node:sqlite');
      const lock = new DatabaseSync(process.argv[1]); lock.exec('BEGIN EXCLUSIVE');`;
    const lock = join(folder, 'new', 'lock.sqlite');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script, lock]);
    let errors = '';
    child.stderr.on('data', (data) => (errors += data));
    await once(child, 'close');
    expect(errors).toContain('database is locked');

    await xray.close();
    await (await started()).close();
  });

  it('can be read by another program meanwhile', async () => {
    const xray = await started();
    await xray.ingest([makeSegment('a')]);
    const reader = new DatabaseSync(join(folder, 'new', 'traces.sqlite'), { readOnly: true });
    expect(reader.prepare('SELECT trace_id FROM documents').all()).toMatchObject([{ trace_id: TRACE_ID }]);
    reader.close();
    await xray.close();
  });

  it.each([1, 2, 3])('is brought up to date when version %i wrote it', async (version) => {
    mkdirSync(join(folder, 'new'));
    const db = new DatabaseSync(join(folder, 'new', 'traces.sqlite'));
    db.exec(`${SCHEMAS.slice(0, version).join('')} PRAGMA user_version = ${version}`);
    const insert = db.prepare(
      "INSERT INTO documents (trace_id, arrived_millis, way, sender, text) VALUES (?, ?, 'udp', '127.0.0.1:1', ?)",
    );
    insert.run(TRACE_ID, now(), JSON.stringify(makeSegment('a', { fault: true, annotations: { plan: 'gold' } })));
    insert.run(TRACE_ID, now(), JSON.stringify(makeSubsegment('b', 'a')));
    db.exec(`INSERT INTO traces (id, revision, cursor, bytes) VALUES ('${TRACE_ID}', 2, 2, 10)`);
    db.close();

    const xray = await started();
    const [trace] = await xray.traces('fault AND annotation.plan = "gold"');
    expect(trace).toMatchObject({ id: TRACE_ID, revision: 2, root: { subsegments: [{ name: 'b' }] } });
    await xray.close();
    const store = new Store(join(folder, 'new'));
    expect([...store.documents(TRACE_ID)]).toMatchObject([{ way: 'udp', sender: '127.0.0.1:1' }, { way: 'udp' }]);
    expect(store.underived()).toEqual([]);
    store.close();
  });

  it('is refused when a newer version wrote it', () => {
    new Store(folder).close();
    const db = new DatabaseSync(join(folder, 'traces.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => new Store(folder)).toThrow('was written by a newer xray-local (schema 99, this one knows ');
    // The lock was given back.
    rmSync(join(folder, 'traces.sqlite'));
    new Store(folder).close();
  });
});

describe('retention', () => {
  const old = '1-6a000000-000000000000000000000001';
  const days = (count: number): number => count * 86_400;

  it('removes at the start what began longer ago than it says', async () => {
    const first = await started();
    await first.ingest([
      makeSegment('a', { start_time: START - days(29) }),
      makeSegment('b', { trace_id: old, start_time: 1, end_time: 2 }),
    ]);
    await first.close();

    const second = await started();
    expect((await second.traces()).map(({ id }) => id)).toEqual([TRACE_ID]);
    await second.close();
    const third = await started({ retentionDays: 28 });
    expect(await third.traces()).toEqual([]);
    await third.close();
  });

  it('removes the oldest when there are too many bytes', async () => {
    const xray = await started({ dataDir: ':memory:', maxStoreBytes: 5_000 });
    const fill = { metadata: { default: { text: 'x'.repeat(1_000) } } };
    const id = (i: number): string => `1-6adf0240-${String(i).padStart(24, '0')}`;
    for (let i = 0; i < 10; i++)
      await xray.ingest([makeSegment('a', { trace_id: id(i), start_time: START - i, ...fill })]);
    expect((await xray.traces()).map((trace) => trace.id)).toEqual([id(0), id(1), id(2), id(3)]);
    await xray.close();
  });
});

it('keeps the last thousand rejections', () => {
  const store = new Store(':memory:');
  const rejection = { head: '', message: '', bytes: 0, arrivedMillis: 0, way: 'udp', sender: '' } as const;
  store.reject(Array.from({ length: 1_200 }, (_, i) => ({ ...rejection, reason: `${i}` })));
  const reasons = store.rejections(2_000).map(({ reason }) => reason);
  expect([reasons.length, reasons[0], reasons.at(-1)]).toEqual([1_000, '1199', '200']);
  store.close();
});

it('counts in how many traces an annotation has a value, through changes and removals', async () => {
  const store = new Store(':memory:');
  const traces = new Traces(store);
  const add = async (trace: number, annotations: object): Promise<void> => {
    const traceId = `1-6adf0240-${String(trace).padStart(24, '0')}`;
    const value = makeSegment('a', { trace_id: traceId, annotations });
    const text = JSON.stringify(value);
    const kept = { traceId, text, value, bytes: text.length, arrivedMillis: 0, way: 'process', sender: '' } as const;
    traces.note([kept], store.add([kept]));
    await traces.upToDate();
  };
  const values = (): object => store.lists.attributeValues('annotation.plan', '', 10);
  await add(1, { plan: 'gold', n: 1 });
  await add(2, { plan: 'gold' });
  await add(2, { plan: 'free' });
  expect(values()).toEqual([
    { value: 'free', count: 1 },
    { value: 'gold', count: 1 },
  ]);
  store.remove(store.index.oldest(1));
  expect(values()).toEqual([{ value: 'free', count: 1 }]);
  store.remove(store.index.oldest(1));
  expect([values(), store.bytes(), store.index.count()]).toEqual([[], 0, 0]);
  traces.forget();
  store.close();
});
