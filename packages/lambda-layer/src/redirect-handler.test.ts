import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layerState } from './layer-state.ts';
import { redirectHandler } from './redirect-handler.ts';

const TARGET = '/opt/otel-xray/handler.handler';
const wrap = <Value>(value: Value): Value => value;

let taskRoot: string;
beforeEach(() => {
  taskRoot = mkdtempSync(join(tmpdir(), 'otel-xray-redirect-'));
  writeFileSync(join(taskRoot, 'index.mjs'), '');
});
afterEach(() => rmSync(taskRoot, { recursive: true }));

describe('redirectHandler', () => {
  it('points the runtime to the layer and keeps the original handler', () => {
    const env = { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: taskRoot };
    redirectHandler(env, TARGET, wrap);
    expect(env).toEqual({ _HANDLER: TARGET, OTEL_XRAY_HANDLER: 'index.handler', LAMBDA_TASK_ROOT: taskRoot });
    expect(layerState().location.handler).toBe('index.handler');
  });

  it('finds the original handler again in a worker thread, which inherits the changed environment', () => {
    const env = { _HANDLER: TARGET, OTEL_XRAY_HANDLER: 'index.handler', LAMBDA_TASK_ROOT: taskRoot };
    const before = { ...env };
    redirectHandler(env, TARGET, wrap);
    expect(env).toEqual(before);
    expect(layerState().location.file).toBe(join(taskRoot, 'index.mjs'));
  });

  it.each([{ _HANDLER: 'none.handler' }, { _HANDLER: 'index' }, { _HANDLER: '../index.handler' }, {}])(
    'leaves %o to the runtime',
    (given) => {
      const env: Record<string, string | undefined> = { ...given, LAMBDA_TASK_ROOT: taskRoot };
      const before = { ...env };
      redirectHandler(env, TARGET, wrap);
      expect(env).toEqual(before);
    },
  );
});
