import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTraceHeader } from '@otel-xray/format';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROGRAM } from '../../packages/aws-client/test/bundled-program.ts';
import { installLocked } from '../../scripts/install-locked.mjs';
import { root, runNode } from './run-process.ts';

const bundlers = join(root, 'test/install/bundlers');

let folder: string;
let server: Server;
/** Trace headers as they arrived. */
const headers: string[] = [];
beforeAll(async () => {
  installLocked(bundlers);
  folder = await mkdtemp(join(tmpdir(), 'otel-xray-bundlers-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'main.mjs'), PROGRAM);
  server = createServer((request, response) => {
    headers.push(String(request.headers['x-amzn-trace-id']));
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

// esbuild has a test beside the code.
it.each(['webpack', 'rspack', 'rolldown', 'vite'])(
  'traceAWSClient makes one span of a call in a bundle of %s, which the header names',
  async (bundler) => {
    headers.length = 0;
    const options = JSON.stringify({ bundler, entry: 'main.mjs', out: `out-${bundler}` });
    const built = await runNode([join(bundlers, 'bundle.mjs'), options], {}, folder).ended;
    expect(built.errors).toBe('');
    const { file } = JSON.parse(built.output.trim().split('\n').at(-1) ?? '');
    const { port } = server.address() as AddressInfo;
    const { output, errors } = await runNode([file], { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }).ended;
    expect(errors).toBe('');
    expect(headers).toHaveLength(1);
    expect(JSON.parse(output)).toEqual([parseTraceHeader(headers[0] ?? '').parentId]);
  },
);
