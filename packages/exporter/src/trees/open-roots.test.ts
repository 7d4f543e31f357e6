import { makeSpan } from '@otel-xray/test-kit';
import { createTranslator } from '@otel-xray/translator';
import { expect, it } from 'vitest';
import { inProgress, OpenRoots } from './open-roots.ts';

const idOf = (n: number): string => n.toString(16).padStart(16, '0');
const root = (n: number, parent: 'none' | 'remote' = 'none') => makeSpan({ spanId: idOf(n), parent });

function open(afterMillis: number) {
  const clock = { now: 1_000_000 };
  return { clock, roots: new OpenRoots(afterMillis, () => clock.now) };
}

it('gives roots at their start where none waits, and nothing below them', () => {
  const { roots } = open(0);
  const [first, second] = [root(1), root(2, 'remote')];
  expect(roots.start(first)).toEqual([first]);
  expect(roots.start(second)).toEqual([second]);
  expect(roots.start(makeSpan({ spanId: idOf(3), parent: 'local' }))).toEqual([]);
  expect(roots.takeDue()).toEqual([]);
});

it('gives each once when it has been open for long enough, unless it has ended', () => {
  const { roots, clock } = open(30_000);
  const [first, second, third] = [root(1), root(2), root(3)];
  expect([first, second].flatMap((span) => roots.start(span))).toEqual([]);
  clock.now += 20_000;
  roots.start(third);
  roots.end(second);
  clock.now += 9_999;
  expect(roots.takeDue()).toEqual([]);
  clock.now += 1;
  expect(roots.takeDue()).toEqual([first]);
  clock.now += 20_000;
  expect(roots.takeDue()).toEqual([third]);
});

it('waits anew when the clock steps back', () => {
  const { roots, clock } = open(30_000);
  const first = root(1);
  roots.start(first);
  clock.now -= 3_600_000;
  expect(roots.takeDue()).toEqual([]);
  clock.now += 30_000;
  expect(roots.takeDue()).toEqual([first]);
});

it('forgets the oldest of more than it may keep', () => {
  const { roots, clock } = open(30_000);
  for (let n = 1; n <= 10_001; n++) roots.start(root(n));
  clock.now += 30_000;
  expect(roots.takeDue()).toHaveLength(10_000);
});

it('makes a document in progress of a span that is open', () => {
  const span = makeSpan({ endTime: [0, 0], attributes: { stage: 'one' } });
  const [document] = createTranslator().translate([inProgress(span)]).documents;
  expect(document).toMatchObject({ id: span.spanContext().spanId, in_progress: true });
  expect(document).not.toHaveProperty('end_time');
  expect(document?.metadata?.['default']).toMatchObject({ stage: 'one' });
});
