import { expect, it } from 'vitest';
import { type LocalXRayOptions, resolveOptions } from './options.ts';

it('fills in the defaults', () => {
  expect(resolveOptions()).toEqual({
    port: 2000,
    host: '127.0.0.1',
    allowedHosts: [],
    dataDir: ':memory:',
    now: Date.now,
    strict: false,
    credentials: [],
    retentionDays: 30,
    maxStoreBytes: 1_073_741_824,
    maxRequestBytes: 16_777_216,
  });
});

it.each([
  [{ port: 65_536 }, 'port: 65536 is not a port from 0 to 65535.'],
  [{ port: '2000' }, 'port: "2000" is not a port from 0 to 65535.'],
  [{ host: '' }, 'host: "" is not an address or a host name.'],
  [{ allowedHosts: 'xray' }, 'allowedHosts: "xray" is not a list of host names.'],
  [{ dataDir: '' }, 'dataDir: "" is not a folder or ":memory:".'],
  [{ now: 5 }, 'now: 5 is not a function that returns epoch milliseconds.'],
  [{ strict: 'yes' }, 'strict: "yes" is not true or false.'],
  [{ credentials: [{ accessKeyId: 'a' }] }, 'credentials: 1 is not a list of { accessKeyId, secretAccessKey }.'],
  [{ retentionDays: 0 }, 'retentionDays: 0 is not a number of days above 0.'],
  [{ maxStoreBytes: -1 }, 'maxStoreBytes: -1 is not a number of bytes above 0.'],
  [{ maxRequestBytes: Number.NaN }, 'maxRequestBytes: NaN is not a number of bytes above 0.'],
])('refuses %o', (options, message) => {
  expect(() => resolveOptions(options as LocalXRayOptions)).toThrow(new TypeError(message));
});
