import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromXRayTraceId, isSpanId, isTraceId, toXRayTraceId } from './trace-id.ts';

describe('fromXRayTraceId', () => {
  it.each([
    ['1-5759e988-bd862e3fe1be46a994272793', '5759e988bd862e3fe1be46a994272793'],
    ['1-5759E988-BD862E3FE1BE46A994272793', '5759e988bd862e3fe1be46a994272793'],
    ['1-1a-d188f8fa79d48a391a778fa6', '0000001ad188f8fa79d48a391a778fa6'],
    ['1-00000000-000000000000000000000001', '00000000000000000000000000000001'],
    ['1-00000001-000000000000000000000000', '00000001000000000000000000000000'],
  ])('reads %s', (text, expected) => {
    expect(fromXRayTraceId(text)).toBe(expected);
  });

  it.each([
    '',
    '5759e988bd862e3fe1be46a994272793',
    '2-5759e988-bd862e3fe1be46a994272793',
    '1-5759e988-bd862e3fe1be46a99427279',
    '1-5759e988-bd862e3fe1be46a9942727933',
    '1-05759e988-bd862e3fe1be46a994272793',
    '1--bd862e3fe1be46a994272793',
    '1-5759e988_bd862e3fe1be46a994272793',
    '1-5759e98g-bd862e3fe1be46a994272793',
    '1-575-e988-bd862e3fe1be46a994272793',
    '1-00000000-000000000000000000000000',
    // A digit to Unicode only.
    '1-5759e98\u0661-bd862e3fe1be46a994272793',
  ])('refuses %j', (text) => {
    expect(fromXRayTraceId(text)).toBeUndefined();
  });

  it('is the inverse of toXRayTraceId', () => {
    const id = fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map((n) => n.toString(16).padStart(32, '0'));
    fc.assert(fc.property(id, (traceId) => fromXRayTraceId(toXRayTraceId(traceId)) === traceId));
  });

  it('answers every text', () => {
    fc.assert(fc.property(fc.string(), (text) => isTraceId(fromXRayTraceId(`1-${text}`) ?? 'a'.repeat(32))));
  });
});

it.each([
  ['0af7651916cd43dd8448eb211c80319c', true],
  ['0AF7651916CD43DD8448EB211C80319C', false],
  ['00000000000000000000000000000000', false],
  ['0af7651916cd43dd8448eb211c80319', false],
  ['0af7651916cd43dd8448eb211c80319g', false],
  [undefined, false],
  [42, false],
])('isTraceId(%j) is %s', (text, expected) => {
  expect(isTraceId(text)).toBe(expected);
});

it.each([
  ['00f067aa0ba902b7', true],
  ['0000000000000000', false],
  ['00f067aa0ba902b', false],
  [null, false],
])('isSpanId(%j) is %s', (text, expected) => {
  expect(isSpanId(text)).toBe(expected);
});
