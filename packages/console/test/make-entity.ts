import fc from 'fast-check';
import type { Flag, TraceEntity } from '../src/contract/index.ts';

/** A subsegment from 0 to 100 µs, but for what a case says. */
export function makeEntity(given: Partial<TraceEntity> & { id: string }): TraceEntity {
  return { kind: 'subsegment', name: given.id, start: 0, end: 100, flags: [], counts: {}, ...given };
}

/** Any trace: a tree of segments and subsegments, with inferred segments, open ones, and children outside of their parents' time. */
export const arbitraryTrace: fc.Arbitrary<TraceEntity[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      start: fc.nat(1_000),
      length: fc.option(fc.nat(500), { nil: undefined }),
      name: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('segment' as const, 'subsegment' as const, 'subsegment' as const, 'inferred' as const),
      flags: fc.subarray<Flag>(['fault', 'error', 'throttle'], { maxLength: 1 }),
      waits: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((given) => {
    const made: TraceEntity[] = [];
    const inferredOf = new Set<string>();
    for (const [index, { parent, start, length, name, flags, waits, ...each }] of given.entries()) {
      const above = made.length === 0 ? undefined : made[parent % made.length];
      const isInferred = each.kind === 'inferred' && above?.kind === 'subsegment' && !inferredOf.has(above.id);
      const isTop = above === undefined || above.kind === 'inferred' || (waits && index % 7 === 3);
      const kind = isInferred
        ? 'inferred'
        : index === 0
          ? 'segment'
          : isTop
            ? 'waiting'
            : each.kind === 'inferred'
              ? 'subsegment'
              : each.kind;
      if (isInferred && above) inferredOf.add(above.id);
      const id = index.toString(16).padStart(16, '0');
      const owner = kind === 'segment' || kind === 'inferred' ? id : isTop ? undefined : above?.owner;
      made.push({
        id,
        kind,
        name,
        start,
        flags,
        counts: {},
        ...(length !== undefined && { end: start + length }),
        ...(above && (!isTop || isInferred) && { parent: above.id }),
        ...(owner !== undefined && { owner }),
        ...((kind === 'segment' || kind === 'inferred') && { node: { id: name, name, account: '0' } }),
      });
    }
    return inTreeOrder(made);
  });

/** As the server sends them: parents before children, children by start. */
function inTreeOrder(entities: readonly TraceEntity[]): TraceEntity[] {
  const byStart = [...entities].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  const isWaiting = (entity: TraceEntity): boolean => entity.kind === 'waiting';
  const visit = (entity: TraceEntity): TraceEntity[] => [
    entity,
    ...byStart.filter(({ parent }) => parent === entity.id).flatMap(visit),
  ];
  const tops = byStart.filter(({ parent }) => parent === undefined);
  return [...tops.filter((top) => !isWaiting(top)), ...tops.filter(isWaiting)].flatMap(visit);
}
