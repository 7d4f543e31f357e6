import type { JSX } from 'preact';
import type { EntityAnswer } from '../../contract/index.ts';
import { countLogs } from '../../model/logs.ts';
import { ownStatus } from '../../model/rows.ts';
import { logs } from '../../state/logs.ts';
import { prefer, preferences } from '../../state/preferences.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { entity, selected, shown, tree } from '../../state/trace.ts';
import { Icon } from '../../ui/icon.tsx';
import { StatusLabel } from '../../ui/mark.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { AnnotationsTab } from './annotations-tab.tsx';
import { ExceptionsTab } from './exceptions-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { MetadataTab } from './metadata-tab.tsx';
import { NotesTab } from './notes-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { RawTab } from './raw-tab.tsx';
import { ResourcesTab } from './resources-tab.tsx';
import { SqlTab } from './sql-tab.tsx';
import { TranslationTab } from './translation-tab.tsx';

type TabId =
  | 'overview'
  | 'resources'
  | 'annotations'
  | 'metadata'
  | 'exceptions'
  | 'sql'
  | 'translation'
  | 'notes'
  | 'raw'
  | 'logs';

/** Everything about the selected entity, and the logs of the trace. */
export function Pane(): JSX.Element {
  const id = selected.value;
  const light = id === undefined ? undefined : tree.value.byId.get(id);
  if (!light) return <aside class="pane" aria-label="Details" />;
  const answer = entity.data.value?.entity.id === id ? entity.data.value : undefined;
  const owner = light.owner === undefined || light.owner === light.id ? undefined : tree.value.byId.get(light.owner);
  const notes = (light.counts.notes ?? 0) + (shown.value?.notes.length ?? 0);
  const tabs: Tab<TabId>[] = [
    { id: 'overview', label: 'Overview' },
    { id: 'resources', label: 'Resources', isEmpty: answer !== undefined && !hasResources(answer) },
    counted('annotations', 'Annotations', light.counts.annotations),
    counted('metadata', 'Metadata', light.counts.metadata),
    counted('exceptions', 'Exceptions', light.counts.exceptions),
    counted('sql', 'SQL', light.counts.sql),
    { id: 'translation', label: 'Translation', isEmpty: answer !== undefined && answer.translation === undefined },
    counted('notes', 'Notes', notes),
    { id: 'raw', label: 'Raw' },
    counted('logs', 'Logs', countLogs(logs.data.value?.counts)),
  ];
  const asked = (queryOf('tab') ?? defaultTab(light.counts.exceptions)) as TabId;
  const tab = tabs.find((each) => each.id === asked && !each.isEmpty)?.id ?? 'overview';
  return (
    <aside class="pane" aria-label="Details" data-entity={id} data-revision={entity.revision.value}>
      <header class="pane-head">
        <div class="pane-title">
          <h2 class="ellipsis">
            <bdi>{light.name}</bdi>
          </h2>
          {owner && (
            <span class="muted ellipsis">
              of <bdi>{owner.name}</bdi>
            </span>
          )}
          <span class="spring" />
          <StatusLabel status={ownStatus(light)} code={light.status} />
          <button
            type="button"
            class="button quiet"
            title="Copy the id (c)"
            aria-label="Copy the id"
            onClick={() => void copy(light.id, 'the id')}
          >
            <Icon name="copy" size={14} />
          </button>
          <PlaceSwitch />
        </div>
      </header>
      <Tabs name="entity" tabs={tabs} selected={tab} onSelect={(next) => setQuery({ tab: next }, { replace: true })} />
      <div id="panel-entity" role="tabpanel" aria-labelledby={`tab-entity-${tab}`} tabIndex={0} class="pane-body">
        {entity.problem.value && <p class="status-fault">{entity.problem.value.message}</p>}
        {answer ? <Panel tab={tab} answer={answer} /> : <p class="muted">Loading…</p>}
      </div>
    </aside>
  );
}

function PlaceSwitch(): JSX.Element {
  const other = preferences.value.panePlace === 'beside' ? 'below' : 'beside';
  const label = `Put the details ${other} the timeline`;
  return (
    <button
      type="button"
      class="button quiet pane-place"
      title={label}
      aria-label={label}
      onClick={() => prefer({ panePlace: other })}
    >
      <Icon name={`pane-${other}`} size={14} />
    </button>
  );
}

function Panel({ tab, answer }: { tab: TabId; answer: EntityAnswer }): JSX.Element {
  switch (tab) {
    case 'overview':
      return <OverviewTab answer={answer} />;
    case 'resources':
      return <ResourcesTab answer={answer} />;
    case 'annotations':
      return <AnnotationsTab answer={answer} />;
    case 'metadata':
      return <MetadataTab answer={answer} />;
    case 'exceptions':
      return <ExceptionsTab answer={answer} />;
    case 'sql':
      return <SqlTab answer={answer} />;
    case 'translation':
      return <TranslationTab answer={answer} />;
    case 'notes':
      return <NotesTab answer={answer} />;
    case 'raw':
      return <RawTab answer={answer} />;
    case 'logs':
      return <LogsTab />;
  }
}

/** A failed entity opens at its exceptions. */
function defaultTab(exceptions: number | undefined): TabId {
  return exceptions !== undefined && exceptions > 0 && queryOf('select') === undefined ? 'exceptions' : 'overview';
}

function counted(id: TabId, label: string, count: number | undefined): Tab<TabId> {
  return { id, label, count, isEmpty: (count ?? 0) === 0 };
}

function hasResources({ document }: EntityAnswer): boolean {
  return ['aws', 'service', 'origin', 'resource_arn', 'user', 'http'].some((key) => document[key] !== undefined);
}
