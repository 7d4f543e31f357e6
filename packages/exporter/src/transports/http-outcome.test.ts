import { describe, expect, it } from 'vitest';
import { CallError } from './call-error.ts';
import { outcomeOfAnswer, parseRetryAfter } from './http-outcome.ts';

const HTML = '<html><body>Bad Gateway</body></html>';
const NOW = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
const error = (message: string) => new Error(message);

describe('outcomeOfAnswer', () => {
  const refused = { Id: '0102030405060708', ErrorCode: 'InvalidId', Message: 'no' };
  it.each([
    [200, '{"UnprocessedTraceSegments":[]}', { status: 'success' }],
    [200, '{}', { status: 'success' }],
    [204, '{}', { status: 'success' }],
    [200, JSON.stringify({ UnprocessedTraceSegments: [refused] }), { status: 'success', unprocessed: [refused] }],
    // Whoever answers this did not take the documents: a captive portal, or a cut answer.
    [200, HTML, { status: 'retryable', error: error(`the answer is not X-Ray's: ${HTML}`) }],
    [200, '', { status: 'retryable', error: error("the answer is not X-Ray's: ") }],
    [200, 'null', { status: 'retryable', error: error("the answer is not X-Ray's: null") }],
    [200, '{"Unproc', { status: 'retryable', error: error('the answer is not X-Ray\'s: {"Unproc') }],
    [302, '', { status: 'failure', error: error('HTTP 302: ') }],
    [400, '{"message":"no"}', { status: 'failure', error: error('HTTP 400: {"message":"no"}') }],
    [403, HTML, { status: 'failure', error: error(`HTTP 403: ${HTML}`) }],
    [408, '', { status: 'retryable', error: error('HTTP 408: ') }],
    [413, '', { status: 'failure', error: new CallError('HTTP 413: ', 'tooLarge') }],
    [429, '{}', { status: 'retryable', error: new CallError('HTTP 429: {}', 'throttled') }],
    [
      403,
      '{"__type":"com.amazonaws#AccessDeniedException:http://x/"}',
      {
        status: 'failure',
        error: new CallError('HTTP 403: {"__type":"com.amazonaws#AccessDeniedException:http://x/"}', 'denied'),
      },
    ],
    [500, '', { status: 'retryable', error: error('HTTP 500: ') }],
    [502, HTML, { status: 'retryable', error: error(`HTTP 502: ${HTML}`) }],
    [0, '', { status: 'failure', error: error('HTTP 0: ') }],
  ])('reads %i %j', (status, body, expected) => {
    expect(outcomeOfAnswer({ status, body }, NOW)).toEqual(expected);
  });

  it('waits as long as the answer says', () => {
    expect(outcomeOfAnswer({ status: 503, body: '', headers: { 'retry-after': '7' } }, NOW)).toEqual({
      status: 'retryable',
      error: error('HTTP 503: '),
      retryInMillis: 7_000,
    });
  });

  it("reads the error's name from the header before the body", () => {
    const headers = { 'x-amzn-errortype': 'ExpiredTokenException:http://x/' };
    const body = '{"__type":"AccessDeniedException"}';
    const outcome = outcomeOfAnswer({ status: 403, body, headers }, NOW);
    expect(outcome).toEqual({ status: 'failure', error: new CallError(`HTTP 403: ${body}`, 'expired') });
  });

  it('does not repeat a whole page', () => {
    const outcome = outcomeOfAnswer({ status: 500, body: 'x'.repeat(10_000) }, NOW);
    expect(outcome).toEqual({ status: 'retryable', error: error(`HTTP 500: ${'x'.repeat(200)}`) });
  });
});

describe('parseRetryAfter', () => {
  it.each([
    [undefined, undefined],
    ['0', 0],
    [' 120 ', 120_000],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseRetryAfter(text, NOW)).toBe(expected);
  });
});
