import { describe, expect, it } from 'vitest';
import { CallError, type CallFault, faultOf, readFault } from './call-error.ts';

describe('readFault', () => {
  it.each<[number, string, string, CallFault | undefined]>([
    [429, '', '', 'throttled'],
    [429, 'AccessDeniedException', '', 'throttled'],
    [400, 'ThrottlingException', 'Rate exceeded', 'throttled'],
    [400, 'ThrottledException', '', 'throttled'],
    [413, '', '<html>', 'tooLarge'],
    [400, 'InvalidRequestException', 'Exceeding maximum segment count: 50', 'tooMany'],
    [400, 'InvalidRequestException', 'Request size is over the limit', 'tooMany'],
    [400, 'InvalidRequestException', 'Too many documents', 'tooMany'],
    // Neither size nor count, though the letters are there.
    [400, 'InvalidRequestException', 'The account is resized', undefined],
    [400, 'InvalidRequestException', 'malformed', undefined],
    [403, 'ExpiredTokenException', 'The size of the token', 'expired'],
    [403, 'ExpiredToken', '', 'expired'],
    [400, 'ExpiredTokenException', '', 'expired'],
    [403, 'RequestTimeTooSkewed', '', 'clock'],
    [403, 'InvalidSignatureException', 'Signature not yet current', 'clock'],
    [403, 'AccessDeniedException', '', 'denied'],
    [403, 'AccessDenied', '', 'denied'],
    [403, 'UnrecognizedClientException', '', 'denied'],
    [403, '', '<html>', undefined],
    [500, 'AccessDeniedException', '', undefined],
    [404, 'ResourceNotFoundException', '', undefined],
  ])('%i %s %s: %s', (status, name, message, expected) => {
    expect(readFault(status, name, message)).toBe(expected);
  });
});

describe('faultOf', () => {
  it.each([
    [{ status: 'success' } as const, undefined],
    [{ status: 'retryable' } as const, undefined],
    [{ status: 'failure', error: new Error('x') } as const, undefined],
    [{ status: 'failure', error: new CallError('x', 'denied') } as const, 'denied'],
    [{ status: 'retryable', error: new CallError('x', 'throttled') } as const, 'throttled'],
  ])('%j: %s', (response, expected) => {
    expect(faultOf(response)).toBe(expected);
  });
});
