import type { JSX } from 'preact';

/** The head of a column; a click sorts by it, a second one the other way around. */
export function SortHead({
  column,
  label,
  title,
  isNumber = false,
  sort,
  onSort,
}: {
  column: string;
  label: string;
  title?: string;
  /** Numbers are sorted downwards first, names from A. */
  isNumber?: boolean;
  /** The sorted column, `-` in front for downwards. */
  sort: string;
  onSort: (sort: string) => void;
}): JSX.Element {
  const direction = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none';
  const first = isNumber ? `-${column}` : column;
  const other = isNumber ? column : `-${column}`;
  return (
    <span role="columnheader" aria-sort={direction} class={isNumber ? 'num' : ''} title={title}>
      <button type="button" onClick={() => onSort(sort === first ? other : first)}>
        <span class="sr-only">Sort by </span>
        {label}
        <span aria-hidden="true">{direction === 'none' ? '' : direction === 'descending' ? ' ↓' : ' ↑'}</span>
      </button>
    </span>
  );
}
