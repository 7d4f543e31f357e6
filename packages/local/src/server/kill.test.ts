import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSegment } from '../../test/make-document.ts';

// The built command, as npm installs it.
const COMMAND = join(import.meta.dirname, '../../bin/xray-local.js');
const ROUNDS = 3;
const PER_CALL = 25;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xray-local-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<string> {
  child = spawn(process.execPath, [COMMAND, '--port', '0', '--data-dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    if (output.includes('Stop with Ctrl+C.')) break;
  }
  return /AWS_ENDPOINT_URL_XRAY=(\S+)/.exec(output)?.[1] ?? expect.fail(output);
}

const post = async (url: string, body: object): Promise<Record<string, unknown>> =>
  (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as Record<string, unknown>;

/** Each document is a segment of its own trace or of one that has many, so that both a new and a growing trace are cut short. */
function makeCall(number: number): { ids: string[]; texts: string[] } {
  const seconds = Math.floor(Date.now() / 1e3);
  const documents = Array.from({ length: PER_CALL }, (_, i) => {
    const trace = i % 5 === 0 ? 0 : number * PER_CALL + i + 1;
    const fields = {
      trace_id: `1-${seconds.toString(16)}-${String(trace).padStart(24, '0')}`,
      start_time: seconds,
      end_time: seconds + 1,
    };
    return makeSegment(`${number * PER_CALL + i}`, fields);
  });
  return {
    ids: documents.map(({ trace_id, id }) => `${trace_id} ${id}`),
    texts: documents.map((document) => JSON.stringify(document)),
  };
}

it('loses nothing that it acknowledged when it is killed in the middle of taking documents', async () => {
  const acknowledged: string[] = [];
  let sent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const url = await start();
    const victim = child;
    const before = acknowledged.length;
    const sendUntilKilled = async (): Promise<void> => {
      for (;;) {
        const { ids, texts } = makeCall(sent++);
        await post(`${url}/TraceSegments`, { TraceSegmentDocuments: texts });
        acknowledged.push(...ids);
        // While other calls are under way, and what was taken is being derived.
        if (acknowledged.length > before + 1_500 + 400 * round) victim?.kill('SIGKILL');
      }
    };
    const ended = once(victim as ChildProcess, 'exit');
    await Promise.allSettled(Array.from({ length: 4 }, sendUntilKilled));
    expect(await ended).toEqual([null, 'SIGKILL']);
  }

  const url = await start();
  const traces = new Set(acknowledged.map((each) => each.split(' ')[0] as string));
  const kept = new Set<string>();
  for (const ids of inGroups([...traces], 100)) {
    const { Traces } = (await post(`${url}/Traces`, { TraceIds: ids })) as {
      Traces: { Id: string; Segments: { Id: string }[] }[];
    };
    for (const { Id, Segments } of Traces) for (const segment of Segments) kept.add(`${Id} ${segment.Id}`);
  }
  expect(acknowledged.filter((each) => !kept.has(each))).toEqual([]);
  // What was derived is whole again too.
  const { total, scanned } = await post(`${url}/-/traces/query`, { filter: 'service("0")' });
  expect([Number(total) > 0, Number(scanned) >= traces.size]).toEqual([true, true]);
  console.log(
    `killed ${ROUNDS} times: ${acknowledged.length} documents acknowledged of ${sent * PER_CALL} sent, 0 lost`,
  );
}, 60_000);

function inGroups<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
