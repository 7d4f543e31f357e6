import type { TraceAnswer, TraceEntity } from '@otel-xray/console/contract';
import type { AssembledTree } from '../query/traces.ts';
import type { Entity } from '../trace/entity.ts';
import { httpOf } from '../trace/http.ts';
import { errorPaths, faultPaths, responseTimePath } from '../trace/root-cause.ts';
import { toNote } from './advice.ts';
import type { ConsoleContext } from './console-context.ts';
import { toRows } from './light-row.ts';
import { ProblemError } from './problem.ts';
import { toTraceEntities } from './trace-entities.ts';

/** `GET /-/traces/{id}?since=`: a trace as a flat list, or what changed of it. */
export function readTrace(id: string, since: number | undefined, context: ConsoleContext): TraceAnswer {
  const { store, traces, now } = context;
  const key = traces.keyOf(id);
  const assembled = traces.get(id);
  const [summary] = key === undefined ? [] : toRows(store, [key]);
  if (!assembled || !summary) throw new ProblemError(`The trace ${id} is not in this store.`, 404);

  const { revision, tree } = assembled;
  const { root } = tree;
  const entities = entitiesOf(id, assembled, context);
  const before = since === undefined || since < 1 || since > revision ? undefined : traces.at(id, since);
  const http = root && httpOf(root);
  return {
    id,
    revision,
    now: Math.round(now() * 1e3),
    summary,
    ...(root && { root: root.id }),
    ...(root?.parentId !== undefined && { lostParent: root.parentId }),
    ...(http?.clientIp !== undefined && { clientIp: http.clientIp }),
    ...(http?.userAgent !== undefined && { userAgent: http.userAgent }),
    ...(before
      ? { entities: changedOf(entities, entitiesOf(id, before, context)), order: entities.map((entity) => entity.id) }
      : { entities }),
    rootCauses: {
      fault: faultPaths(tree).map(toIds),
      error: errorPaths(tree).map(toIds),
      responseTime: [responseTimePath(tree)].filter((path) => path.length > 0).map(toIds),
    },
    notes: tree.diagnostics.filter(({ id: entity }) => entity === '').map(toNote),
    documents: store.sizeOf(id),
  };
}

function entitiesOf(id: string, { tree }: AssembledTree, { store }: ConsoleContext): TraceEntity[] {
  const notes = new Map<string, number>();
  for (const note of tree.diagnostics) notes.set(note.id, (notes.get(note.id) ?? 0) + 1);
  return toTraceEntities(tree, { notes, translated: new Set(store.translated(id)) });
}

function changedOf(now: readonly TraceEntity[], before: readonly TraceEntity[]): TraceEntity[] {
  const known = new Map(before.map((entity) => [entity.id, JSON.stringify(entity)]));
  return now.filter((entity) => known.get(entity.id) !== JSON.stringify(entity));
}

function toIds(path: readonly Entity[]): string[] {
  return path.map(({ id }) => id);
}
