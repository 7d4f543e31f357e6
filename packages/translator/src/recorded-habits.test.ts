import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';
import type { SpanLike } from './ground/readable-span.ts';

const documentOf = (fields: SpanFields) => createTranslator().translate([makeSpan(fields)]).documents[0]!;
const exception = (attributes: object) => ({ name: 'exception', time: [1, 0] as const, attributes: { ...attributes } });

describe('a throttled call of AWS', () => {
  it.each([
    [400, 'ProvisionedThroughputExceededException', 'error throttle'],
    [400, 'LimitExceededException', 'error throttle'],
    [400, 'KMSThrottlingException', 'error throttle'],
    [400, 'com.amazonaws.dynamodb#ThrottlingException', 'error throttle'],
    [429, 'TooManyRequestsException', 'error throttle'],
    [503, 'SlowDown', 'fault throttle'],
    [500, 'RequestLimitExceeded', 'fault throttle'],
    [undefined, 'Throttling', 'error throttle'],
    [400, 'ValidationException', 'error'],
    [503, 'ServiceUnavailable', 'fault'],
  ])('with HTTP %s and %s is: %s', (status, type, flags) => {
    const places = [
      { attributes: { 'error.type': type } },
      { attributes: {}, events: [exception({ 'exception.type': type })] },
    ];
    for (const { attributes, ...more } of places) {
      const aws = { 'rpc.system': 'aws-api', 'rpc.service': 'X', 'http.response.status_code': status };
      const fields = { kind: 2, parent: 'local', status: { code: 2 }, attributes: { ...aws, ...attributes }, ...more };
      const { fault, error, throttle, cause } = documentOf(fields);
      expect([fault && 'fault', error && 'error', throttle && 'throttle'].filter(Boolean).join(' ')).toBe(flags);
      expect(cause).toMatchObject({ exceptions: [{ type }] });
    }
  });

  it('of another system is none', () => {
    const attributes = { 'rpc.system': 'grpc', 'http.response.status_code': 400, 'error.type': 'ThrottlingException' };
    expect(documentOf({ kind: 2, parent: 'local', attributes }).throttle).toBe(false);
  });
});

describe('a call of AWS', () => {
  it('says status, request, retries and code of the error', () => {
    const attributes = {
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'PutItem',
      'cloud.region': 'eu-west-1',
      'aws.request.id': 'R',
      'http.response.status_code': 400,
      'http.request.resend_count': 2,
    };
    const events = [exception({ 'exception.type': 'ConditionalCheckFailedException', 'exception.message': 'no' })];
    expect(
      documentOf({ kind: 2, parent: 'local', status: { code: 2, message: 'no' }, attributes, events }),
    ).toMatchObject({
      name: 'DynamoDB',
      http: { response: { status: 400 } },
      aws: { operation: 'PutItem', region: 'eu-west-1', request_id: 'R', retries: 2 },
      cause: { exceptions: [{ type: 'ConditionalCheckFailedException', message: 'no', remote: true }] },
    });
  });

  it.each([
    ['SQS', { 'rpc.service': 'SQS' }],
    ['SQS by its method', { 'rpc.system.name': 'aws-api', 'rpc.method': 'SQS/SendMessage' }],
    ['SQS by its system', { 'messaging.system': 'aws_sqs' }],
  ])('to %s has the URL of the queue, and no request', (_what, more) => {
    const url = 'http://localhost:4566/000000000000/jobs';
    const { http, aws, metadata } = documentOf({
      kind: 2,
      parent: 'local',
      attributes: { 'rpc.system': 'aws-api', 'url.full': url, 'http.response.status_code': 200, ...more },
    });
    expect(http).toEqual({ response: { status: 200 } });
    expect(aws).toMatchObject({ queue_url: url });
    expect(metadata?.['default']).not.toHaveProperty('url.full');
  });
});

describe('the operation of a segment', () => {
  const operationOf = (fields: SpanFields) => documentOf(fields).annotations?.['aws.local.operation'];
  const resource = { 'service.name': 'shop' };
  it.each<[string, SpanFields, string | undefined]>([
    [
      'method and route',
      { kind: 1, attributes: { 'http.request.method': 'GET', 'http.route': '/users/:id' } },
      'GET /users/:id',
    ],
    [
      'of old names',
      { kind: 1, attributes: { 'http.method': 'PUT', 'http.route': '/a', 'http.target': '/a?x' } },
      'PUT /a',
    ],
    [
      'what AWS named it',
      { kind: 1, attributes: { 'aws.local.operation': 'Checkout', 'http.route': '/a' } },
      'Checkout',
    ],
    ['the span of a job', { kind: 0, name: 'nightly clean-up' }, 'nightly clean-up'],
    ['the span of a consumer', { kind: 4, name: 'process orders', parent: 'remote' }, 'process orders'],
    ['missing for a request without route', { kind: 1, attributes: { 'http.request.method': 'GET' } }, undefined],
    ['missing where the service has the same name', { kind: 0, name: 'shop' }, undefined],
    ['missing on a subsegment', { kind: 0, name: 'work', parent: 'local' }, undefined],
  ])('is %s', (_what, fields, operation) => {
    expect(operationOf({ resource, ...fields })).toBe(operation);
  });

  it('keeps to the budget of annotations', () => {
    const { documents } = createTranslator({ maxAnnotations: 0 }).translate([makeSpan({ name: 'job', resource })]);
    expect(documents[0]).not.toHaveProperty('annotations');
  });

  it('leaves the path in the URL, also where no host is known', () => {
    const attributes = { 'http.method': 'GET', 'http.target': '/api/boom?x=1', 'http.route': '/api/boom' };
    expect(documentOf({ kind: 1, attributes }).http?.request?.url).toBe('/api/boom?x=1');
  });
});

describe('an exception', () => {
  it.each([
    ['20', 'AbortError: This operation was aborted\n    at f (a.js:1:1)', 'AbortError'],
    ['23', '', 'TimeoutError'],
    ['5', '', '5'],
    ['5', 'Error: 5 NOT_FOUND\n    at f (a.js:1:1)', '5'],
    ['8', 'NotFoundError: x', 'NotFoundError'],
    ['23505', 'error: duplicate key', '23505'],
    ['TypeError', 'TypeError: x', 'TypeError'],
  ])('of type %s with the stack %j is %s', (type, stack, name) => {
    const attributes = { 'exception.type': type, 'exception.message': 'm', 'exception.stacktrace': stack };
    for (const fields of [{ events: [exception(attributes)] }, { attributes }])
      expect(documentOf({ status: { code: 2 }, ...fields }).cause).toMatchObject({ exceptions: [{ type: name }] });
  });

  it.each([
    ['other words', 'duplicate key "items_pkey"', { 'exception.message': 'error 23505' }, 2],
    ['the same', 'boom', { 'exception.message': 'boom' }, 1],
    ['a part of it', 'boom', { 'exception.message': 'query failed: boom' }, 1],
    ['type and message', 'TypeError: boom', { 'exception.type': 'TypeError', 'exception.message': 'boom' }, 1],
    ['its type', 'TypeError', { 'exception.type': 'TypeError' }, 1],
    ['nothing', '', { 'exception.message': 'boom' }, 1],
  ])('beside a status message with %s', (_what, message, attributes, count) => {
    const { cause } = documentOf({ status: { code: 2, message }, events: [exception(attributes)] });
    expect(cause).toMatchObject({ exceptions: { length: count } });
    for (const word of message.split(': ')) expect(JSON.stringify(cause)).toContain(JSON.stringify(word).slice(1, -1));
  });

  it('of the first descendant that failed is the cause, across spans that did not', () => {
    const id = (n: number) => `${n}`.padStart(16, '0');
    const resource = { attributes: {} };
    const below = (n: number, parent: number, fields: SpanFields = {}): SpanLike => ({
      ...makeSpan({
        spanId: id(n),
        ...(parent > 0 && { parent: id(parent) }),
        startTime: [1, n],
        endTime: [2, n],
        ...fields,
      }),
      resource,
    });
    const events = [exception({ 'exception.type': 'E' })];
    const { documents } = createTranslator().translate([
      below(1, 0, { kind: 1, attributes: { 'http.response.status_code': 500, 'error.type': '500' } }),
      below(2, 1, { events }),
      below(3, 1),
      below(4, 3),
      below(5, 4, { events, status: { code: 2 } }),
    ]);
    const failed = documents[0]?.subsegments?.[1]?.subsegments?.[0]?.subsegments?.[0]?.cause as {
      exceptions: { id: string }[];
    };
    expect(documents[0]?.cause).toBe(failed.exceptions[0]?.id);
  });
});

describe('what cannot be read', () => {
  it.each<[string, SpanFields, string]>([
    ['NaN', { startTime: [Number.NaN, 0] }, 'a time that is no number >= 0 became 0'],
    ['negative', { startTime: [-1, 0] }, 'a time that is no number >= 0 became 0'],
    [
      'in milliseconds',
      { endTime: [1_700_000_000_000, 0] },
      'a time after the year 2255 became 0: were milliseconds given for seconds?',
    ],
  ])('is said of a time that is %s', (_what, fields, warning) => {
    expect(createTranslator().translate([makeSpan(fields)]).report.warnings).toContain(warning);
  });

  it.each(['attributes', 'resource'])('costs one attribute of the %s only', (place) => {
    const bag = {
      before: 1,
      get broken() {
        throw new Error('no');
      },
      after: 2,
    };
    const span = { ...makeSpan(), [place]: place === 'resource' ? { attributes: bag } : bag } as SpanLike;
    const { documents, report } = createTranslator().translate([span]);
    expect([documents.length, report.dropped, report.truncated]).toEqual([1, {}, ['broken']]);
    expect(report.warnings).toEqual(['the attribute broken threw when it was read, and is left out']);
    expect(JSON.stringify(documents)).toMatch(/before":1.*after":2/);
  });

  it.each([
    [{ 'host.id': '3d1219c7c4c5404aaa1f6d2a48adfda4' }, undefined],
    [{ 'host.id': 'i-0abc12345678' }, { instance_id: 'i-0abc12345678' }],
    [{ 'cloud.platform': 'aws_ec2', 'host.id': 'x' }, { instance_id: 'x' }],
    [{ 'cloud.platform': 'aws_eks', 'host.id': 'x' }, undefined],
  ])('the host %j is the instance %j', (resource, ec2) => {
    expect(documentOf({ resource }).aws?.ec2).toEqual(ec2);
  });

  it.each([
    ['2001:db8::1', 8080, 'http://[2001:db8::1]:8080/x'],
    ['[2001:db8::1]', 80, 'http://[2001:db8::1]/x'],
    ['h', 8080, 'http://h:8080/x'],
  ])('the host %s with port %i makes a URL', (host, port, url) => {
    const attributes = { 'http.request.method': 'GET', 'url.path': '/x', 'server.address': host, 'server.port': port };
    expect(documentOf({ kind: 1, attributes }).http?.request?.url).toBe(url);
  });
});
