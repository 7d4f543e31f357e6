import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Derivation, type NewDocument, type Pending } from './derivation.ts';

const document = (traceId: string, bytes = 1): NewDocument => ({ traceId, value: { traceId }, text: '{}', bytes });

let derived: [id: string, documents: number | undefined][];
let commits: number[];
let derive: (id: string, pending: Pending) => void;
let commit: (seen: number) => void;
let derivation: Derivation;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
  derived = [];
  commits = [];
  derive = (id, { documents }) => void derived.push([id, documents?.length]);
  commit = (seen) => void commits.push(seen);
  derivation = new Derivation(
    (id, pending) => derive(id, pending),
    (seen) => commit(seen),
  );
});
afterEach(() => {
  derivation.clear();
  vi.useRealTimers();
});

describe('Derivation', () => {
  it('derives what comes together once, soon after', () => {
    derivation.note([document('a'), document('b')], 1);
    derivation.note([document('a')], 3);
    expect(derived).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(derived).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(commits.at(-1)).toBe(3);
  });

  it('says up to which document all are derived', () => {
    derivation.note([document('a'), document('b'), document('a')], 5);
    derivation.deriveNow('b');
    expect([derived, commits]).toEqual([[['b', 1]], [4]]);
    derivation.deriveNow('a');
    derivation.deriveNow('gone');
    expect(commits).toEqual([4, 7]);
  });

  it('does not remember more than it may: some as parsed, some as text', () => {
    const kinds: string[] = [];
    derive = (_, { documents, count }) => {
      kinds.push(`${count}: ${documents?.map((each) => typeof each).join(' ') ?? 'none'}`);
    };
    derivation.note([document('a', 3 * 2 ** 20), document('b', 3 * 2 ** 20), document('c', 1)], 1);
    derivation.note([document('b', 2 ** 19), document('d', 15 * 2 ** 20)], 4);
    derivation.note([document('e', 2 ** 20)], 6);
    vi.advanceTimersByTime(300);
    expect(kinds).toEqual(['1: object', '2: string object', '1: object', '1: none', '1: string']);
  });

  it('remembers again what comes after a burst', () => {
    for (let i = 0; i < 40; i++) derivation.note([document('a', 2 ** 20)], i + 1);
    vi.advanceTimersByTime(300);
    derivation.note([document('b', 4 * 2 ** 20)], 41);
    vi.advanceTimersByTime(300);
    expect(derived).toEqual([
      ['a', undefined],
      ['b', 1],
    ]);
  });

  it('derives, now and then, though more and more comes', () => {
    for (let i = 0; i < 400; i++) {
      derivation.note([document(`t${i}`)], i + 1);
      vi.advanceTimersByTime(1);
    }
    expect(derived.length).toBeGreaterThan(0);
  });

  it('leaves a costly trace alone for a while, and everything else not', () => {
    derive = (id) => {
      derived.push([id, undefined]);
      if (id === 'large') vi.advanceTimersByTime(100);
    };
    derivation.note([document('large')], 1);
    vi.advanceTimersByTime(300);
    derivation.note([document('large'), document('small')], 2);
    vi.advanceTimersByTime(300);
    expect(derived.map(([id]) => id)).toEqual(['large', 'small']);
    vi.advanceTimersByTime(2_000);
    expect(derived.map(([id]) => id)).toEqual(['large', 'small', 'large']);
  });

  it('never has more than so many traces wait, however many come: then those that wait longest are derived first', () => {
    for (let i = 0; i < 60_000; i += 100)
      derivation.note(
        Array.from({ length: 100 }, (_, n) => document(`t${i + n}`)),
        i + 1,
      );
    expect([derivation.waiting, derivation.hurried, derived.length]).toEqual([50_000, 10_000, 10_000]);
    expect([derived[0]?.[0], derived.at(-1)?.[0], commits.at(-1)]).toEqual(['t0', 't9999', 10_000]);
    // More of what waits already is nothing more to wait for.
    derivation.note([document('t59999')], 60_001);
    expect(derivation.waiting).toBe(50_000);
  });

  it('catches up with what an earlier run left, whatever comes, and loses nothing when that fails', () => {
    derivation.resume(
      Array.from({ length: 50_010 }, (_, i) => ({ traceId: `old${i}`, sequence: i + 1 })),
      50_010,
    );
    commit = () => {
      throw new Error('disk full');
    };
    derivation.note([document('new')], 50_011);
    commit = (seen) => void commits.push(seen);
    for (let i = 1; i < 20; i++) derivation.note([document(`new${i}`)], 50_011 + i);
    expect([derivation.waiting, commits.at(-1)]).toEqual([50_000, 30]);
  });

  it('tries again when nothing could be kept', () => {
    commit = () => {
      throw new Error('disk full');
    };
    derivation.note([document('a')], 1);
    vi.advanceTimersByTime(300);
    commit = (seen) => void commits.push(seen);
    derivation.note([document('b')], 2);
    vi.advanceTimersByTime(2_000);
    expect(commits.at(-1)).toBe(2);
  });

  it('goes on with what an earlier run left', () => {
    derivation.resume([{ traceId: 'a', sequence: 4 }], 9);
    vi.advanceTimersByTime(300);
    expect([derived, commits.at(-1)]).toEqual([[['a', undefined]], 9]);
  });

  it('does nothing any more once it is cleared', () => {
    derivation.note([document('a')], 1);
    derivation.clear();
    vi.advanceTimersByTime(300);
    expect([derived, derivation.isPending('a')]).toEqual([[], false]);
  });
});

it('is up to date when all is derived that was there at the call', async () => {
  vi.useRealTimers();
  derivation.note([document('a'), document('b')], 1);
  const upToDate = derivation.upToDate();
  derivation.note([document('c')], 3);
  await upToDate;
  expect(derived.map(([id]) => id)).toEqual(expect.arrayContaining(['a', 'b']));
});

it('lets readers go on with what is derived where deriving fails, and tries again', async () => {
  derive = () => {
    throw new Error('database or disk is full');
  };
  derivation.note([document('a')], 1);
  await derivation.upToDate();
  expect(derivation.waiting).toBe(1);
  derive = (id, { documents }) => void derived.push([id, documents?.length]);
  vi.advanceTimersByTime(2_000);
  expect([derivation.waiting, derived]).toEqual([0, [['a', 1]]]);
});
