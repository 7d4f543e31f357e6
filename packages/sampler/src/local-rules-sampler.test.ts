import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalRulesDocument } from './local-rules.ts';
import { LocalRulesSampler } from './local-rules-sampler.ts';

const TRACE_ID = 'ffffffff000000000000000000000000';
const decide = (sampler: LocalRulesSampler, attributes = {}, context = ROOT_CONTEXT): number =>
  sampler.shouldSample(context, TRACE_ID, 'GET', 1, attributes, []).decision;

const rule = { host: '*', http_method: '*', url_path: '*', fixed_target: 0, rate: 0 };
const target = { fixed_target: 0, rate: 0 };

describe('a document', () => {
  it.each([
    [null, 'local rules: the document is null, expected an object with version, rules and default.'],
    [{ version: 3, default: target }, 'local rules: version is 3, expected 1 or 2.'],
    [{ version: '2', default: target }, 'local rules: version is "2", expected 1 or 2.'],
    [{ version: 2 }, 'local rules: default is undefined, expected an object with fixed_target and rate.'],
    [{ version: 2, default: { rate: 0 } }, 'default.fixed_target is undefined, expected a whole number'],
    [{ version: 2, default: { fixed_target: 1.5, rate: 0 } }, 'default.fixed_target is 1.5, expected a whole number'],
    [{ version: 2, default: { fixed_target: -1, rate: 0 } }, 'default.fixed_target is -1, expected a whole number'],
    [{ version: 2, default: { fixed_target: 1, rate: '0' } }, 'default.rate is "0", expected a number from 0 to 1.'],
    [{ version: 2, default: { fixed_target: 1, rate: 1.1 } }, 'default.rate is 1.1, expected a number from 0 to 1.'],
    [{ version: 2, default: { ...target, host: '*' } }, 'default.host is "*", expected no such member.'],
    [{ version: 2, default: target, extra: 1 }, 'local rules: extra is 1, expected no such member.'],
    [{ version: 2, default: target, rules: {} }, 'rules is {}, expected a list.'],
    [{ version: 2, default: target, rules: [1] }, 'rules[0] is 1, expected an object.'],
    [{ version: 2, default: target, rules: [rule, { ...rule, host: '' }] }, 'rules[1].host is "", expected a string'],
    [
      { version: 2, default: target, rules: [{ ...rule, service_name: '*' }] },
      'rules[0].service_name is "*", expected no',
    ],
    [{ version: 1, default: target, rules: [rule] }, 'rules[0].host is "*", expected no such member.'],
    [{ version: 2, default: target, rules: [{ ...rule, url_path: 7 }] }, 'rules[0].url_path is 7, expected a string'],
    [{ version: 2, default: target, rules: [{ ...rule, rate: 2 }] }, 'rules[0].rate is 2, expected a number'],
  ])('%j is refused', (document, message) => {
    const create = () => new LocalRulesSampler(document as unknown as LocalRulesDocument);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('of version 1 says service_name', () => {
    const { host: service_name, ...others } = { ...rule, host: 'shop.*', rate: 1 };
    const sampler = new LocalRulesSampler({ version: 1, default: target, rules: [{ service_name, ...others }] });
    expect(decide(sampler, { 'server.address': 'shop.example' })).toBe(2);
    expect(decide(sampler, { 'server.address': 'other.example' })).toBe(0);
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-rules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read', () => {
    const path = join(folder, 'rules.json');
    writeFileSync(path, JSON.stringify({ version: 2, default: { fixed_target: 0, rate: 1 } }));
    expect(decide(new LocalRulesSampler(path))).toBe(2);
  });

  it('that is wrong is named in the message', () => {
    const path = join(folder, 'wrong.json');
    writeFileSync(path, '<html>');
    expect(() => new LocalRulesSampler(path)).toThrow(`${path}: the file is not JSON`);
    writeFileSync(path, '{"version":2}');
    expect(() => new LocalRulesSampler(path)).toThrow(`${path}: default is undefined`);
    expect(() => new LocalRulesSampler(join(folder, 'absent.json'))).toThrow(/ENOENT/);
  });
});

it('samples the first request of each second and 5 % without a document', () => {
  let now = 1_767_225_600_000;
  const sampler = new LocalRulesSampler(undefined, { now: () => now });
  expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
  now += 1_000;
  expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
});

it('lets an absent value match any pattern', () => {
  const rules = [{ ...rule, host: 'a', http_method: 'GET', url_path: '/x', rate: 1 }];
  const sampler = new LocalRulesSampler({ version: 2, default: target, rules });
  expect(decide(sampler)).toBe(2);
  expect(decide(sampler, { 'url.path': '/y' })).toBe(0);
});

it('follows a parent, and decides where the parent left it to us', () => {
  const sampler = new LocalRulesSampler({ version: 2, default: { fixed_target: 0, rate: 1 } });
  const parent = { traceId: TRACE_ID, spanId: '4c721bf33e3caf8f', traceFlags: 0, isRemote: true };
  const context = trace.setSpanContext(ROOT_CONTEXT, parent);
  expect(decide(sampler, {}, context)).toBe(0);
  expect(decide(sampler, {}, context.setValue(createContextKey('aws.xray.sampling.deferred'), true))).toBe(2);
});

it('says what it is', () => {
  expect(String(new LocalRulesSampler({ version: 2, default: target, rules: [rule] }))).toBe(
    'LocalRulesSampler{local rules,rules=1}',
  );
  expect(() => new LocalRulesSampler({ version: 2, default: target }, { now: 1 as never })).toThrow(
    'Option "now" must be a function that gives epoch milliseconds, got 1.',
  );
});
