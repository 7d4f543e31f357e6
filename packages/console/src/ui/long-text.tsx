import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../model/visible-text.ts';

const SHOWN = 300;

/** Folds the end of a long string, so that the following elements stay in view. */
export function LongText({ text }: { text: string }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const isLong = text.length > SHOWN;
  return (
    <p class="wrap">
      <bdi>{visibleText(isLong && !isOpen ? `${text.slice(0, SHOWN)}…` : text)}</bdi>{' '}
      {isLong && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Less' : 'All'}
        </button>
      )}
    </p>
  );
}
