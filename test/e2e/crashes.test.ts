import { startLocalXRay } from '@otel-xray/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from './run-process.ts';

let local: Awaited<ReturnType<typeof startLocalXRay>>;
beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
});
afterEach(() => local.reset());
afterAll(() => local.close());

const run = (crash: string, env: NodeJS.ProcessEnv = {}) =>
  runNode(['--import', '@otel-xray/register/auto', 'test/e2e/apps/crashes.mjs'], {
    CRASH: crash,
    OTEL_SERVICE_NAME: 'app',
    OTEL_TRACES_SAMPLER: 'always_on',
    AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host,
    ...env,
  });

/** Where a `throw` prints `^` under itself, we get it under the `new Error` of the same line. */
const withoutCaret = ({ errors, ...rest }: { readonly errors: string }): object => ({
  ...rest,
  errors: errors.replace(/^ *\^$/m, ''),
});

async function receivedSpans(): Promise<number> {
  const count = ({ subsegments = [] }: { readonly subsegments?: readonly object[] }): number =>
    subsegments.reduce((sum, one) => sum + count(one), 1);
  return (await local.traces()).flatMap(({ segments }) => segments).reduce((sum, one) => sum + count(one), 0);
}

describe('a program that crashes right after its first spans', () => {
  it.each(['throw', 'reject', 'reject a string', 'top level', 'twice'])(
    'sends them, and ends with the message and the exit code of Node: %s',
    async (crash) => {
      const { ended: without } = run(crash, { AWS_XRAY_SDK_ENABLED: 'false' });
      const { ended } = run(crash);
      expect(withoutCaret(await ended)).toEqual(withoutCaret(await without));
      expect((await ended).errors).toContain('Node.js v');
      expect((await ended).code).toBe(1);
      expect(await receivedSpans()).toBe(201);
    },
  );

  // Only an Error knows where it was made: the excerpt of the source above the message differs.
  it('sends them when a string is thrown, and names it', async () => {
    const { code, errors } = await run('throw a string').ended;
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('a string') });
    expect(await receivedSpans()).toBe(201);
  });

  it('leaves an exception to an application that listens for it', async () => {
    const { code, errors, output } = await run('handled').ended;
    expect({ code, errors, output }).toEqual({
      code: 0,
      errors: '',
      output: 'worked\nhandled the application failed\n',
    });
    expect(await receivedSpans()).toBe(201);
  });

  it('sends them at SIGHUP, and ends with 129', async () => {
    const program = run('waits');
    await program.line(/^worked$/);
    program.kill('SIGHUP');
    expect(await program.ended).toMatchObject({ code: 129, errors: '' });
    expect(await receivedSpans()).toBe(201);
  });
});
