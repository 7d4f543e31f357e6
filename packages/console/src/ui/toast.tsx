import type { JSX } from 'preact';
import { toast } from '../state/toasts.ts';

/** Where short messages are said; always in the page, so that they are read out. */
export function Toast(): JSX.Element {
  return (
    <div role="status" aria-live="polite">
      {toast.value && <div class="toast">{toast.value.text}</div>}
    </div>
  );
}
