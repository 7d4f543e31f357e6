import { describe, expect, it } from 'vitest';
import { isAllowedHost, isOwnOrigin } from './host-rules.ts';

describe('isAllowedHost', () => {
  const local = { host: '127.0.0.1', allowedHosts: ['xray', 'Traces.Test'] };
  const open = { host: '0.0.0.0', allowedHosts: [] };
  it.each([
    ['127.0.0.1:2000', local, true],
    ['127.9.9.9', local, true],
    ['localhost:2000', local, true],
    ['LOCALHOST', local, true],
    ['app.localhost:2000', local, true],
    ['localhost.:2000', local, true],
    ['[::1]:2000', local, true],
    ['xray:2000', local, true],
    ['traces.test', local, true],
    ['evil.test:2000', local, false],
    ['localhost.evil.test', local, false],
    ['127.0.0.1.evil.test', local, false],
    ['10.0.0.5:2000', local, false],
    ['10.0.0.5:2000', open, true],
    ['[fd00::1]:2000', open, true],
    ['evil.test', open, false],
    ['', local, false],
    [undefined, local, false],
  ])('%s', (header, rules, expected) => {
    expect(isAllowedHost(header, rules)).toBe(expected);
  });
});

describe('isOwnOrigin', () => {
  it.each([
    [undefined, 'localhost:2000', true],
    ['http://localhost:2000', 'localhost:2000', true],
    ['http://localhost:3000', 'localhost:2000', false],
    ['https://evil.test', 'localhost:2000', false],
    ['null', 'localhost:2000', false],
  ])('%s asking %s', (origin, host, expected) => {
    expect(isOwnOrigin(origin, host)).toBe(expected);
  });
});
