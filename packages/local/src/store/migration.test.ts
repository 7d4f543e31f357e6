import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { call } from '../../test/api-model.ts';
import { START } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';
import { SCHEMA_VERSION } from './schema.ts';

const STORES = join(import.meta.dirname, '../../test/stores');
const files = readdirSync(STORES).filter((name) => name.endsWith('.gz'));
const idOf = (last: number): string => `1-6adf0240-5a560cc3949d4b8bc5df466${last}`;

let folder: string;
let xray: LocalXRay;
const open = async (): Promise<void> => {
  xray = await startLocalXRay({ port: 0, dataDir: folder, now: () => (START + 60) * 1e3 });
};
const get = async (path: string): Promise<unknown> => (await fetch(`${xray.url}${path}`)).json();

it('has a file of each earlier version since the first with columns', () => {
  const versions = files.map((name) => Number(/^schema-(\d+)\./.exec(name)?.[1]));
  expect(versions.sort()).toEqual(Array.from({ length: SCHEMA_VERSION - 4 }, (_, i) => i + 4));
});

describe.each(files)('%s', (name) => {
  afterEach(async () => {
    await xray.close();
    rmSync(folder, { recursive: true });
  });

  it('is brought to the present schema, with all that it holds', async () => {
    folder = mkdtempSync(join(tmpdir(), 'otel-xray-migration-'));
    writeFileSync(join(folder, 'traces.sqlite'), gunzipSync(readFileSync(join(STORES, name))));
    await open();

    expect((await xray.traces()).map(({ id }) => id).sort()).toEqual([4, 5, 6].map(idOf));
    expect(await xray.traces('service("prices") { fault } AND annotation.plan = "gold"')).toHaveLength(1);
    // Derived by rules that are newer than the file.
    expect(await xray.traces('service(id(name: "orders", type: "AWS::Lambda::Function"))')).toHaveLength(1);
    const entity = JSON.stringify(await get(`/-/traces/${idOf(5)}/entities/${'c'.padStart(16, '0')}`));
    expect(entity).toContain('{\\"count\\":9007199254740993,\\"price\\":1.10}');
    expect(await get(`/-/traces/${idOf(6)}/entities/53995c3f42cd8ad8`)).toHaveProperty('translation');
    expect((await call(xray.url, 'GetGroups', {})).output).toMatchObject({ Groups: [{}, { GroupName: 'slow' }] });
    expect((await call(xray.url, 'GetSamplingRules', {})).output).toMatchObject({
      SamplingRuleRecords: [{ SamplingRule: { RuleName: 'all', FixedRate: 0.5 } }, {}],
    });
    expect(await get('/-/intake')).toMatchObject({ telemetry: [{ record: { SegmentsReceivedCount: 3 } }] });

    await fetch(`${xray.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: `of ${idOf(4)}` } }] }] }],
      }),
    });
    await xray.close();
    const db = new DatabaseSync(join(folder, 'traces.sqlite'));
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();

    await open();
    expect(await xray.traces()).toHaveLength(3);
    expect(await get(`/-/traces/${idOf(4)}/logs`)).toMatchObject({ logs: [{ text: `of ${idOf(4)}` }] });
  });
});
