import type { Flag, Outcome } from '../contract/index.ts';

/** The status of a call, a segment or a trace; everywhere a colour, a shape and a word. */
export type Status = Outcome;

/** The word beside shape and colour. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  ok: 'ok',
  error: 'error',
  throttle: 'throttle',
  fault: 'fault',
  open: 'in progress',
};

/** One status out of the flags: the worst that is set. Flags decide, not status codes. */
export function statusOf(flags: readonly Flag[], isOpen: boolean): Status {
  if (flags.includes('fault')) return 'fault';
  if (flags.includes('throttle')) return 'throttle';
  if (flags.includes('error')) return 'error';
  return isOpen ? 'open' : 'ok';
}

/** Whether it is a failure. */
export function isFailure(status: Status): boolean {
  return status === 'fault' || status === 'throttle' || status === 'error';
}
