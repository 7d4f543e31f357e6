import { expect, it } from 'vitest';
import { CallError } from '../transports/call-error.ts';
import { type AnsweredLoss, describeLoss, type LossReport } from './loss.ts';

const FIRST = new TextEncoder().encode(`{"name":"x","text":"${'y'.repeat(1_000)}"}`);
const failure = (error: Error): AnsweredLoss => ({ kind: 'call', response: { status: 'failure', error } });

it.each<[string, AnsweredLoss, LossReport]>([
  [
    'a call that failed',
    failure(new Error('HTTP 400')),
    { reason: 'sendFailed', message: 'HTTP 400', text: 'Lost 3 documents: a call failed: HTTP 400' },
  ],
  [
    'a call without a reason',
    { kind: 'call', response: { status: 'retryable' } },
    { reason: 'sendFailed', message: 'not sent', text: 'Lost 3 documents: a call failed: not sent' },
  ],
  [
    'nobody there',
    failure(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
    { reason: 'unreachable', message: 'refused', text: 'Lost 3 documents: connection refused' },
  ],
  [
    'a name whose addresses all failed, with the first error',
    failure(new AggregateError([new Error('connect ENETUNREACH ::1:2000'), new Error('connect EACCES')])),
    {
      reason: 'sendFailed',
      message: 'connect ENETUNREACH ::1:2000',
      text: 'Lost 3 documents: a call failed: connect ENETUNREACH ::1:2000',
    },
  ],
  [
    'no permission',
    failure(new CallError('AccessDeniedException: no', 'denied')),
    {
      reason: 'accessDenied',
      message: 'AccessDeniedException: no',
      text: 'Lost 3 documents, no call for a minute: X-Ray requires the permission xray:PutTraceSegments (AccessDeniedException: no)',
    },
  ],
  [
    'a refused document',
    { kind: 'document', answer: { ErrorCode: 'InvalidTime', Message: 'too old' } },
    { reason: 'InvalidTime', message: 'too old', text: 'X-Ray refused a document: InvalidTime too old' },
  ],
  [
    'a document refused without a word',
    { kind: 'document', answer: {} },
    { reason: 'unprocessed', message: 'unprocessed', text: 'X-Ray refused a document: unprocessed' },
  ],
  [
    'a document that lacks something, with its beginning',
    { kind: 'document', answer: { ErrorCode: 'MissingId' } },
    {
      reason: 'MissingId',
      message: 'MissingId',
      text: `X-Ray refused a document: MissingId; it begins {"name":"x","text":"${'y'.repeat(512 - 20)}`,
    },
  ],
])('%s', (_, loss, expected) => {
  expect(describeLoss(loss, 3, FIRST, 'connection refused')).toEqual(expected);
});
