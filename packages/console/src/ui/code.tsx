import type { JSX } from 'preact';
import { copy } from '../state/toasts.ts';

/** Text to copy: a command, variables, a document. */
export function Code({ text, what }: { text: string; what: string }): JSX.Element {
  return (
    <div class="code">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" class="button" onClick={() => void copy(text, what)}>
        Copy<span class="sr-only"> {what}</span>
      </button>
    </div>
  );
}
