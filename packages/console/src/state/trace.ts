import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { get, post } from '../api/client.ts';
import type { EntityAnswer, GraphAnswer, LinksAnswer, SearchAnswer, TraceAnswer } from '../contract/index.ts';
import { type ClockSkew, findClockSkew, shiftEntities } from '../model/clock-skew.ts';
import { criticalPath, type PathPart } from '../model/critical-path.ts';
import { findEntities } from '../model/find.ts';
import { findGaps, type Gap } from '../model/gaps.ts';
import { type FailureRole, failureRoles, failuresInOrder, firstSelected } from '../model/origin.ts';
import { toXRayForm } from '../model/pasted-id.ts';
import { splitList } from '../model/route.ts';
import { type Rows, revealing, toRows } from '../model/rows.ts';
import { type EntityTree, extentOf, mergeTrace, toTree } from '../model/tree.ts';
import { isPaused, onEvent, serverNow, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { queryOf, route, setQuery } from './route.ts';

const TRACE_EVERY_MILLIS = 120;
const TRACE_RESTS = 1;
const TICK_EVERY_MILLIS = 250;
// All rows are laid out anew when open bars grow: those of a large trace grow in larger steps, so that the page has time for its user.
const TICK_REST_PER_ENTITY = 0.05;

/** The trace that is shown, in X-Ray's form. */
export const traceId: ReadonlySignal<string | undefined> = computed(() => {
  const now = route.value;
  const id = now?.page === 'trace' ? now.ids[0] : undefined;
  return id === undefined ? undefined : (toXRayForm(id) ?? id);
});

/** The trace, merged from what changed. */
export const trace: Resource<TraceAnswer> = createResource(
  () => (traceId.value === undefined ? undefined : { id: traceId.value }),
  async ({ id }, before, abort) => {
    const answer = await get<TraceAnswer>(
      `/-/traces/${encodeURIComponent(id)}`,
      before ? { since: before.revision } : {},
      abort,
    );
    return mergeTrace(before, answer);
  },
);

/** The shown trace's answer; nothing while another one is still there. */
export const shown: ReadonlySignal<TraceAnswer | undefined> = computed(() =>
  trace.data.value?.id === traceId.value ? trace.data.value : undefined,
);

const treeAsReceived = computed(() => toTree(shown.value?.entities ?? []));

/** Called segments whose clock is off. */
export const skews: ReadonlySignal<readonly ClockSkew[]> = computed(() =>
  findClockSkew(treeAsReceived.value, shown.value?.now ?? 0),
);

/** The tree as received, or with corrected clocks if the address says so. */
export const tree: ReadonlySignal<EntityTree> = computed(() =>
  queryOf('clocks') === 'shifted' ? toTree(shiftEntities(treeAsReceived.value, skews.value)) : treeAsReceived.value,
);

// Open bars grow by this clock.
const tick = signal(0);

/** Until when open entities reach. */
export const traceNow: ReadonlySignal<number> = computed(() => {
  tick.value;
  const answer = shown.value;
  if (!answer) return 0;
  const isOpen = answer.entities.some(({ end }) => end === undefined);
  return isOpen && !isPaused.value ? Math.max(answer.now, serverNow()) : answer.now;
});

/** From the first start to the last end. */
export const extent: ReadonlySignal<{ start: number; end: number }> = computed(() =>
  extentOf(tree.value.all, traceNow.value),
);

/** The part that is shown, from the address. */
export const view: ReadonlySignal<{ start: number; end: number }> = computed(() => {
  const whole = extent.value;
  const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(queryOf('zoom') ?? '') ?? [];
  const start = whole.start + Number(from);
  const end = Math.min(whole.end, whole.start + Number(to));
  return to !== '' && start < end ? { start, end } : whole;
});

/** Shows a part of the time only; all of it without arguments. */
export function zoomTo(start?: number, end?: number): void {
  const whole = extent.peek();
  if (start === undefined || end === undefined || end - start < 2) {
    setQuery({ zoom: undefined }, { replace: true });
    return;
  }
  const from = Math.max(0, Math.round(start - whole.start));
  const to = Math.min(whole.end - whole.start, Math.round(end - whole.start));
  setQuery({ zoom: from === 0 && to >= whole.end - whole.start ? undefined : `${from}-${to}` }, { replace: true });
}

const folded: Signal<ReadonlySet<string>> = signal(new Set());
export const openRuns: Signal<ReadonlySet<string>> = signal(new Set());

/** Percent of the whole trace below which rows are left out. */
export const leastPercent: ReadonlySignal<number> = computed(() => Number(queryOf('least') ?? 0) || 0);
export const foldsRuns: ReadonlySignal<boolean> = computed(() => queryOf('runs') !== 'open');
export const showsPath: ReadonlySignal<boolean> = computed(() => queryOf('path') !== 'no');
export const showsSelfTime: ReadonlySignal<boolean> = computed(() => queryOf('self') === 'yes');
export const hiddenNodes: ReadonlySignal<ReadonlySet<string>> = computed(() => new Set(splitList(queryOf('without'))));
/** The services that sent segments, by node id; in the order in which they come up. */
export const services: ReadonlySignal<ReadonlyMap<string, string>> = computed(
  () => new Map(tree.value.all.flatMap(({ node, kind }) => (node && kind === 'segment' ? [[node.id, node.name]] : []))),
);

export const rows: ReadonlySignal<Rows> = computed(() => {
  const { start, end } = extent.value;
  return toRows(tree.value, {
    folded: folded.value,
    foldsRuns: foldsRuns.value,
    openRuns: openRuns.value,
    hiddenNodes: hiddenNodes.value,
    leastMicros: ((end - start) * leastPercent.value) / 100,
    now: traceNow.value,
  });
});

// As of the answer: an open trace grows by the clock, and what is selected must not change with it.
const pathAsAnswered = computed(() => criticalPath(tree.value, shown.value?.root, shown.value?.now ?? 0));

export const path: ReadonlySignal<readonly PathPart[]> = computed(() =>
  traceNow.value === shown.value?.now
    ? pathAsAnswered.value
    : criticalPath(tree.value, shown.value?.root, traceNow.value),
);
/** Entity → its parts of the path. */
export const pathOf: ReadonlySignal<ReadonlyMap<string, readonly PathPart[]>> = computed(() => groupById(path.value));
export const gapsOf: ReadonlySignal<ReadonlyMap<string, readonly Gap[]>> = computed(() =>
  groupById(findGaps(tree.value, traceNow.value)),
);
export const roles: ReadonlySignal<ReadonlyMap<string, FailureRole>> = computed(() => failureRoles(tree.value));
export const failures: ReadonlySignal<readonly string[]> = computed(() => failuresInOrder(tree.value, roles.value));

const selectedAtFirst = computed(() =>
  shown.value ? firstSelected(shown.value, tree.value, pathAsAnswered.value) : undefined,
);

/** The entity whose details are shown. */
export const selected: ReadonlySignal<string | undefined> = computed(() => {
  const asked = queryOf('select');
  return asked !== undefined && tree.value.byId.has(asked) ? asked : selectedAtFirst.value;
});

/** Selects an entity and opens what is folded over it. */
export function select(id: string | undefined, more: Readonly<Record<string, string | undefined>> = {}): void {
  if (id === undefined) return;
  const { unfold, openRuns: open } = revealing(tree.peek(), id);
  if (unfold.some((each) => folded.peek().has(each)))
    folded.value = new Set([...folded.peek()].filter((each) => !unfold.includes(each)));
  const isVisible = rows.peek().rows.some((row) => row.kind === 'entity' && (row.id === id || row.inferred?.id === id));
  if (!isVisible) openRuns.value = new Set([...openRuns.peek(), ...open]);
  // In the history, so that Back returns to the entity before; a step to the same one adds nothing.
  setQuery({ select: id, ...more }, { replace: selected.peek() === id });
}

/** Folds or unfolds what is below an entity. */
export function setFolded(id: string, isFolded: boolean): void {
  const next = new Set(folded.peek());
  if (isFolded) next.add(id);
  else next.delete(id);
  folded.value = next;
}

/** Everything about the selected entity. */
export const entity: Resource<EntityAnswer> = createResource(
  () => {
    const answer = shown.value;
    const id = selected.value;
    return answer && id !== undefined ? { traceId: answer.id, id, revision: answer.revision } : undefined;
  },
  ({ traceId: trace, id }, _, abort) =>
    get<EntityAnswer>(`/-/traces/${encodeURIComponent(trace)}/entities/${encodeURIComponent(id)}`, {}, abort),
);

/** Links with other traces, both ways. */
export const links: Resource<LinksAnswer> = createResource(
  () => (shown.value ? { id: shown.value.id, revision: shown.value.revision } : undefined),
  ({ id }, _, abort) => get<LinksAnswer>(`/-/traces/${encodeURIComponent(id)}/links`, {}, abort),
);

/** The text to find in the trace. */
export const findText: ReadonlySignal<string> = computed(() => queryOf('find') ?? '');

const NOTHING: ReadonlySet<string> = new Set();

/** Hits found by the server, and their text: while the user types on, the answer is about the text before. */
const search: Resource<{ readonly text: string; readonly ids: ReadonlySet<string> }> = createResource(
  () => {
    const text = findText.value.trim();
    return shown.value && text.length > 1 ? { id: shown.value.id, q: text, revision: shown.value.revision } : undefined;
  },
  async ({ id, q }, _, abort) => {
    const { hits: found } = await get<SearchAnswer>(`/-/traces/${encodeURIComponent(id)}/search`, { q }, abort);
    return { text: q, ids: new Set(found.map(({ entity: hit }) => hit)) };
  },
);

/** Why annotations, metadata, exceptions and SQL could not be searched. */
export const searchProblem: Resource<unknown>['problem'] = search.problem;

/** Where it is found, in the order of the rows. */
export const hits: ReadonlySignal<readonly string[]> = computed(() => {
  const text = findText.value.trim();
  const heavy = search.data.value;
  return findEntities(tree.value, text, heavy?.text === text ? heavy.ids : NOTHING);
});
export const hitSet: ReadonlySignal<ReadonlySet<string>> = computed(() => new Set(hits.value));

/** The map of this trace alone. */
export const traceGraph: Resource<GraphAnswer> = createResource(
  () => (shown.value && queryOf('map') === 'yes' ? { id: shown.value.id, revision: shown.value.revision } : undefined),
  ({ id }, _, abort) => post<GraphAnswer>('/-/graph', { ids: [id] }, abort),
);

/** Keeps the trace up to date; another trace begins with nothing folded. */
export function followTrace(): void {
  const update = throttled(
    async () => {
      if (!isPaused.peek()) await trace.refresh();
    },
    TRACE_EVERY_MILLIS,
    TRACE_RESTS,
  );
  onEvent((name, data) => {
    if (name === 'traces' && (data as readonly { id: string }[]).some(({ id }) => id === traceId.peek())) update();
    if (name === 'removed' || name === 'reset' || name === 'resync') update();
  });
  effect(() => {
    traceId.value;
    folded.value = new Set();
    openRuns.value = new Set();
  });
  effect(() => {
    if (!isPaused.value) update();
  });
  let ticked = 0;
  setInterval(() => {
    const { entities = [] } = shown.peek() ?? {};
    if (performance.now() - ticked < entities.length * TICK_REST_PER_ENTITY) return;
    if (!entities.some(({ end }) => end === undefined)) return;
    ticked = performance.now();
    tick.value++;
  }, TICK_EVERY_MILLIS);
}

function groupById<T extends { readonly id: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.id);
    if (group) group.push(item);
    else groups.set(item.id, [item]);
  }
  return groups;
}
