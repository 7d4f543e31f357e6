import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installLocked } from '../../scripts/install-locked.mjs';
import { type Receiver, startReceiver } from '../faults/receiver.ts';
import { type RunningProcess, root, runNode } from './run-process.ts';

const frameworks = join(root, 'test/frameworks');
const TRACE = '6b0de0bcaaaaaaaaaaaaaaaaaaaaaaaa';
const HEADER = `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=1111111111111111;Sampled=1`;

interface Exception {
  readonly id: string;
  readonly type?: string;
  readonly message?: string;
  readonly stack?: readonly object[];
}

/** As far as these tests read a document. */
interface Entity {
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly fault?: boolean;
  readonly http?: { readonly response?: { readonly status?: number } };
  /** The exceptions, or the id of one in a subsegment. */
  readonly cause?: string | { readonly exceptions?: readonly Exception[] };
  readonly metadata?: { readonly default?: Readonly<Record<string, unknown>> };
  readonly subsegments?: readonly Entity[];
}

const opened: (() => unknown)[] = [];
beforeAll(() => installLocked(frameworks));
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Starts an application as its README would, with nothing but the preload and the environment. */
async function start(app: string): Promise<{ process: RunningProcess; receiver: Receiver; url: string }> {
  const receiver = await startReceiver();
  opened.push(() => receiver.close());
  const env = {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_TRACES_SAMPLER: 'always_on',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${receiver.port}`,
  };
  const cwd = app.startsWith('express-4') ? join(frameworks, 'express-4') : frameworks;
  const file = app.startsWith('express-4') ? 'app.cjs' : `apps/${app}.mjs`;
  const process = runNode(['--import', '@otel-xray/register/auto', file], env, cwd);
  opened.push(() => process.kill('SIGKILL'));
  const [, port] = await process.line(/^port (\d+)$/);
  return { process, receiver, url: `http://127.0.0.1:${port}` };
}

async function stop({ process, receiver }: Awaited<ReturnType<typeof start>>): Promise<Entity[]> {
  process.kill('SIGTERM');
  expect(await process.ended).toMatchObject({ code: 143 });
  return receiver.calls.flatMap(({ documents }) => documents as unknown as Entity[]);
}

const entitiesOf = (entity: Entity): Entity[] => [entity, ...(entity.subsegments ?? []).flatMap(entitiesOf)];

describe('a framework under register/auto, with its instrumentation installed', () => {
  it.each([
    ['express', '/orders/:id'],
    ['express-4', '/orders/:id'],
    ['fastify', '/orders/:id'],
    ['nestjs', '/orders/:id'],
    ['koa', '/orders/:id'],
    ['hapi', '/orders/{id}'],
    // Its middleware extracts the trace header a second time.
    ['hono', '/orders/:id'],
  ])('%s: one document a request, with the route and the thrown error', async (app, route) => {
    const running = await start(app);
    for (const id of ['7', '13'])
      await fetch(`${running.url}/orders/${id}`, { headers: id === '13' ? { 'x-amzn-trace-id': HEADER } : {} });
    const documents = (await stop(running)).filter(({ http }) => http !== undefined);

    expect(documents.map(({ http }) => http?.response?.status)).toEqual([200, 500]);
    const failed = documents[1] as Entity;
    expect(failed).toMatchObject({
      name: 'shop',
      trace_id: `1-${TRACE.slice(0, 8)}-${TRACE.slice(8)}`,
      parent_id: '1111111111111111',
      fault: true,
    });
    const entities = entitiesOf(failed);
    expect(entities.map(({ metadata }) => metadata?.default?.['http.route'])).toContain(route);
    const exceptions = entities.flatMap(({ cause }) => (typeof cause === 'object' ? (cause.exceptions ?? []) : []));
    const own = typeof failed.cause === 'string' ? exceptions.filter(({ id }) => id === failed.cause) : exceptions;
    expect(own[0]).toMatchObject({ type: 'OutOfStock', message: 'nothing left of 13', stack: expect.any(Array) });
  });

  it.each(['express', 'express-4'])('%s: 1,000 mixed requests are 1,000 documents', async (app) => {
    const running = await start(app);
    const paths = Array.from({ length: 1_000 }, (_, n) =>
      n % 10 === 0 ? '/orders/13' : n % 7 === 0 ? '/no' : `/orders/${n}`,
    );
    for (let n = 0; n < paths.length; n += 20)
      await Promise.all(paths.slice(n, n + 20).map(async (path) => (await fetch(running.url + path)).text()));
    const documents = await stop(running);

    expect(documents).toHaveLength(1_000);
    expect(new Set(documents.map(({ trace_id }) => trace_id)).size).toBe(1_000);
    expect(documents.flatMap(entitiesOf).length).toBeGreaterThan(1_800);
  });
});
