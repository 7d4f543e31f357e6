import type { TraceEntity } from '../contract/index.ts';
import { type PathPart, pathShares } from './critical-path.ts';
import type { EntityTree } from './tree.ts';

/** Time on the critical path of several entities together. */
export interface PathSum {
  /** `fold`: alike siblings; `name`: all alike in one service; `service`: everything of one service. */
  readonly kind: 'fold' | 'name' | 'service';
  readonly label: string;
  /** The first of them on the path. */
  readonly id: string;
  /** How many of them are on the path. */
  readonly count: number;
  /** Their own time on the path, µs. */
  readonly micros: number;
}

/** The sums of a critical path, each kind with the longest first. */
export type PathSums = Readonly<Record<PathSum['kind'], readonly PathSum[]>>;

/** The sum that explains most of a response. */
export interface Explanation {
  readonly sum: PathSum;
  /** The whole path, µs. */
  readonly of: number;
  readonly looksLike: 'N+1' | 'a loop';
}

/** Fewer alike calls are no loop. */
const LEAST_ALIKE = 10;
/** Smallest share of the response that explains it. */
const LEAST_SHARE = 0.25;
/** Smallest share of a name's time that makes one fold the more exact explanation. */
const MOST_OF_NAME = 0.9;

/** Names a call as its row does: name, operation and resource. */
export function callLabel({ name, operation, resource }: TraceEntity): string {
  const details =
    operation === undefined ? (resource ?? '') : resource === undefined ? operation : `${operation} ${resource}`;
  return details === '' ? name : `${name} ${details}`;
}

/** The segment that an entity belongs to; absent while it is not received. */
export function ownerOf(tree: EntityTree, { owner }: TraceEntity): TraceEntity | undefined {
  return owner === undefined ? undefined : tree.byId.get(owner);
}

/** Sums a critical path per fold, per name in a service, and per service. */
export function sumPath(tree: EntityTree, path: readonly PathPart[]): PathSums {
  const sums = { fold: new Sums('fold'), name: new Sums('name'), service: new Sums('service') };
  // In order of time, so that the first of each sum is the first on the path.
  const micros = new Map<string, number>();
  for (const { id, start, end } of path) micros.set(id, (micros.get(id) ?? 0) + end - start);
  for (const [id, own] of micros) {
    const entity = tree.byId.get(id);
    if (!entity) continue;
    const service = ownerOf(tree, entity)?.name ?? '';
    const label = callLabel(entity);
    sums.fold.add(JSON.stringify([entity.parent, entity.kind, label]), label, id, own);
    sums.name.add(JSON.stringify([service, entity.kind, label]), label, id, own);
    sums.service.add(service, service === '' ? 'segment not received' : service, id, own);
  }
  return { fold: sums.fold.descending(), name: sums.name.descending(), service: sums.service.descending() };
}

/**
 * Finds the sum that explains a slow response better than any single entity. It has at least ten alike calls, a quarter of the response,
 * and more time than the longest single entity. Calls to other services and statements look like N+1, other work like a loop.
 */
export function explainPath(tree: EntityTree, path: readonly PathPart[], sums: PathSums): Explanation | undefined {
  const of = path.reduce((sum, { start, end }) => sum + end - start, 0);
  const [single] = pathShares(path);
  const isEnough = ({ count, micros }: PathSum): boolean =>
    count >= LEAST_ALIKE && micros >= of * LEAST_SHARE && micros > (single?.micros ?? 0);
  const name = sums.name.find(isEnough);
  if (!name) return undefined;
  const fold = sums.fold.find(({ label }) => label === name.label);
  const sum = fold && isEnough(fold) && fold.micros >= name.micros * MOST_OF_NAME ? fold : name;
  const entity = tree.byId.get(sum.id);
  const isCall = entity?.namespace !== undefined || (entity?.counts.sql ?? 0) > 0;
  return { sum, of, looksLike: isCall ? 'N+1' : 'a loop' };
}

/** The sums that an entity is part of, of more than one entity each. */
export function sumsOf(tree: EntityTree, sums: PathSums, entity: TraceEntity): PathSum[] {
  const isIn = ({ id, count, kind, label }: PathSum): boolean => {
    const first = tree.byId.get(id);
    if (!first || count < 2) return false;
    const isSameService = ownerOf(tree, first)?.name === ownerOf(tree, entity)?.name;
    if (kind === 'service') return isSameService;
    if (label !== callLabel(entity) || first.kind !== entity.kind) return false;
    return kind === 'fold' ? first.parent === entity.parent : isSameService;
  };
  const found = [...sums.fold, ...sums.name, ...sums.service].filter(isIn);
  // A name whose calls are all in one fold says the same twice.
  return found.filter(
    (sum, at) =>
      !found.some((other, before) => before < at && other.micros === sum.micros && other.count === sum.count),
  );
}

class Sums {
  readonly #kind: PathSum['kind'];
  readonly #sums = new Map<string, { label: string; id: string; count: number; micros: number }>();

  constructor(kind: PathSum['kind']) {
    this.#kind = kind;
  }

  /** Adds an entity's own time. */
  add(key: string, label: string, id: string, micros: number): void {
    const sum = this.#sums.get(key);
    if (!sum) this.#sums.set(key, { label, id, count: 1, micros });
    else {
      sum.count++;
      sum.micros += micros;
    }
  }

  descending(): PathSum[] {
    return [...this.#sums.values()].map((sum) => ({ kind: this.#kind, ...sum })).sort((a, b) => b.micros - a.micros);
  }
}
