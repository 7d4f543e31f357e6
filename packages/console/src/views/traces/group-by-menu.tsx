import type { JSX } from 'preact';
import type { GroupKey } from '../../contract/index.ts';
import { attributeLabel } from '../../model/filter-terms.ts';
import { groupKey } from '../../state/analysis.ts';
import { setQuery } from '../../state/route.ts';
import { aggregate } from '../../state/traces.ts';
import { useFindByName } from '../../ui/find-by-name.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { toAttribute } from './group-table.tsx';

const PLAIN_KEYS: readonly GroupKey[] = ['root', 'http.url', 'http.method', 'http.status', 'user'];
const MOST_KEYS = 20;

/** Chooses the attribute by which the list is grouped. */
export function GroupByMenu(): JSX.Element {
  const by = groupKey.value;
  return (
    <Menu
      align="right"
      title="Group by"
      label={
        <>
          {by === undefined ? 'Group by' : `By ${attributeLabel(toAttribute(by))}`}
          <Icon name="down" size={12} />
        </>
      }
    >
      {() => <Keys />}
    </Menu>
  );
}

function Keys(): JSX.Element {
  const by = groupKey.value;
  const annotations = (aggregate.data.value?.refiners ?? []).flatMap(({ kind, key }): GroupKey[] =>
    kind === 'annotation' && key ? [`annotation.${key}`] : [],
  );
  const items = [...PLAIN_KEYS, ...annotations].map((key) => ({ key, name: attributeLabel(toAttribute(key)) }));
  const { field, found } = useFindByName(items, 'attributes');
  return (
    <>
      {items.length > MOST_KEYS && field}
      {by !== undefined && (
        <>
          <button type="button" onClick={() => setQuery({ by: undefined, groupSort: undefined })}>
            No groups
          </button>
          <hr />
        </>
      )}
      {found.slice(0, MOST_KEYS).map(({ key, name }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === by}
          onClick={() => setQuery({ by: key, groupSort: undefined })}
        >
          <bdi class={key.startsWith('annotation.') ? 'mono' : ''}>{name}</bdi>
        </button>
      ))}
    </>
  );
}
