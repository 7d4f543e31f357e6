import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

const ids = ['0000000000000001', '0000000000000002', '0000000000000003', '0000000000000004'];
const awsCall = { 'rpc.system': 'aws-api', 'rpc.service': 'DynamoDB', 'rpc.method': 'GetItem' };
const request = { 'http.request.method': 'POST', 'server.address': 'dynamodb.eu-central-1.amazonaws.com' };

function call(inner: readonly object[], attributes: object = {}) {
  const spans = [
    makeSpan({ name: 'GetItem', kind: 2, spanId: ids[0]!, parent: 'local', attributes: { ...awsCall, ...attributes } }),
    ...inner.map((of, at) =>
      makeSpan({ name: 'POST', kind: 2, spanId: ids[at + 1]!, parent: ids[0]!, attributes: { ...of } }),
    ),
  ];
  return createTranslator().translate(spans).documents[0]!;
}

describe('the HTTP requests below an AWS call', () => {
  it('are work of the call and no node of their own', () => {
    const document = call([request]);
    expect(document).toMatchObject({ name: 'DynamoDB', namespace: 'aws' });
    expect(document.subsegments).toMatchObject([{ name: 'POST', http: { request: { method: 'POST' } } }]);
    expect(document.subsegments?.[0]).not.toHaveProperty('namespace');
  });

  const credentials = { ...request, 'server.address': '169.254.170.2' };
  const old = { 'http.method': 'POST', 'net.peer.name': 'dynamodb.eu-central-1.amazonaws.com' };
  it.each([
    ['one', [request], undefined],
    ['two', [request, request], 1],
    ['three, under the old names', [old, old, old], 2],
    ['one and one for credentials', [credentials, request], undefined],
    ['one and another AWS call', [{ ...awsCall, ...request }, request], undefined],
  ])('are counted: %s', (_count, inner, retries) => {
    expect(call(inner).aws?.retries).toBe(retries);
  });

  it('count for less than the number that the span gives', () => {
    expect(call([request, request], { 'aws.xray.retries': 4 }).aws?.retries).toBe(4);
  });

  it('stay nodes below a span that is no AWS call', () => {
    const document = call([request], { 'rpc.system': 'grpc' });
    expect(document.subsegments?.[0]).toMatchObject({ namespace: 'remote' });
  });
});

describe('a span that receives messages', () => {
  const receive = {
    ...awsCall,
    'rpc.service': 'SQS',
    'rpc.method': 'ReceiveMessage',
    'messaging.operation.type': 'receive',
    'messaging.destination.name': 'orders',
    'url.full': 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
  };
  const resource = { attributes: { 'service.name': 'worker' } };
  const root = { ...makeSpan({ name: 'receive', kind: 4, spanId: ids[0]!, attributes: { ...receive } }), resource };
  const process = {
    ...makeSpan({ name: 'process', kind: 4, spanId: ids[1]!, parent: ids[0]!, attributes: {} }),
    resource,
  };

  it('is a call of its service, which shows the queue on the map', () => {
    const [segment, ...others] = createTranslator().translate([root]).documents;
    expect(others).toEqual([]);
    expect(segment).toMatchObject({ name: 'worker', subsegments: [{ id: ids[0], name: 'SQS', namespace: 'aws' }] });
    expect(segment?.subsegments?.[0]?.aws?.queue_url).toBe(receive['url.full']);
  });

  it('has the work for its messages beside it', () => {
    const [segment] = createTranslator().translate([root, process]).documents;
    expect(segment?.subsegments?.map(({ id }) => id)).toEqual([ids[0], ids[1]]);
    expect(segment?.subsegments?.[0]).not.toHaveProperty('subsegments');
  });

  it('is a segment where it processes', () => {
    const attributes = { ...receive, 'messaging.operation.type': 'process' };
    const span = { ...makeSpan({ name: 'process', kind: 4, attributes }), resource };
    const [segment] = createTranslator().translate([span]).documents;
    expect(segment).toMatchObject({ name: 'worker' });
    expect(segment).not.toHaveProperty('subsegments');
  });
});

describe('a member of the aws block', () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:resize:live';
  it.each([
    [arn, 'resize'],
    ['arn:aws:lambda:eu-central-1:123456789012:function:resize', 'resize'],
    ['resize', 'resize'],
    ['arn:aws:lambda', 'arn:aws:lambda'],
  ])('names the function of %s', (given, name) => {
    const attributes = { 'rpc.service': 'Lambda', 'faas.invoked_name': given };
    expect(call([], attributes).aws?.function_name).toBe(name);
  });

  it.each([
    ['amqp://127.0.0.1:5672', undefined],
    [
      'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
      'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
    ],
  ])('queue_url of %s is %s', (url, shown) => {
    const span = makeSpan({ kind: 4, attributes: { 'messaging.system': 'x', 'messaging.url': url } });
    expect(createTranslator().translate([span]).documents[0]?.aws?.queue_url).toBe(shown);
  });
});
