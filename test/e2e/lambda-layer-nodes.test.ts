import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode } from '../install/find-node.ts';
import { runtimeClient } from './runtime-client/build.mjs';
import { comparable, createFunctions, type Functions } from './runtime-client/functions.ts';
import { type FunctionRun, runFunction } from './runtime-client/run-function.ts';

const client = runtimeClient();

let functions: Functions;
beforeAll(async () => {
  functions = await createFunctions();
});
afterAll(() => functions?.close());

// The runtimes of AWS Lambda that the layer names. Node 20 has no synchronous hooks for modules.
describe.each([20, 22, 24])('the layer on Node %i', (major) => {
  const found = findNode(major);
  const reason = 'reason' in client ? client.reason : 'reason' in found ? found.reason : '';
  const run = (handler: string, layer: boolean, events: readonly unknown[] = [{ a: 1 }]): Promise<FunctionRun> => {
    const { taskRoot, env } = functions;
    const options = { client: 'file' in client ? client.file : '', node: 'node' in found ? found.node : '' };
    return runFunction({ ...options, taskRoot, env, handler, layer, events });
  };

  describe.skipIf(reason !== '')(reason === '' ? 'under the runtime client' : `skipped: ${reason}`, () => {
    it.each([
      ['an ES module', 'esm.handler'],
      ['a CommonJS module', 'commonjs.handler'],
      ['compiled from TypeScript', 'compiled.handler'],
      ['a nested export', 'nested.api.v1.place'],
      ['a streamed response', 'stream.handler'],
      ['an error', 'throws.handler'],
      ['a string that is thrown', 'throws-string.handler'],
    ])('answers as the bare function and sends one document: %s', async (_, handler) => {
      const [bare, layered] = [await run(handler, false), await run(handler, true)];
      expect(comparable(layered.answers, functions.taskRoot)).toEqual(comparable(bare.answers, functions.taskRoot));
      expect(layered.errors).toBe(bare.errors);
      expect(layered.documents).toMatchObject([{ name: 'orders', fault: handler.startsWith('throws') }]);
    });

    it.each(['missing.handler', 'syntax.handler', 'none.handler', 'callback.handler'])(
      'fails as the bare function does, or answers as it does: %s',
      async (handler) => {
        const [bare, layered] = [await run(handler, false), await run(handler, true)];
        expect(comparable(layered.answers, functions.taskRoot)).toEqual(comparable(bare.answers, functions.taskRoot));
        expect(layered.documents).toHaveLength(bare.answers[0]?.kind === 'response' ? 1 : 0);
      },
    );

    it.each(['calls.handler', 'calls-cjs.handler'])('traces http, fetch and the AWS SDK: %s', async (handler) => {
      const { documents, errors } = await run(handler, true, [{}, {}]);
      expect(errors.replace(/\(node:\d+\) .*\n/g, '')).toBe('');
      expect(documents.map(({ subsegments }) => subsegments?.map(({ name }) => name))).toEqual(
        Array(2).fill(['127.0.0.1', '127.0.0.1', 'DynamoDB']),
      );
    });
  });
});
