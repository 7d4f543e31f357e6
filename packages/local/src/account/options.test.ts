import { expect, it } from 'vitest';
import { type LocalXRayOptions, resolveOptions } from './options.ts';

it('fills in the defaults', () => {
  expect(resolveOptions()).toEqual({
    port: 2000,
    host: '127.0.0.1',
    allowedHosts: [],
    allowedOrigins: [],
    dataDir: ':memory:',
    now: Date.now,
    strict: false,
    credentials: [],
    retentionDays: 30,
    maxStoreBytes: 1_073_741_824,
    logRetentionDays: 7,
    maxLogBytes: 268_435_456,
    maxRequestBytes: 16_777_216,
    otlpShape: 'exporter',
  });
});

it.each([
  [{ port: 65_536 }, 'Option "port" must be a port from 0 to 65535, got 65536.'],
  [{ port: '2000' }, 'Option "port" must be a port from 0 to 65535, got "2000".'],
  [{ host: '' }, 'Option "host" must be an address or a host name, got "".'],
  [{ allowedHosts: 'xray' }, 'Option "allowedHosts" must be a list of host names, got "xray".'],
  [
    { allowedOrigins: ['http://localhost:5173/'] },
    'Option "allowedOrigins" must be a list of origins such as "http://localhost:5173", or "*", got a list.',
  ],
  [{ otlpGrpcPort: -1 }, 'Option "otlpGrpcPort" must be a port from 0 to 65535, got -1.'],
  [{ dataDir: '' }, 'Option "dataDir" must be a folder or ":memory:", got "".'],
  [{ now: 5 }, 'Option "now" must be a function that returns epoch milliseconds, got 5.'],
  [{ strict: 'yes' }, 'Option "strict" must be true or false, got "yes".'],
  [
    { credentials: [{ accessKeyId: 'a' }] },
    'Option "credentials" must be a list of { accessKeyId, secretAccessKey }, got a list.',
  ],
  [{ otlpShape: 'flat' as never }, 'Option "otlpShape" must be "exporter" or "xray", got "flat".'],
  [{ lambdaFunctionName: '' }, 'Option "lambdaFunctionName" must be the name of a function, got "".'],
  [{ retentionDays: 0 }, 'Option "retentionDays" must be a number of days > 0, got 0.'],
  [{ maxStoreBytes: -1 }, 'Option "maxStoreBytes" must be a number of bytes > 0, got -1.'],
  [{ logRetentionDays: 0 }, 'Option "logRetentionDays" must be a number of days > 0, got 0.'],
  [{ maxLogBytes: '1' }, 'Option "maxLogBytes" must be a number of bytes > 0, got "1".'],
  [{ maxRequestBytes: Number.NaN }, 'Option "maxRequestBytes" must be a number of bytes > 0, got NaN.'],
])('refuses %o', (options, message) => {
  expect(() => resolveOptions(options as LocalXRayOptions)).toThrow(new TypeError(message));
});
