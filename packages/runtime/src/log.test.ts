import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { createLog } from './log.ts';

afterEach(() => diag.disable());

const nothing = (): void => {};

it('logs through diag, with the namespace in front, to a logger that is set later', () => {
  const lines: unknown[][] = [];
  const log = createLog('@otel-xray/x');
  diag.setLogger({
    error: nothing,
    warn: (...line) => void lines.push(line),
    info: nothing,
    debug: nothing,
    verbose: nothing,
  });
  log('warn', 'a line', { detail: 1 });
  expect(lines).toEqual([['@otel-xray/x', 'a line', { detail: 1 }]]);
});

it('survives a logger that throws', () => {
  const broken = (): never => {
    throw new Error('broken');
  };
  diag.setLogger({ error: broken, warn: broken, info: nothing, debug: nothing, verbose: nothing }, DiagLogLevel.WARN);
  expect(() => createLog('@otel-xray/x')('warn', 'a line')).not.toThrow();
});
