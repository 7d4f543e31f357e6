import { expect, it } from 'vitest';
import { CallError } from '../transports/call-error.ts';
import type { ExportResponse } from '../transports/transport.ts';
import { deliver } from './delivery.ts';
import type { AnsweredLoss } from './loss.ts';

const idOf = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(16, '0');
const documentOf = (letter: string) => ({
  letter,
  bytes: new TextEncoder().encode(`{"name":"${letter}","id":"${idOf(letter)}"}`),
});
const OK: ExportResponse = { status: 'success' };
const TOO_LARGE: ExportResponse = { status: 'failure', error: new CallError('413', 'tooLarge') };
const TOO_MANY: ExportResponse = { status: 'failure', error: new CallError('400', 'tooMany') };
const FAILURE: ExportResponse = { status: 'failure', error: new Error('400') };
const refuse = (letters: string, ErrorCode: string): ExportResponse => ({
  status: 'success',
  unprocessed: [...letters].map((letter) => ({ Id: idOf(letter), ErrorCode })),
});

/** The calls and waits that `plan` leads to, and the outcome of each document. */
async function play(letters: string, plan: (call: string) => ExportResponse) {
  const steps: string[] = [];
  const outcomes: Record<string, string> = {};
  await deliver([...letters].map(documentOf), {
    async send(documents) {
      const call = documents.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)).name).join('');
      steps.push(call);
      return plan(call);
    },
    async waitToSendAgain() {
      steps.push('wait');
    },
    settle(documents, loss) {
      for (const { letter } of documents) {
        expect(outcomes).not.toHaveProperty(letter);
        outcomes[letter] = reasonOf(loss);
      }
    },
  });
  expect(Object.keys(outcomes).sort()).toEqual([...letters]);
  return { steps: steps.join(' '), outcomes: [...letters].map((letter) => outcomes[letter]).join(' ') };
}

function reasonOf(loss: AnsweredLoss | undefined): string {
  if (loss === undefined) return 'sent';
  if (loss.kind === 'spans') return `${loss.rejected.count} spans`;
  return loss.kind === 'call' ? String(loss.response.error?.message) : String(loss.answer.ErrorCode);
}

it.each<[string, string, (call: string) => ExportResponse, string, string]>([
  ['all are taken', 'abc', () => OK, 'abc', 'sent sent sent'],
  ['a failure', 'ab', () => FAILURE, 'ab', '400 400'],
  ['one is refused for good', 'abc', () => refuse('b', 'InvalidTime'), 'abc', 'sent InvalidTime sent'],
  [
    'some are throttled, and go once more by themselves',
    'abcd',
    (call) => (call === 'abcd' ? refuse('bd', 'ThrottledException') : OK),
    'abcd wait bd',
    'sent sent sent sent',
  ],
  [
    'once more, not twice',
    'abc',
    (call) => refuse(call.replace('a', ''), 'InternalFailure'),
    'abc wait bc',
    'sent InternalFailure InternalFailure',
  ],
  [
    'the second call fails',
    'ab',
    (call) => (call === 'ab' ? refuse('b', 'RateExceeded') : FAILURE),
    'ab wait b',
    'sent 400',
  ],
  [
    '413: halves, until it fits',
    'abcde',
    (call) => (call.length > 1 ? TOO_LARGE : OK),
    'abcde abc ab a b c de d e',
    'sent sent sent sent sent',
  ],
  ['413 for one document alone', 'a', () => TOO_LARGE, 'a', '413'],
  [
    '413: only the large one is lost',
    'abcd',
    (call) => (call.includes('c') ? TOO_LARGE : OK),
    'abcd ab cd c d',
    'sent sent 413 sent',
  ],
  [
    '400 that names size or count: each half once',
    'abcd',
    (call) => (call === 'ab' ? OK : TOO_MANY),
    'abcd ab cd',
    'sent sent 400 400',
  ],
  [
    'halves with documents that go once more',
    'abcd',
    (call) => (call === 'abcd' ? TOO_LARGE : call === 'bd' ? OK : refuse(call.at(-1)!, 'Timeout')),
    'abcd ab cd wait bd',
    'sent sent sent sent',
  ],
])('%s', async (_, letters, plan, steps, outcomes) => {
  expect(await play(letters, plan)).toEqual({ steps, outcomes });
});
