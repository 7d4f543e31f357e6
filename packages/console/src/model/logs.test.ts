import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../contract/index.ts';
import { countLogs, levelStatus, logsByEntity, readLogLevel, withNextLogs } from './logs.ts';

const log = (id: number, entity?: string): LogEntry => ({
  ...{ id, traceId: 't', at: id, text: `line ${id}`, source: 'stdout' },
  ...(entity !== undefined && { entity }),
});

describe('logs', () => {
  it('counts all levels, and those without one', () => {
    expect(countLogs({ info: 2, fatal: 1, none: 3 })).toBe(6);
    expect(countLogs(undefined)).toBe(0);
  });

  it.each([
    ['fatal', 'fault'],
    ['error', 'fault'],
    ['warn', 'error'],
    ['info', undefined],
    [undefined, undefined],
  ] as const)('level %s is shown as %s', (level, status) => expect(levelStatus(level)).toBe(status));

  it('reads levels, and nothing else', () => {
    expect([readLogLevel('warn'), readLogLevel('loud'), readLogLevel(undefined)]).toEqual([
      'warn',
      undefined,
      undefined,
    ]);
  });

  it('groups by entity, and leaves out records without one', () => {
    const [a, b, c] = [log(1, 'x'), log(2), log(3, 'x')];
    expect(logsByEntity([a, b, c])).toEqual(new Map([['x', [a, c]]]));
  });

  it('adds a page, each record once', () => {
    expect(withNextLogs({ logs: [log(1), log(2)], next: '2' }, { logs: [log(2), log(3)] })).toEqual({
      logs: [log(1), log(2), log(3)],
    });
  });
});
