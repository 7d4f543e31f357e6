import type { JSX } from 'preact';
import { prepareFind, stepTo } from '../../model/find.ts';
import { joinList } from '../../model/route.ts';
import { formatCount } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import {
  failures,
  findText,
  foldsRuns,
  hiddenNodes,
  hits,
  leastPercent,
  rows,
  searchProblem,
  select,
  selected,
  services,
  showsPath,
  showsSelfTime,
  tree,
} from '../../state/trace.ts';
import { traceView } from '../../state/trace-sums.ts';
import { Broken } from '../../ui/broken.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TickList } from '../../ui/tick-list.tsx';
import { ViewSwitch } from './view-switch.tsx';

/** Finds, jumps, and leaves out. */
export function TraceToolbar(): JSX.Element {
  const found = hits.value;
  const at = selected.value === undefined ? -1 : found.indexOf(selected.value);
  const go = (step: 1 | -1): void => select(stepTo(found, selected.peek(), step));
  const hidden = rows.value.hidden.length;
  return (
    <div class="toolbar">
      <span class="find">
        <Icon name="search" size={14} />
        <input
          id="find-in-trace"
          class="input"
          type="search"
          placeholder="Find in this trace"
          aria-label="Find in this trace"
          value={findText.value}
          onFocus={() => prepareFind(tree.peek())}
          onInput={(event) => setQuery({ find: event.currentTarget.value }, { replace: true })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
            else if (event.key === 'Escape') {
              if (findText.peek() !== '') setQuery({ find: undefined }, { replace: true });
              event.currentTarget.blur();
            } else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <kbd aria-hidden="true">f</kbd>
        {findText.value !== '' && (
          <span class="muted" role="status">
            {at === -1 ? `${found.length} found` : `${at + 1} of ${found.length}`}
          </span>
        )}
        {searchProblem.value && <Broken what="Found in names only" error={searchProblem.value.message} />}
      </span>
      <button
        type="button"
        class="button"
        disabled={failures.value.length === 0}
        onClick={() => select(stepTo(failures.peek(), selected.peek(), 1), { tab: 'exceptions' })}
      >
        <kbd aria-hidden="true">e</kbd> Next failure
        {failures.value.length > 0 && <span class="muted">{failures.value.length}</span>}
      </button>
      {traceView.value === 'timeline' && <TimelineOptions />}
      <span class="spring" />
      {queryOf('zoom') !== undefined && (
        <button type="button" class="button" onClick={() => setQuery({ zoom: undefined }, { replace: true })}>
          Whole time
        </button>
      )}
      {hidden > 0 && <span class="muted">{formatCount(hidden)} left out</span>}
      <ViewSwitch />
      <button
        type="button"
        class="button"
        aria-pressed={queryOf('map') === 'yes'}
        onClick={() => setQuery({ map: queryOf('map') === 'yes' ? undefined : 'yes' }, { replace: true })}
      >
        <kbd aria-hidden="true">m</kbd> Map
      </button>
    </div>
  );
}

/** Choices that only the timeline knows. */
function TimelineOptions(): JSX.Element {
  return (
    <>
      <Toggle label="Critical path" isOn={showsPath.value} change={{ path: showsPath.value ? 'no' : undefined }} />
      <Toggle label="Self time" isOn={showsSelfTime.value} change={{ self: showsSelfTime.value ? undefined : 'yes' }} />
      <Toggle label="Fold alike" isOn={foldsRuns.value} change={{ runs: foldsRuns.value ? 'open' : undefined }} />
      <select
        class="select"
        aria-label="Leave out what is shorter than"
        value={String(leastPercent.value)}
        onChange={(event) =>
          setQuery(
            { least: event.currentTarget.value === '0' ? undefined : event.currentTarget.value },
            { replace: true },
          )
        }
      >
        {[0, 0.1, 1, 5, 10].map((percent) => (
          <option key={percent} value={String(percent)}>
            {percent === 0 ? 'All lengths' : `≥ ${percent} %`}
          </option>
        ))}
      </select>
      <ServicesMenu />
    </>
  );
}

function Toggle({
  label,
  isOn,
  change,
}: {
  label: string;
  isOn: boolean;
  change: Readonly<Record<string, string | undefined>>;
}): JSX.Element {
  return (
    <button type="button" class="button" aria-pressed={isOn} onClick={() => setQuery(change, { replace: true })}>
      {label}
    </button>
  );
}

function ServicesMenu(): JSX.Element {
  const nodes = services.value;
  const hidden = hiddenNodes.value;
  return (
    <Menu
      staysOpen
      title="Services shown"
      label={
        <>
          Services{hidden.size > 0 ? ` (${nodes.size - hidden.size} of ${nodes.size})` : ''}
          <Icon name="down" size={12} />
        </>
      }
    >
      <TickList
        items={[...nodes].map(([id, name]) => ({ id, name }))}
        what="services"
        isTicked={(id) => !hidden.has(id)}
        onTick={(id) => {
          const next = new Set(hidden);
          if (!next.delete(id)) next.add(id);
          setQuery({ without: joinList([...next]) }, { replace: true });
        }}
      />
    </Menu>
  );
}
