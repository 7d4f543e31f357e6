import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { adaptiveConfigFromEnv, checkAdaptiveConfig } from './adaptive-config.ts';

describe('checkAdaptiveConfig', () => {
  it('fills in what is missing', () => {
    expect(checkAdaptiveConfig({})).toEqual({ conditions: undefined, capturedPerSecond: 1 });
    expect(checkAdaptiveConfig({ version: '1.0', anomalyConditions: [{ highLatencyMs: 5 }] }).conditions).toEqual([
      { errorCode: undefined, operations: undefined, highLatencyMillis: 5, usage: 'both' },
    ]);
  });

  it.each([
    [[], 'the document is [], expected an object.'],
    [{ version: 2 }, 'version is 2, expected 1.0.'],
    [{ anomalyConditions: {} }, 'anomalyConditions is {}, expected a list.'],
    [{ anomalyConditions: [{}] }, 'anomalyConditions[0] is {}, expected errorCodeRegex, highLatencyMs or both.'],
    [{ anomalyConditions: [{ errorCodeRegex: '(' }] }, 'errorCodeRegex is "(", expected a regular expression.'],
    [{ anomalyConditions: [{ highLatencyMs: -1 }] }, 'highLatencyMs is -1, expected a number of milliseconds.'],
    [{ anomalyConditions: [{ highLatencyMs: 1, operations: 'GET /' }] }, 'operations is "GET /", expected a list'],
    [{ anomalyConditions: [{ highLatencyMs: 1, usage: 'none' }] }, 'usage is "none", expected one of both,'],
    [{ anomalyCaptureLimit: { anomalyTracesPerSecond: '1' } }, 'anomalyTracesPerSecond is "1", expected a number'],
  ])('refuses %j', (config, message) => {
    expect(() => checkAdaptiveConfig(config)).toThrow(TypeError);
    expect(() => checkAdaptiveConfig(config)).toThrow(message);
  });
});

describe('AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG', () => {
  let folder: string;
  let warnings: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'adaptive-'));
    warnings = [];
    const warn = (_name: string, text: string) => void warnings.push(text);
    diag.setLogger({ warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} } as DiagLogger);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    diag.disable();
    vi.unstubAllEnvs();
  });
  const read = (text: string | undefined, parse: (text: string) => unknown = JSON.parse) => {
    vi.stubEnv('AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG', text);
    return adaptiveConfigFromEnv(parse);
  };

  it('holds the document', () => {
    expect(read('{"anomalyCaptureLimit":{"anomalyTracesPerSecond":3}}')?.capturedPerSecond).toBe(3);
    expect(read('version: 1.0', () => ({}))?.capturedPerSecond).toBe(1);
    expect(read(undefined)).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('holds the path of a file', () => {
    const path = join(folder, 'adaptive.json');
    writeFileSync(path, '{"anomalyConditions":[]}');
    expect(read(path)?.conditions).toEqual([]);
  });

  it.each(['/no/such/file.json', '{', '{"version":7}'])('is left out with a warning when it is %s', (text) => {
    expect(read(text)).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG is left out: /)]);
  });
});
