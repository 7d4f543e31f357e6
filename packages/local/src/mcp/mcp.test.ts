import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, toId } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const now = Math.floor(Date.now() / 1_000);
const traceId = (digit: number): string => `1-${now.toString(16)}-${String(digit).repeat(24)}`;
const COMMAND = join(import.meta.dirname, '../../bin/xray-local.js');

let xray: LocalXRay;
let client: Client;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0 });
  const lookUps = Array.from({ length: 12 }, (_, at) =>
    makeEmbedded(`b${at}`, {
      id: at.toString(16).padStart(16, '1'),
      name: 'look up',
      start_time: now + at / 10,
      end_time: now + at / 10 + 0.09,
    }),
  );
  await xray.ingest([
    makeSegment('a', {
      trace_id: traceId(1),
      name: 'orders',
      start_time: now,
      end_time: now + 1.5,
      subsegments: lookUps,
      http: { request: { method: 'GET', url: 'http://orders/cart' }, response: { status: 200 } },
    }),
    makeSegment('c', {
      trace_id: traceId(2),
      id: toId('c'),
      name: 'orders',
      start_time: now,
      end_time: now + 0.1,
      fault: true,
      cause: { working_directory: '/', exceptions: [{ id: toId('d'), type: 'OutOfStock', message: 'no lamp left' }] },
    }),
  ]);
  client = new Client({ name: 'test', version: '1' });
});
afterEach(async () => {
  await client.close();
  await xray.close();
});

async function ask(name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content } = (await client.callTool({ name, arguments: given })) as { content: { text: string }[] };
  return content[0]?.text ?? '';
}

const transports = {
  'over streamable HTTP': () => new StreamableHTTPClientTransport(new URL(`${xray.url}/mcp`)),
  'over stdio': () =>
    new StdioClientTransport({
      command: process.execPath,
      args: [COMMAND, 'mcp', '--endpoint', xray.url],
      stderr: 'inherit',
    }),
};

describe.each(Object.entries(transports))('an agent %s', (_name, transport) => {
  beforeEach(() => client.connect(transport()));

  it('finds tools that only read', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'compare_traces',
      'exceptions',
      'explain_trace',
      'find_logs',
      'find_traces',
      'get_trace',
      'insights',
      'service_map',
      'slowest_operations',
    ]);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  });

  it('finds out why something is slow', async () => {
    expect(await ask('slowest_operations')).toMatch(/^- orders GET \/cart: 1 traces, longest 1500\.0 ms \(1-/);
    expect(await ask('find_traces', { filter: 'responsetime > 1' })).toContain(traceId(1));
    const why = await ask('explain_trace', { id: traceId(1) });
    expect(why).toContain('The trace lasted 1500.0 ms.');
    expect(why).toMatch(/- look up: 1080\.0 ms, 72 %, 12 times/);
    expect(why).toContain('look up: 12 times, 1080.0 ms in all. One call for all of them may do.');
  });

  it('finds out what failed', async () => {
    expect(await ask('exceptions')).toContain('1 × OutOfStock: no lamp left');
    expect(await ask('get_trace', { id: traceId(2) })).toContain('OutOfStock');
    expect(await ask('compare_traces', { a: traceId(1), b: traceId(2) })).toContain(
      '- look up: 1080.0 ms in 12 calls → not there',
    );
    expect(await ask('service_map')).toContain('orders');
  });

  it('reads the logs of a trace', async () => {
    const [, seconds = '', random = ''] = traceId(2).split('-');
    const log = (severityNumber: number, stringValue: string): object => ({
      ...{ severityNumber, body: { stringValue }, traceId: seconds + random, timeUnixNano: `${now}050000000` },
    });
    await fetch(`${xray.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: [log(9, 'looked for a lamp'), log(17, 'sold out')] }] }],
      }),
    });
    expect(await ask('get_trace', { id: traceId(2) })).toMatch(/Logs:\n +50\.0 ms {2}INFO.*a lamp\n.*ERROR.*sold out$/);
    const why = await ask('explain_trace', { id: traceId(2) });
    expect(why).toMatch(/Errors in the logs:\n.*sold out/);
    expect(why).not.toContain('looked for a lamp');
    expect(await ask('find_logs', { text: 'SOLD' })).toContain(traceId(2));
    expect(await ask('find_logs', { level: 'fatal' })).toBe('No log records.');
  });

  it('reads what is wrong with a question', async () => {
    expect(await ask('get_trace', { id: 'nothing' })).toBe('"nothing" holds no trace id.');
    expect(await ask('find_traces', { filter: 'fault(' })).toContain('Invalid filter expression');
  });
});

it('does not answer a web page of another origin', async () => {
  const answer = await fetch(`${xray.url}/mcp`, {
    method: 'POST',
    headers: { origin: 'http://evil.test' },
    body: '{}',
  });
  expect(answer.status).toBe(403);
});
