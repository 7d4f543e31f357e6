import { isObject } from '../ground/json.ts';
import { type Connection, connectionsOf } from '../trace/connections.ts';
import { type Entity, insideOf } from '../trace/entity.ts';
import { errorRootCauses, faultRootCauses, type RootCause, responseTimeRootCauses } from '../trace/root-cause.ts';
import type { TraceTree } from '../trace/trace-tree.ts';
import type { Value } from './term.ts';

/** Annotations by key; a key may have several values in one place. */
export type Annotations = ReadonlyMap<string, readonly Value[]>;

/** A trace as filters look at it: each part is computed when a filter first needs it. */
export class Subject {
  readonly tree: TraceTree;
  #connections: readonly Connection[] | undefined;
  #annotations: Annotations | undefined;
  #rootCauses: Partial<Record<'responsetime' | 'fault' | 'error', readonly RootCause[]>> = {};
  readonly #annotationsInside = new Map<Entity, Annotations>();

  constructor(tree: TraceTree) {
    this.tree = tree;
  }

  get connections(): readonly Connection[] {
    this.#connections ??= connectionsOf(this.tree);
    return this.#connections;
  }

  /** All annotations of the trace. */
  get annotations(): Annotations {
    this.#annotations ??= annotationsOf(this.tree.entities);
    return this.#annotations;
  }

  /** The annotations of a segment and its subsegments. */
  annotationsInside(segment: Entity): Annotations {
    const found = this.#annotationsInside.get(segment) ?? annotationsOf(insideOf(segment));
    this.#annotationsInside.set(segment, found);
    return found;
  }

  rootCauses(kind: 'responsetime' | 'fault' | 'error'): readonly RootCause[] {
    this.#rootCauses[kind] ??= ROOT_CAUSES[kind](this.tree);
    return this.#rootCauses[kind];
  }
}

/** The annotations of some entities. */
export function annotationsOf(entities: Iterable<Entity>): Annotations {
  const found = new Map<string, Value[]>();
  for (const { fields } of entities) {
    const { annotations } = fields;
    if (!isObject(annotations)) continue;
    for (const [key, value] of Object.entries(annotations)) {
      const values = found.get(key);
      if (values) values.push(value as Value);
      else found.set(key, [value as Value]);
    }
  }
  return found;
}

/**
 * The values of an annotation. A key with underscores finds keys with dots too, as AWS's own tests find `aws.local.service` by
 * `annotation.aws_local_service`; a key with dots is exact.
 */
export function annotationValues(annotations: Annotations, key: string): readonly Value[] {
  if (!findsDots(key)) return annotations.get(key) ?? [];
  return [...annotations].flatMap(([each, values]) => (each.replaceAll('.', '_') === key ? values : []));
}

/** Whether a key in a filter means keys with dots too. */
export function findsDots(key: string): boolean {
  return key.includes('_') && !key.includes('.');
}

const ROOT_CAUSES = { responsetime: responseTimeRootCauses, fault: faultRootCauses, error: errorRootCauses };
