import { describe, expect, it } from 'vitest';
import { readEventSource } from './event-source.ts';

describe('readEventSource', () => {
  it.each([
    [
      'an HTTP API or a function URL',
      {
        version: '2.0',
        routeKey: 'POST /orders/{id}',
        rawPath: '/orders/17',
        rawQueryString: 'dry=1',
        headers: { Host: 'api.example.com', 'x-forwarded-proto': 'https', 'user-agent': 'curl/8' },
        requestContext: { http: { method: 'POST', path: '/orders/17', sourceIp: '203.0.113.9' }, domainName: 'x' },
      },
      {
        trigger: 'http',
        attributes: {
          'http.request.method': 'POST',
          'url.scheme': 'https',
          'url.path': '/orders/17',
          'url.query': 'dry=1',
          'http.route': '/orders/{id}',
          'server.address': 'api.example.com',
          'client.address': '203.0.113.9',
          'user_agent.original': 'curl/8',
        },
      },
    ],
    [
      'a REST API',
      {
        resource: '/orders/{id}',
        path: '/orders/17',
        httpMethod: 'GET',
        headers: { Host: 'api.example.com' },
        multiValueQueryStringParameters: { a: ['1', '2 3'] },
        requestContext: { path: '/prod/orders/17', identity: { sourceIp: '203.0.113.9' } },
      },
      {
        trigger: 'http',
        attributes: {
          'http.request.method': 'GET',
          'url.scheme': 'https',
          'url.path': '/prod/orders/17',
          'url.query': 'a=1&a=2%203',
          'http.route': '/orders/{id}',
          'server.address': 'api.example.com',
          'client.address': '203.0.113.9',
        },
      },
    ],
    [
      'a load balancer with lists of headers',
      {
        httpMethod: 'GET',
        path: '/',
        queryStringParameters: { q: 'a%20b' },
        requestContext: { elb: { targetGroupArn: 'arn' } },
        multiValueHeaders: {
          'X-Forwarded-For': ['203.0.113.9, 10.0.0.1'],
          'x-forwarded-proto': ['http'],
          host: ['lb'],
        },
      },
      {
        trigger: 'http',
        attributes: {
          'http.request.method': 'GET',
          'url.scheme': 'http',
          'url.path': '/',
          'url.query': 'q=a%20b',
          'server.address': 'lb',
          'client.address': '203.0.113.9',
        },
      },
    ],
    [
      'a notification',
      { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 'arn:aws:sns:r:1:news' } }] },
      {
        trigger: 'pubsub',
        attributes: { 'messaging.system': 'aws.sns', 'messaging.destination.name': 'news' },
      },
    ],
    [
      'a stream',
      { Records: [{ eventSource: 'aws:kinesis', eventSourceARN: 'arn:aws:kinesis:r:1:stream/clicks' }] },
      {
        trigger: 'pubsub',
        attributes: { 'messaging.system': 'aws.kinesis', 'messaging.destination.name': 'clicks' },
      },
    ],
    ['a bucket', { Records: [{ eventSource: 'aws:s3' }] }, { trigger: 'datasource' }],
    ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event' }, { trigger: 'timer' }],
    ['an event bus', { source: 'shop', 'detail-type': 'OrderPlaced' }, { trigger: 'pubsub' }],
    ['anything else', { order: 5 }, { trigger: 'other' }],
    ['no object', 'text', { trigger: 'other' }],
    ['nothing', undefined, { trigger: 'other' }],
  ])('knows %s', (_what, event, expected) => {
    expect(readEventSource(event)).toMatchObject(expected);
  });

  it('bears an event whose members throw', () => {
    const event = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    expect(readEventSource(event)).toEqual({ trigger: 'other', attributes: {}, headers: {} });
  });
});
