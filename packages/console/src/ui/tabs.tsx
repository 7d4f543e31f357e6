import type { JSX } from 'preact';

/** One tab; `count` is above it, and an empty tab cannot be chosen. */
export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number | undefined;
  readonly isEmpty?: boolean | undefined;
}

/** A row of tabs; arrows move among them. The panel has the id `panel-<name>`. */
export function Tabs<Id extends string>({
  name,
  tabs,
  selected,
  onSelect,
}: {
  name: string;
  tabs: readonly Tab<Id>[];
  selected: Id;
  onSelect: (id: Id) => void;
}): JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const open = tabs.filter(({ isEmpty }) => !isEmpty);
    const next = open[(open.findIndex(({ id }) => id === selected) + step + open.length) % open.length];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(next.id);
    document.getElementById(`tab-${name}-${next.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" onKeyDown={onKeyDown}>
      {tabs.map(({ id, label, count, isEmpty }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${name}-${id}`}
          aria-selected={id === selected}
          aria-controls={`panel-${name}`}
          tabIndex={id === selected ? 0 : -1}
          disabled={isEmpty === true && id !== selected}
          onClick={() => onSelect(id)}
        >
          {label}
          {count !== undefined && count > 0 && <sup>{count}</sup>}
        </button>
      ))}
    </div>
  );
}
