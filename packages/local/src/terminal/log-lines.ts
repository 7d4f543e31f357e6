import type { LogEntry } from '@otel-xray/console/contract';
import { paint } from './paint.ts';
import { printable } from './printable.ts';

/**
 * Log records as lines: time, level, service, message.
 * @param start microseconds: times count from there; absent: the time of day
 */
export function logLines(logs: readonly LogEntry[], start?: number): string[] {
  const services = logs.map(({ service, source }) => printable(service ?? source));
  const width = Math.min(Math.max(0, ...services.map(({ length }) => length)), MAX_SERVICE);
  return logs.map(({ at, level, text }, i) => {
    const time = start === undefined ? new Date(at / 1e3).toISOString().slice(11, 23) : offset(at - start);
    const service = (services[i] ?? '').slice(0, MAX_SERVICE).padEnd(width);
    const [first = '', ...others] = text.split('\n').map(printable);
    const named = (level ?? '').toUpperCase().padEnd(5);
    const colour = level === 'error' || level === 'fatal' ? 'fault' : level === 'warn' ? 'error' : 'quiet';
    const more = others.length > 0 ? paint.quiet(` (+ ${others.length} lines)`) : '';
    return `${paint.quiet(time)}  ${paint[colour](named)}  ${paint.quiet(service)}  ${first}${more}`;
  });
}

function offset(micros: number): string {
  return `${(micros / 1e3).toFixed(1)} ms`.padStart(12);
}

const MAX_SERVICE = 24;
