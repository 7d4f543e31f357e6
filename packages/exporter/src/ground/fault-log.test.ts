import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultLog } from './fault-log.ts';

let lines: string[];
const logger = {
  error: (...parts: unknown[]) => void lines.push(`error ${parts.join(' ')}`),
  warn: (...parts: unknown[]) => void lines.push(`warn ${parts.join(' ')}`),
  info() {},
  debug() {},
  verbose() {},
};

beforeEach(() => {
  lines = [];
  diag.setLogger(logger, DiagLogLevel.ALL);
  lines = [];
});
afterEach(() => diag.disable());

function newLog() {
  const clock = { now: 1_000_000 };
  return { clock, log: new FaultLog(() => clock.now) };
}

describe('FaultLog', () => {
  it('logs one line of a kind in a minute, and then the number of the others', () => {
    const { log, clock } = newLog();
    for (let i = 0; i < 4; i++) log.error('queue', 'full');
    clock.now += 59_999;
    log.error('queue', 'full');
    clock.now += 1;
    log.error('queue', 'full');
    clock.now += 60_000;
    log.error('queue', 'full');
    expect(lines).toEqual([
      'error @otel-xray/exporter full',
      'error @otel-xray/exporter full (and 4 times more since the last line)',
      'error @otel-xray/exporter full',
    ]);
  });

  it('tells each kind', () => {
    const { log } = newLog();
    log.error('a', 'one');
    log.warn('b', 'two');
    expect(lines).toEqual(['error @otel-xray/exporter one', 'warn @otel-xray/exporter two']);
  });

  it('is not silenced by a clock that steps back', () => {
    const { log, clock } = newLog();
    log.error('a', 'one');
    clock.now -= 3_600_000;
    log.error('a', 'two');
    log.error('a', 'three');
    expect(lines).toEqual(['error @otel-xray/exporter one', 'error @otel-xray/exporter two']);
  });

  it('finds a logger that is set later', () => {
    diag.disable();
    const { log } = newLog();
    log.error('a', 'one');
    diag.setLogger(logger);
    lines = [];
    log.error('b', 'two');
    expect(lines).toEqual(['error @otel-xray/exporter two']);
  });

  it('survives a logger that throws', () => {
    const fail = (): never => {
      throw new Error('the disk is full');
    };
    diag.setLogger({ ...logger, error: fail, warn: fail }, { suppressOverrideMessage: true });
    const { log } = newLog();
    expect(() => log.error('a', 'one')).not.toThrow();
    expect(() => log.warn('b', 'two')).not.toThrow();
  });
});
