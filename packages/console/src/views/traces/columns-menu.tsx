import type { JSX } from 'preact';
import { joinList } from '../../model/route.ts';
import { setQuery } from '../../state/route.ts';
import { aggregate, columns } from '../../state/traces.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TickList } from '../../ui/tick-list.tsx';

/** Chooses the annotations that have a column. */
export function ColumnsMenu(): JSX.Element {
  const chosen = columns.value;
  const known = (aggregate.data.value?.refiners ?? []).flatMap(({ kind, key }) =>
    kind === 'annotation' && key ? [key] : [],
  );
  const keys = [...new Set([...chosen, ...known])];
  return (
    <Menu
      align="right"
      staysOpen
      label={
        <>
          Columns
          <Icon name="down" size={12} />
        </>
      }
      title="Columns from annotations"
    >
      {keys.length === 0 && <p class="menu-note muted">No annotations among these traces.</p>}
      <TickList
        items={keys.map((key) => ({ id: key, name: key }))}
        what="annotations"
        nameClass="mono"
        isTicked={(key) => chosen.includes(key)}
        onTick={(key) =>
          setQuery({
            columns: joinList(chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]),
          })
        }
      />
    </Menu>
  );
}
