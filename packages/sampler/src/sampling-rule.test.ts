import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRules } from './sampling-rule.ts';

const record = (rule: unknown) => ({ SamplingRule: rule });
const good = { RuleName: 'r', Priority: 1, FixedRate: 0.5, Version: 1 };

describe('readRules', () => {
  it('fills what is missing', () => {
    expect(readRules([record({ ...good, Attributes: null })])).toEqual({
      rules: [
        {
          RuleName: 'r',
          Priority: 1,
          FixedRate: 0.5,
          ReservoirSize: 0,
          ServiceName: '*',
          ServiceType: '*',
          Host: '*',
          HTTPMethod: '*',
          URLPath: '*',
          ResourceARN: '*',
          Attributes: {},
          SamplingRateBoost: undefined,
        },
      ],
      leftOut: 0,
    });
  });

  it.each([
    ['null', null],
    ['a text', 'SamplingRule'],
    ['no rule', {}],
    ['no name', record({ ...good, RuleName: undefined })],
    ['an empty name', record({ ...good, RuleName: '' })],
    ['version 2', record({ ...good, Version: 2 })],
    ['a rate in words', record({ ...good, FixedRate: '0.5' })],
    ['no rate', record({ ...good, FixedRate: undefined })],
    ['a priority that is no number', record({ ...good, Priority: Number.NaN })],
    ['a path that is no text', record({ ...good, URLPath: 1 })],
    ['attributes that are a list', record({ ...good, Attributes: ['a'] })],
    ['an attribute that is no text', record({ ...good, Attributes: { a: 1 } })],
  ])('leaves out %s, alone', (_, wrong) => {
    const { rules, leftOut } = readRules([wrong, record({ ...good, RuleName: 'kept' })]);
    expect({ names: rules.map(({ RuleName }) => RuleName), leftOut }).toEqual({ names: ['kept'], leftOut: 1 });
  });

  it('orders by priority, then by name in code-unit order, and keeps the later of two with one name', () => {
    const given = [
      { ...good, RuleName: 'b', Priority: 2 },
      { ...good, RuleName: 'a', Priority: 2 },
      { ...good, RuleName: 'B', Priority: 2 },
      { ...good, RuleName: 'Default', Priority: undefined },
      { ...good, RuleName: 'z', Priority: 9 },
      { ...good, RuleName: 'z', Priority: 1 },
    ];
    expect(readRules(given.map(record)).rules.map(({ RuleName }) => RuleName)).toEqual(['z', 'B', 'a', 'b', 'Default']);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.array(fc.anything()), (records) => void readRules(records)));
    fc.assert(fc.property(fc.array(fc.anything()), (rules) => void readRules(rules.map(record))));
  });
});
