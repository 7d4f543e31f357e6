import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../model/units.ts';

/** Something to tick. */
export interface Tickable {
  readonly id: string;
  readonly name: string;
}

const MOST_TICKABLES = 100;

/** Boxes to tick, for a menu. Of more than a hundred only so many are in the page, and a field finds the others by name. */
export function TickList({
  items,
  what,
  isTicked,
  onTick,
  nameClass,
}: {
  items: readonly Tickable[];
  /** What they are, in the plural. */
  what: string;
  isTicked: (id: string) => boolean;
  onTick: (id: string) => void;
  nameClass?: string;
}): JSX.Element {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = wanted === '' ? items : items.filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST_TICKABLES);
  return (
    <>
      {items.length > MOST_TICKABLES && (
        <>
          <input
            type="search"
            class="input"
            placeholder="Find by name"
            aria-label={`Find among ${formatCount(items.length)} ${what}`}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class="menu-note muted" role="status">
            {shown.length < found.length
              ? `${formatCount(shown.length)} of ${formatCount(found.length)} ${what}: find the others by name.`
              : `${formatCount(found.length)} of ${formatCount(items.length)} ${what}`}
          </p>
        </>
      )}
      {shown.map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" checked={isTicked(id)} onChange={() => onTick(id)} />
          <bdi class={nameClass}>{name}</bdi>
        </label>
      ))}
    </>
  );
}
