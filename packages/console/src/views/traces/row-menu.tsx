import type { JSX } from 'preact';
import type { TraceRow } from '../../contract/index.ts';
import { joinList, splitList } from '../../model/route.ts';
import { formatClock } from '../../model/time.ts';
import { pathOf } from '../../model/url-path.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';

/** Actions on one trace of the list: copy its id, or hide its like. */
export function RowMenu({ row }: { row: TraceRow }): JSX.Element {
  const hide = (what: string): void =>
    setQuery({ hide: joinList([...splitList(queryOf('hide')).filter((each) => each !== what), what]) });
  const path = row.url === undefined ? undefined : pathOf(row.url);
  const prefix = path?.replace(/[^/]*$/, '');
  return (
    <Menu
      title={`More about the trace of ${formatClock(row.start)}`}
      isDrawing
      className="button quiet small"
      align="right"
      label={<Icon name="more" />}
    >
      <button type="button" onClick={() => void copy(row.id, 'the trace id')}>
        Copy the id
      </button>
      {row.root && (
        <button type="button" onClick={() => hide(`service:${row.root?.name}`)}>
          Hide all of {row.root.name}
        </button>
      )}
      {path !== undefined && (
        <button type="button" onClick={() => hide(`url:${path}`)}>
          Hide {path}
        </button>
      )}
      {prefix !== undefined && prefix !== '/' && prefix !== path && (
        <button type="button" onClick={() => hide(`url:${prefix}`)}>
          Hide everything below {prefix}
        </button>
      )}
      <button type="button" onClick={() => hide('health')}>
        Hide health checks
      </button>
      <button type="button" onClick={() => hide('static')}>
        Hide static files
      </button>
    </Menu>
  );
}
