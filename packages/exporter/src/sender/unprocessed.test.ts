import { describe, expect, it } from 'vitest';
import type { UnprocessedDocument } from '../transports/transport.ts';
import { decideUnprocessed, matchUnprocessed, type UnprocessedDecision } from './unprocessed.ts';

const idOf = (letter: string): string => letter.repeat(16);

it.each<[string, string, UnprocessedDocument[], string]>([
  ['none is refused', 'abc', [], '---'],
  ['by id', 'abc', [{ Id: idOf('b'), ErrorCode: 'B' }], '-B-'],
  ['all that bear the id', 'aba', [{ Id: idOf('a'), ErrorCode: 'A' }], 'A-A'],
  [
    'one answer for each that bears it',
    'aba',
    [
      { Id: idOf('a'), ErrorCode: 'A' },
      { Id: idOf('a'), ErrorCode: 'A' },
    ],
    'A-A',
  ],
  ['without id: the first left', 'abc', [{ ErrorCode: 'X' }, { Id: idOf('a'), ErrorCode: 'A' }], 'AX-'],
  ['an id that is unknown: the first left', 'ab', [{ Id: idOf('f'), ErrorCode: 'X' }], 'X-'],
  ['an empty id: the first left', 'ab', [{ Id: '', ErrorCode: 'X' }], 'X-'],
  ['more answers than documents', 'ab', [{ ErrorCode: 'X' }, { ErrorCode: 'Y' }, { ErrorCode: 'Z' }], 'XY'],
])('%s', (_, letters, answers, expected) => {
  const batch = [...letters].map((letter) => ({
    bytes: new TextEncoder().encode(`{"name":"x","id":"${idOf(letter)}"}`),
  }));
  const refused = matchUnprocessed(batch, answers);
  expect(batch.map((document) => refused.get(document)?.ErrorCode ?? '-').join('')).toBe(expected);
});

describe('decideUnprocessed', () => {
  it.each<[string | undefined, UnprocessedDecision]>([
    ['MissingId', 'drop'],
    ['MissingTraceId', 'drop'],
    ['InvalidTraceId', 'drop'],
    ['InvalidTime', 'drop'],
    ['InvalidRate', 'drop'],
    ['InvalidSegment', 'close'],
    ['ThrottledException', 'again'],
    ['RateExceeded', 'again'],
    ['InternalFailure', 'again'],
    ['ServiceUnavailable', 'again'],
    ['RequestTimeout', 'again'],
    ['SomethingNew', 'drop'],
    ['', 'drop'],
    [undefined, 'drop'],
  ])('%s: %s', (ErrorCode, expected) => {
    expect(decideUnprocessed({ ErrorCode })).toBe(expected);
  });
});
