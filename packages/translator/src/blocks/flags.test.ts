import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

function flagsOf(attributes: Record<string, unknown>, status = 0): string {
  const span = makeSpan({ kind: 2, parent: 'local', attributes, status: { code: status } });
  const { fault, error, throttle } = createTranslator().translate([span]).documents[0] ?? {};
  return [fault && 'fault', error && 'error', throttle && 'throttle'].filter(Boolean).join(' ') || 'fine';
}

describe('flags', () => {
  it.each([
    [200, 0, 'fine'],
    [399, 2, 'fault'],
    [400, 2, 'error'],
    [404, 0, 'error'],
    [429, 0, 'error throttle'],
    [499, 0, 'error'],
    [500, 0, 'fault'],
    [599, 0, 'fault'],
    [600, 0, 'fine'],
    [600, 2, 'fault'],
  ])('HTTP %d with span status %d is %s', (code, status, flags) => {
    expect(flagsOf({ 'http.response.status_code': code }, status)).toBe(flags);
    expect(flagsOf({ 'http.status_code': String(code) }, status)).toBe(flags);
  });

  it.each([
    [0, 'fine'],
    [1, 'error'],
    [2, 'fault'],
    [3, 'error'],
    [4, 'fault'],
    [5, 'error'],
    [6, 'error'],
    [7, 'error'],
    [8, 'error throttle'],
    [9, 'error'],
    [10, 'error'],
    [11, 'error'],
    [12, 'fault'],
    [13, 'fault'],
    [14, 'fault'],
    [15, 'fault'],
    [16, 'error'],
    ['OK', 'fine'],
    ['NOT_FOUND', 'error'],
    ['RESOURCE_EXHAUSTED', 'error throttle'],
    ['INTERNAL', 'fault'],
  ])('gRPC %s is %s', (code, flags) => {
    expect(flagsOf({ 'rpc.system': 'grpc', 'rpc.grpc.status_code': code })).toBe(flags);
    expect(flagsOf({ 'rpc.system.name': 'grpc', 'rpc.response.status_code': code })).toBe(flags);
  });

  it.each([
    ['aws-api', 'ThrottlingException', 'error throttle'],
    ['aws-api', 'ResourceNotFoundException', 'fault'],
    ['other', 'ThrottlingException', 'fault'],
  ])('%s with %s is %s', (system, type, flags) => {
    expect(flagsOf({ 'rpc.system': system, 'error.type': type }, 2)).toBe(flags);
  });
});
