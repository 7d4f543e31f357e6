import { type DiagLogger, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from './options.ts';

let warnings: string[];
beforeEach(() => {
  warnings = [];
  const warn = (_name: string, text: string) => void warnings.push(text);
  diag.setLogger({ warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} } as DiagLogger);
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', undefined);
});
afterEach(() => {
  diag.disable();
  vi.unstubAllEnvs();
});

describe('an option', () => {
  it.each([
    [{ resource: 'orders' }, 'Option "resource" must be a resource, a promise of one, or a function, got "orders".'],
    [{ resource: null }, 'Option "resource" must be a resource, a promise of one, or a function, got null.'],
    [{ endpoint: '127.0.0.1:2000' }, 'Option "endpoint" must be an http: or https: URL, got "127.0.0.1:2000".'],
    [{ endpoint: 'ftp://host' }, 'Option "endpoint" must be an http: or https: URL, got "ftp://host".'],
    [{ endpoint: 7 }, 'Option "endpoint" must be an http: or https: URL, got 7.'],
    [{ pollingInterval: '60' }, 'Option "pollingInterval" must be a number of seconds, got "60".'],
    [{ pollingInterval: Number.NaN }, 'Option "pollingInterval" must be a number of seconds, got NaN.'],
    [{ fallback: 0.5 }, 'Option "fallback" must be a Sampler or a document of local rules, got 0.5.'],
    [{ fallback: { version: 2 } }, 'local rules: default is undefined, expected an object with fixed_target and rate.'],
    [{ attributes: 'yes' }, 'Option "attributes" must be true or false, got "yes".'],
    [{ client: {} }, 'Option "client" must be an XRayClient, got an object (Object).'],
    [{ send: true }, 'Option "send" must be a function, got true.'],
    [{ now: 0 }, 'Option "now" must be a function that gives epoch milliseconds, got 0.'],
    [{ onUnavailable: 'log' }, 'Option "onUnavailable" must be a function, got "log".'],
    [{ parseConfig: 'yaml' }, 'Option "parseConfig" must be a function, got "yaml".'],
    [{ adaptiveSampling: [] }, 'adaptive sampling: the document is [], expected an object.'],
  ])('%j is refused', (options, message) => {
    expect(() => resolveOptions(options as object)).toThrow(new TypeError(message));
  });
});

describe('the endpoint', () => {
  it.each([
    [undefined, 'http://127.0.0.1:2000'],
    ['', 'http://127.0.0.1:2000'],
    ['10.0.0.1:2999', 'http://10.0.0.1:2999'],
    ['udp:10.0.0.1:1 tcp:10.0.0.2:2', 'http://10.0.0.2:2'],
    ['tcp:10.0.0.2:2 udp:10.0.0.1:1', 'http://10.0.0.2:2'],
    ['[::1]:2000', 'http://[::1]:2000'],
  ])('under AWS_XRAY_DAEMON_ADDRESS=%s is %s', (address, expected) => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', address);
    expect(resolveOptions({}).source).toBe(expected);
    expect(warnings).toEqual([]);
  });

  it('is the default, with a warning, where the variable is wrong', () => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', 'nowhere');
    expect(resolveOptions({}).source).toBe('http://127.0.0.1:2000');
    expect(warnings).toEqual([expect.stringMatching(/^AWS_XRAY_DAEMON_ADDRESS: .*; 127\.0\.0\.1:2000 is used$/)]);
  });

  it.each([
    ['http://host:1/', 'http://host:1'],
    ['https://xray.example/proxy/', 'https://xray.example/proxy'],
  ])('%s beats the variable', (endpoint, expected) => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', '10.0.0.1:2999');
    expect(resolveOptions({ endpoint }).source).toBe(expected);
  });
});

describe('pollingInterval', () => {
  it.each([
    [undefined, 300_000, 0],
    [10, 10_000, 0],
    [9, 300_000, 1],
    [-1, 300_000, 1],
    [Number.POSITIVE_INFINITY, 86_400_000, 0],
  ])('%s is %i ms, with %i warnings', (pollingInterval, millis, count) => {
    const options = pollingInterval === undefined ? {} : { pollingInterval };
    expect(resolveOptions(options).rulesIntervalMillis).toBe(millis);
    expect(warnings).toHaveLength(count);
  });
});
