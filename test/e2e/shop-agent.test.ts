import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startShop } from '../../examples/shop/start.mjs';
import { sendTraffic } from '../../examples/shop/traffic.mjs';
import { root } from './run-process.ts';

let local: LocalXRay;
let client: Client;
beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
  const shop = await startShop({ daemonAddress: new URL(local.url).host });
  await sendTraffic(shop.url).finally(() => shop.stop());
  client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${local.url}/mcp`)));
});
afterAll(async () => {
  await client.close();
  await local.close();
});

async function ask(name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content } = (await client.callTool({ name, arguments: given })) as { content: { text: string }[] };
  return content[0]?.text ?? '';
}

it('an agent finds out why the shop is slow', async () => {
  // The first request of a process may be slower than the slow one.
  const filter = 'service("payment-api") { responsetime > 0.25 }';
  const slowest = await ask('slowest_operations', { filter, limit: 3 });
  const [, operation = '', id = ''] = /^- (.*?): .*?\((1-[0-9a-f-]+)\)/.exec(slowest) ?? [];
  expect(operation).toContain('web POST /checkout');

  const why = await ask('explain_trace', { id });
  expect(why).toMatch(
    /^The trace lasted \d+\.\d ms\. On its critical path:\n(?:- .*\n)*- checkRisk: \d+\.\d ms, \d+ %/,
  );
  expect(why).toContain(`${local.url}/#/traces/${id}`);
  expect(await ask('get_trace', { id })).toMatch(/payment-api +segment[\s\S]*checkRisk/);

  const other = await ask('find_traces', { filter: 'service("payment-api") { ok AND responsetime < 0.25 }' });
  const fast = /1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(other)?.[0] ?? '';
  expect(await ask('compare_traces', { a: id, b: fast })).toMatch(/checkRisk/);
});

it('a person copies a failure for an agent', async () => {
  const [failed] = await local.traces('service("payment-api") { fault }');
  const id = failed?.id ?? '';
  const answer = (await (await fetch(`${local.url}/-/traces/${id}/agent-text`)).json()) as { text: string };
  expect(answer.text).toMatch(new RegExp(`^# Trace ${id}\n`));
  for (const title of ['Time', 'Failures', 'Timeline']) expect(answer.text).toContain(`\n## ${title}\n`);
  expect(answer.text).toContain(`(${join(root, 'examples/shop/payment-api.mjs')}:`);
  expect(answer.text.length).toBeLessThan(12_500);

  const command = join(root, 'packages/local/bin/xray-local.js');
  const args = [command, 'trace', id, '--for-agent', '--endpoint', local.url];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe(`${answer.text}\n`);
});
