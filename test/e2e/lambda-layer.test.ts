import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentDocument } from '@otel-xray/format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode } from '../install/find-node.ts';
import { runtimeClient } from './runtime-client/build.mjs';
import { comparable as comparableIn, createFunctions, type Functions } from './runtime-client/functions.ts';
import {
  type Answer,
  FUNCTION_SEGMENT,
  type FunctionOptions,
  type FunctionRun,
  LAYER,
  runFunction,
} from './runtime-client/run-function.ts';

const client = runtimeClient();

let functions: Functions;
let taskRoot: string;
beforeAll(async () => {
  functions = await createFunctions();
  ({ taskRoot } = functions);
});
afterAll(() => functions?.close());

const comparable = (answers: readonly Answer[]): unknown => comparableIn(answers, taskRoot);

const only = ({ documents }: FunctionRun): SegmentDocument => {
  expect(documents).toHaveLength(1);
  return documents[0] as SegmentDocument;
};

type RunOptions = Pick<FunctionOptions, 'handler'> & Partial<FunctionOptions>;

// The runtimes of AWS Lambda that the layer names. Node 20 has no synchronous hooks for modules.
describe.each([20, 22, 24])('the layer on Node %i', (major) => {
  const found = findNode(major);
  const reason = 'reason' in client ? client.reason : 'reason' in found ? found.reason : '';

  /** Runs a function below the layer. */
  const invoke = ({ env, ...options }: RunOptions): Promise<FunctionRun> =>
    runFunction({
      client: 'file' in client ? client.file : '',
      node: 'node' in found ? found.node : '',
      taskRoot,
      layer: true,
      env: { ...functions.env, ...env },
      ...options,
    });

  /** Runs a function bare and below the layer. */
  const runBoth = async (handler: string): Promise<[FunctionRun, FunctionRun]> => {
    const options = { handler, events: [{ a: 1 }] };
    return [await invoke({ ...options, layer: false }), await invoke(options)];
  };

  describe.skipIf(reason !== '')(reason === '' ? 'under the runtime interface client' : `skipped: ${reason}`, () => {
    it.each([
      ['an ES module', 'esm.handler'],
      ['a CommonJS module', 'commonjs.handler'],
      ['module.exports assigned', 'assigned.handler'],
      ['compiled from TypeScript', 'compiled.handler'],
      ['a nested export', 'nested.api.v1.place'],
      ['an export of the default export', 'default.handler'],
      ['a file in a folder', 'dist/deep.handler'],
      ['a streamed response', 'stream.handler'],
      ['an open timer behind the answer', 'open.handler'],
    ])('answers as the bare function and sends one document: %s', async (_, handler) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(bare.answers)).toEqual([expect.objectContaining({ kind: 'response' })]);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      expect(layered.errors).toBe(bare.errors);
      expect(bare.documents).toEqual([]);
      expect(only(layered)).toMatchObject({
        type: 'subsegment',
        parent_id: FUNCTION_SEGMENT,
        name: 'orders',
        aws: { request_id: 'request-1', account_id: '123456789012' },
        metadata: {
          default: { 'faas.version': '$LATEST', 'faas.max_memory': 268_435_456, 'cloud.region': 'eu-west-1' },
        },
      });
      expect(only(layered).fault).toBe(false);
    });

    it.each([
      ['an error', 'throws.handler', 'no price for lamp'],
      ['a string', 'throws-string.handler', 'only a string'],
      ['an error before a promise', 'throws-sync.handler', 'at once'],
      ['an error half way through a stream', 'stream-fails.handler', 'supplier is away'],
    ])('answers as the bare function and records a fault: %s', async (_, handler, message) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      const { fault, cause } = only(layered);
      expect(fault).toBe(true);
      expect(cause).toMatchObject({ exceptions: [{ message }] });
    });

    it.each([
      ['no such export', 'none.handler', 'Runtime.HandlerNotFound'],
      ['an export that is no function', 'none.value.handler', 'Runtime.HandlerNotFound'],
      ['no such file', 'nothing.handler', 'Runtime.ImportModuleError'],
      ['no dot', 'nothing', 'Runtime.MalformedHandlerName'],
      ['a parent folder', '../esm.handler', 'Runtime.MalformedHandlerName'],
      ['an ES module that cannot be parsed', 'syntax.handler', 'Runtime.UserCodeSyntaxError'],
      ['a CommonJS module that cannot be parsed', 'syntax-cjs.handler', 'Runtime.UserCodeSyntaxError'],
      ['an ES module whose package is missing', 'missing.handler', 'Error'],
      ['a CommonJS module whose package is missing', 'missing-cjs.handler', 'Runtime.ImportModuleError'],
      ['a module that throws', 'fails.handler', 'ConfigError'],
      ['a callback', 'callback.handler', 'Runtime.CallbackHandlerDeprecated'],
    ])('fails as the bare function does: %s', async (_, handler, errorType) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(bare.answers)).toEqual([
        expect.objectContaining({ kind: 'init error', body: expect.objectContaining({ errorType }) }),
      ]);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      expect(layered.documents).toEqual([]);
    });

    it.each(['calls.handler', 'calls-cjs.handler'])(
      'traces http, fetch and the AWS SDK, and keeps NODE_OPTIONS: %s',
      async (handler) => {
        const { received } = functions;
        received.length = 0;
        const run = await invoke({
          handler,
          events: [{}, {}],
          env: { NODE_OPTIONS: '--stack-trace-limit=7' },
        });
        expect(run.errors).toBe('');
        expect(run.answers.map(({ body }) => body)).toEqual(
          Array.from({ length: 2 }, () => expect.stringMatching(/--stack-trace-limit=7 --import=/)),
        );
        expect(run.documents).toHaveLength(2);
        for (const [n, document] of run.documents.entries()) {
          const calls = document.subsegments ?? [];
          expect(calls.map(({ name, namespace }) => [name, namespace])).toEqual([
            ['127.0.0.1', 'remote'],
            ['127.0.0.1', 'remote'],
            ['DynamoDB', 'aws'],
          ]);
          expect(calls[2]?.aws).toMatchObject({ operation: 'GetItem', table_name: 'orders' });
          // Each request names the call's own subsegment as its parent.
          const headers = received.slice(3 * n, 3 * n + 3).map(({ header }) => header);
          expect(headers).toEqual(calls.map(({ id }) => expect.stringContaining(`Parent=${id};Sampled=1`)));
        }
        expect(run.documents.map(({ annotations }) => annotations?.['faas.coldstart'])).toEqual([true, false]);
      },
    );

    it('sends one document per invocation from worker threads that run several at a time', async () => {
      const events = Array.from({ length: 12 }, (_, n) => ({ tenant: `t${n}` }));
      const run = await invoke({
        handler: 'tenant.handler',
        events,
        env: { AWS_LAMBDA_MAX_CONCURRENCY: '4', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' },
      });
      expect(run.answers.map(({ body }) => JSON.parse(body)).sort()).toEqual(events.map(({ tenant }) => tenant).sort());
      expect(run.documents.map(({ aws }) => aws?.['request_id']).sort()).toEqual(
        events.map((_, n) => `request-${n + 1}`).sort(),
      );
      for (const { in_progress, aws, subsegments } of run.documents) {
        const { tenant } = events[Number(String(aws?.['request_id']).slice('request-'.length)) - 1] ?? {};
        // Both may start in the same millisecond.
        const names = subsegments?.map(({ name }) => name).sort();
        expect([in_progress, names]).toEqual([undefined, [tenant, `${tenant} again`]]);
      }
    });

    it('records spans that the function makes with an API of its own', async () => {
      const [, layered] = await runBoth('own-span.handler');
      expect(only(layered).subsegments?.map(({ name }) => name)).toEqual(['place order']);
    });

    // register needs Node 22.15.
    it.each(major === 20 ? [] : ['calls.handler', 'calls-cjs.handler'])(
      'is replaced by one line of advice if register is preloaded and no handler is wrapped: %s',
      async (handler) => {
        const run = await invoke({
          handler,
          layer: false,
          events: [{}, {}],
          env: { NODE_OPTIONS: '--import=@otel-xray/register/auto' },
        });
        expect(run.answers.map(({ kind }) => kind)).toEqual(['response', 'response']);
        expect(run.documents).toEqual([]);
        expect(run.errors.trim().split('\n')).toEqual([
          expect.stringContaining('no handler is wrapped, so nothing of this function is traced'),
        ]);
      },
    );

    it('runs the function if the import hook cannot be loaded, and says so in one line', async () => {
      const damaged = await mkdtemp(join(tmpdir(), 'otel-xray-damaged-'));
      try {
        await cp(LAYER, damaged, { recursive: true });
        for (const name of ['import-hook.cjs', 'node_modules/import-in-the-middle/hook.mjs'])
          await rm(join(damaged, 'otel-xray', name));
        const { answers, errors, output } = await invoke({ handler: 'calls.handler', layer: damaged });
        expect(answers.map(({ kind }) => kind)).toEqual(['response']);
        expect(`${errors}\n${output}`.match(/@otel-xray\/lambda-layer: .*/g)).toEqual([
          expect.stringMatching(/could not (start tracing, the function runs untraced|load the import hook)/),
        ]);
      } finally {
        await rm(damaged, { recursive: true });
      }
    });

    it.each([{ OTEL_SDK_DISABLED: 'true' }, { AWS_XRAY_SDK_ENABLED: 'false' }])(
      'does nothing under %o',
      async (off) => {
        const run = await invoke({ handler: 'esm.handler', env: { ...off } });
        expect(run).toMatchObject({ answers: [{ kind: 'response' }], documents: [], errors: '' });
      },
    );
  });
});
