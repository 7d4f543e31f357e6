import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { failuresOf } from './failures.ts';
import { observe } from './observations.ts';
import { assemble } from './trace-tree.ts';

/** Each failure as `entity type`, behind an arrow its root cause. */
function draw(document: JsonObject): string[] {
  const failures = failuresOf(assemble(observe(document)).entities, () => 0);
  const nameOf = ({ name, exception, status }: (typeof failures)[number]): string =>
    [name, exception?.type ?? status ?? ''].join(' ').trim();
  return failures.map((failure) => {
    const cause = failure.origin === undefined ? undefined : failures[failure.origin];
    return cause ? `${nameOf(failure)} <- ${nameOf(cause)}` : nameOf(failure);
  });
}
const cause = (...exceptions: JsonObject[]): JsonObject => ({ cause: { exceptions } });
const fault = (id: string, fields: JsonObject = {}, ...subsegments: JsonObject[]): JsonObject =>
  makeEmbedded(id, { fault: true, ...fields, ...(subsegments.length > 0 && { subsegments }) });
const root = (fields: JsonObject, ...subsegments: JsonObject[]): JsonObject =>
  makeSegment('a', { fault: true, ...fields, subsegments });

it.each<readonly [string, JsonObject, readonly string[]]>([
  [
    'an exception that is rethrown',
    root(cause({ type: 'Wrapped' }), fault('b', cause({ type: 'Timeout' }), fault('c', cause({ type: 'Timeout' })))),
    ['a Wrapped <- c Timeout', 'b Timeout <- c Timeout', 'c Timeout'],
  ],
  ['a status that is passed on', root({}, fault('b', cause({ type: 'Timeout' }))), ['a <- b Timeout', 'b Timeout']],
  [
    'a status below is no cause of an exception, which says more',
    root(cause({ type: 'Refused' }), fault('b', { http: { response: { status: 404 } } })),
    ['a Refused', 'b 404'],
  ],
  [
    'the cause of an exception',
    root(
      cause({ id: '1', type: 'Outer', cause: '2' }, { id: '2', type: 'Inner', cause: '3' }, { id: '3', type: 'Core' }),
    ),
    ['a Outer', 'a Inner <- a Outer', 'a Core <- a Outer'],
  ],
  ['exceptions beside each other', root(cause({ type: 'One' }, { type: 'Two' })), ['a One', 'a Two']],
  ['a circle of causes', root(cause({ id: '1', type: 'One', cause: '1' })), ['a One']],
  [
    'of several children that failed last',
    root(
      {},
      fault('b', { ...cause({ type: 'Retried' }), end_time: START + 0.2 }),
      fault('c', { ...cause({ type: 'Final' }), start_time: START + 0.3, end_time: START + 0.9 }),
    ),
    ['a <- c Final', 'b Retried', 'c Final'],
  ],
  [
    'an exception that made nothing fail',
    root(cause({ type: 'Own' }), makeEmbedded('b', cause({ type: 'Handled' }))),
    ['a Own', 'b Handled'],
  ],
])('%s', (_, document, expected) => expect(draw(document)).toEqual(expected));

it('ends for any tree, and every origin is a root cause', () => {
  const entityOf = (depth: number): fc.Arbitrary<JsonObject> =>
    fc
      .record({
        fault: fc.boolean(),
        type: fc.option(fc.constantFrom('A', 'B')),
        end: fc.integer({ min: 0, max: 3 }),
        children: depth === 0 ? fc.constant([]) : fc.array(entityOf(depth - 1), { maxLength: 3 }),
      })
      .map(({ fault: hasFault, type, end, children }) => ({
        ...{ fault: hasFault, ...(type && cause({ type })), end_time: START + end, subsegments: children },
      }));
  let last = 0;
  const withIds = (entity: JsonObject): JsonObject =>
    makeEmbedded(`${++last}`, { ...entity, subsegments: (entity['subsegments'] as JsonObject[]).map(withIds) });
  fc.assert(
    fc.property(entityOf(5), (entity) => {
      const failures = failuresOf(assemble(observe(makeSegment('a', withIds(entity)))).entities, () => 0);
      for (const { origin } of failures) if (origin !== undefined) expect(failures[origin]?.origin).toBeUndefined();
    }),
  );
});
