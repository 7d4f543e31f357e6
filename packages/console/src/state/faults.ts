import { type Signal, signal } from '@preact/signals';
import { ServerGone } from '../api/client.ts';

/** An error that nothing handled, in the words of whoever threw it; shown until it is closed. */
export const fault: Signal<string | undefined> = signal(undefined);

/** Shows an error that nothing else shows. An aborted request is none, and that the server is gone has a banner of its own. */
export function report(error: unknown): void {
  const text = describeFault(error);
  if (text !== undefined) fault.value = text;
}

/** One sentence about an error; `undefined` for one that needs no telling. */
export function describeFault(error: unknown): string | undefined {
  if (error instanceof ServerGone) return undefined;
  if (error instanceof Error) return error.name === 'AbortError' ? undefined : `${error.name}: ${error.message}`;
  const text = String(error ?? '');
  // Browsers report a delayed layout as an error: https://drafts.csswg.org/resize-observer/#deliver-resize-loop-error-notification
  return text === '' || text.startsWith('ResizeObserver loop') ? undefined : text;
}

/** Reports every error of the page that no one catches. */
export function followFaults(page: Pick<Window, 'addEventListener'> = window): void {
  page.addEventListener('error', (event) => report((event as ErrorEvent).error ?? (event as ErrorEvent).message));
  page.addEventListener('unhandledrejection', (event) => report((event as PromiseRejectionEvent).reason));
}
