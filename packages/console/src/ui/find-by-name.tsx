import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../model/units.ts';

/**
 * A field that finds things by name, for lists too long to be in the page as a whole.
 * @param what they are, in the plural
 * @returns the field, and what has the text that is typed in it: all while there is none
 */
export function useFindByName<Item extends { readonly name: string }>(
  items: readonly Item[],
  what: string,
): { readonly field: JSX.Element; readonly found: readonly Item[] } {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  return {
    field: (
      <input
        type="search"
        class="input"
        placeholder="Find by name"
        aria-label={`Find among ${formatCount(items.length)} ${what}`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    ),
    found: wanted === '' ? items : items.filter(({ name }) => name.toLowerCase().includes(wanted)),
  };
}
