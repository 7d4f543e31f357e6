import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';
import { DERIVED_TABLES } from './schema.ts';

const COUNT = 300;
const idOf = (n: number): string => `1-6adf0240-${String(n).padStart(24, '0')}`;
let folder: string;
let xray: LocalXRay;
const open = async (): Promise<void> => {
  xray = await startLocalXRay({ port: 0, dataDir: folder, now: () => (START + 60) * 1e3 });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xray-damaged-'));
  await open();
  const subsegments = [makeEmbedded('b', { namespace: 'remote', fault: true, cause: { exceptions: [{ type: 'E' }] } })];
  for (let n = 0; n < COUNT; n++)
    await xray.ingest([
      makeSegment('a', { trace_id: idOf(n), name: `service ${n % 40}`, annotations: { n }, subsegments }),
    ]);
  expect(await xray.traces()).toHaveLength(COUNT);
  await xray.close();
});
afterEach(async () => {
  await xray.close();
  rmSync(folder, { recursive: true });
});

/** Overwrites the pages of a table or an index. */
function damage(name: string): void {
  const file = join(folder, 'traces.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const { size } = db.prepare('SELECT page_size AS size FROM pragma_page_size').get() as { size: number };
  const { root } = db.prepare('SELECT rootpage AS root FROM sqlite_schema WHERE name = ?').get(name) as {
    root: number;
  };
  db.close();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, (root - 1) * size, root * size);
  writeFileSync(file, bytes);
}

const RANGE = { StartTime: START - 60, EndTime: START + 60 };
const post = (path: string, input: object): Promise<Response> =>
  fetch(`${xray.url}${path}`, { method: 'POST', body: JSON.stringify(input) });

/** Repeats a request as an SDK does. */
async function repeated(path: string, input: object): Promise<Record<string, unknown>> {
  for (let i = 0; ; i++) {
    const response = await post(path, input);
    if (response.status === 503 && i < 3) continue;
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  }
}

describe.each([...DERIVED_TABLES, 'traces_by_time', 'traces_by_id', 'segments_by_node', 'attributes_by_value'])(
  'a damaged %s',
  (name) => {
    it('is created again from the documents', async () => {
      damage(name);
      await open();
      // Each reads other tables.
      await repeated('/TraceSummaries', { ...RANGE, FilterExpression: 'annotation.n = 7' });
      await repeated('/ServiceGraph', RANGE);
      for (const path of ['errors', 'notes', 'complete?prefix=annotation.n', 'intake'])
        await fetch(`${xray.url}/-/${path}`);
      expect(
        (
          await post('/TraceSegments', {
            TraceSegmentDocuments: [
              JSON.stringify(makeSegment('c', { trace_id: idOf(COUNT), annotations: { n: COUNT } })),
            ],
          })
        ).status,
      ).toBe(200);
      const { Services } = await repeated('/ServiceGraph', RANGE);
      expect((Services as object[]).length).toBeGreaterThan(40);
      expect(await xray.traces()).toHaveLength(COUNT + 1);
      expect(await xray.traces('annotation.n = 7')).toHaveLength(1);
      await xray.close();

      const db = new DatabaseSync(join(folder, 'traces.sqlite'));
      expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      db.close();
      await open();
      expect(await xray.traces()).toHaveLength(COUNT + 1);
    });
  },
);
