import type { JSX } from 'preact';
import { formatCount } from '../model/units.ts';
import { useFindByName } from './find-by-name.tsx';

/** Something to tick. */
export interface Tickable {
  readonly id: string;
  readonly name: string;
}

const MOST_TICKABLES = 100;

/** Boxes to tick, for a menu. At most a hundred are in the page; a field finds the others by name. */
export function TickList({
  items,
  what,
  isTicked,
  onTick,
  nameClass,
}: {
  items: readonly Tickable[];
  /** Their kind, in the plural. */
  what: string;
  isTicked: (id: string) => boolean;
  onTick: (id: string) => void;
  nameClass?: string;
}): JSX.Element {
  const { field, found } = useFindByName(items, what);
  const shown = found.slice(0, MOST_TICKABLES);
  return (
    <>
      {items.length > MOST_TICKABLES && (
        <>
          {field}
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
