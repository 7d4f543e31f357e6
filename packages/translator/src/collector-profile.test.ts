import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from './translator.ts';

// Facts of awsxrayexporter 0.120.0 beside its golden vectors, seen with `test/conformance/collector`.

function textOf(fields: object): string {
  let text = '';
  createTranslator({ profile: 'collector' }).translateToBytes([makeSpan(fields)], (buffer, from, to) => {
    text = new TextDecoder().decode(buffer.subarray(from, to));
  });
  return text;
}

describe('profile collector', () => {
  it.each([
    ['99999999999999999999', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775807'],
    ['-99999999999999999999', '-9223372036854775808'],
    ['12', '12'],
  ])('clamps line %s to 64 bits', (line, written) => {
    const attributes = { 'exception.stacktrace': `E: m\n\tat a.b(F.java:${line})\n` };
    const events = [{ name: 'exception', time: [1, 0] as const, attributes }];
    const resource = { 'telemetry.sdk.language': 'java' };
    expect(textOf({ status: { code: 2 }, events, resource })).toContain(`"line":${written},`);
  });

  it.each([
    ['99999999999999999999', '0'],
    ['9223372036854775807', '9223372036854775807'],
    ['7', '7'],
    ['x', '0'],
  ])('reads deployment %s as %s', (id, written) => {
    const resource = { 'cloud.platform': 'aws_elastic_beanstalk', 'service.instance.id': id };
    expect(textOf({ resource })).toContain(`"deployment_id":${written}}`);
  });

  it.each([
    ['http://[fe80::1%25en0]:80/a', 'd@fe80::1%en0'],
    ['http://h%25x/a', 'd@h%x'],
    ['http://h%C3%A9/a', 'd@hé'],
    ['http://h%41/a', 'd'],
  ])('decodes the host of %s', (url, name) => {
    const attributes = { 'db.connection_string': url, 'db.name': 'd', 'db.system': 'mysql' };
    expect(JSON.parse(textOf({ kind: 2, attributes })).name).toBe(name);
  });

  it.each([
    [
      { 'aws.log.group.arns': 'arn:aws:logs:r:1:log-group:' },
      [{ log_group: null, arn: 'arn:aws:logs:r:1:log-group:' }],
    ],
    [{ 'aws.log.group.names': [''] }, [{ log_group: null }]],
    [{ 'aws.log.group.names': [3] }, [{ log_group: null }]],
    [{ 'aws.log.group.arns': [''] }, [{ log_group: null }]],
  ])('writes a missing log group of %j as null', (resource, groups) => {
    expect(JSON.parse(textOf({ resource })).aws.cloudwatch_logs).toEqual(groups);
    const [enhanced] = createTranslator().translate([makeSpan({ resource })]).documents;
    expect(JSON.stringify(enhanced?.aws ?? {})).not.toContain('null');
  });
});
