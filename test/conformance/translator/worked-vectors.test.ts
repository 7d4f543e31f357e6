import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { createTranslator, type TranslatorOptions } from '@otel-xray/translator';
import { describe, expect, it } from 'vitest';

// The worked examples that explain the reference's rules one by one. Where an example describes a release after 0.120.0, the row gives
// what 0.120.0 does, as the vectors have it, and says so.

interface Example {
  readonly what: string;
  readonly span: SpanFields;
  readonly options?: TranslatorOptions;
  readonly documents: readonly object[];
}

const event = (attributes: Record<string, unknown>, nanos = 0) => ({
  name: 'HTTP request failure',
  time: [1_700_000_000, nanos] as const,
  attributes,
});

const EXAMPLES: readonly Example[] = [
  {
    what: 'a call of DynamoDB',
    span: {
      kind: 2,
      parent: 'local',
      attributes: {
        'rpc.system': 'aws-api',
        'rpc.service': 'DynamoDB',
        'rpc.method': 'GetItem',
        'aws.region': 'us-east-1',
        'aws.request.id': 'X',
        'aws.dynamodb.table_names': ['t1', 't2'],
        'http.status_code': 200,
      },
    },
    documents: [
      {
        name: 'DynamoDB',
        namespace: 'aws',
        type: 'subsegment',
        http: { request: {}, response: { status: 200, content_length: 0 } },
        aws: {
          operation: 'GetItem',
          region: 'us-east-1',
          table_names: ['t1', 't2'],
          xray: { auto_instrumentation: false },
        },
        metadata: {
          default: {
            'rpc.system': 'aws-api',
            'rpc.service': 'DynamoDB',
            'aws.request.id': 'X',
            'aws.dynamodb.table_names': ['t1', 't2'],
          },
        },
      },
    ],
  },
  {
    what: 'names in camel case and with dots',
    span: {
      kind: 2,
      parent: 'local',
      attributes: {
        'rpc.system': 'aws-api',
        'aws.remote.service': 'AWS::DynamoDB',
        'aws.requestId': 'R',
        'aws.queue.url': 'Q',
        'aws.table.name': 'T',
        'messaging.url': 'MU',
      },
    },
    documents: [
      {
        name: 'DynamoDB',
        namespace: 'aws',
        type: 'subsegment',
        aws: { request_id: 'R', queue_url: 'MU', table_name: 'T', xray: { auto_instrumentation: false } },
        metadata: {
          default: { 'rpc.system': 'aws-api', 'aws.remote.service': 'AWS::DynamoDB', 'messaging.url': 'MU' },
        },
      },
    ],
  },
  {
    what: 'a query',
    span: {
      name: 'SELECT shop',
      kind: 2,
      parent: 'local',
      attributes: {
        'db.system': 'postgresql',
        'db.name': 'shop',
        'db.statement': 'select 1',
        'db.user': 'u',
        'db.connection_string': 'jdbc:postgresql://db.ex.com:5432',
        'net.peer.name': 'db.ex.com',
      },
    },
    documents: [
      {
        name: 'shop@db.ex.com',
        namespace: 'remote',
        type: 'subsegment',
        sql: {
          connection_string: 'jdbc:postgresql://db.ex.com:5432/shop',
          url: 'SELECT shop',
          sanitized_query: 'select 1',
          database_type: 'postgresql',
          user: 'u',
        },
      },
    ],
  },
  {
    what: 'a store that is no SQL database',
    span: {
      kind: 2,
      parent: 'local',
      attributes: {
        'db.system': 'redis',
        'db.statement': 'GET x',
        'net.peer.name': 'r.ex.com',
        'net.peer.port': 6379,
      },
    },
    documents: [
      {
        name: 'r.ex.com',
        namespace: 'remote',
        type: 'subsegment',
        metadata: { default: { 'db.system': 'redis', 'db.statement': 'GET x' } },
      },
    ],
  },
  {
    what: 'gRPC',
    span: {
      kind: 2,
      parent: 'local',
      attributes: { 'rpc.system': 'grpc', 'rpc.service': 'a.B', 'rpc.method': 'C', 'rpc.grpc.status_code': 5 },
    },
    documents: [
      {
        name: 'a.B',
        namespace: 'remote',
        type: 'subsegment',
        aws: { operation: 'C', xray: { auto_instrumentation: false } },
        metadata: { default: { 'rpc.system': 'grpc', 'rpc.service': 'a.B', 'rpc.grpc.status_code': 5 } },
      },
    ],
  },
  {
    what: 'a server with current names; 0.120.0 puts the query in the place of the path (fixed in its pull request 40809)',
    span: {
      kind: 1,
      parent: 'local',
      attributes: {
        'http.request.method': 'GET',
        'url.scheme': 'https',
        'server.address': 'ex.com',
        'server.port': 443,
        'url.path': '/a',
        'url.query': 'b=1',
        'http.response.status_code': 429,
        'client.address': '1.2.3.4',
      },
      resource: { 'service.name': 'svc' },
    },
    documents: [
      {
        name: 'svc',
        http: {
          request: { method: 'GET', url: 'https://ex.comb=1', client_ip: '1.2.3.4', x_forwarded_for: true },
          response: { status: 429, content_length: 0 },
        },
        error: true,
        throttle: true,
        metadata: { default: { 'otel.resource.service.name': 'svc' } },
      },
    ],
  },
  {
    what: 'a peer beside a client',
    span: {
      kind: 1,
      attributes: { 'http.client_ip': '9.9.9.9', 'net.peer.ip': '1.1.1.1', 'http.method': 'GET' },
    },
    documents: [
      {
        name: 'GET /x',
        http: {
          request: { method: 'GET', url: 'http:///', client_ip: '9.9.9.9' },
          response: { content_length: 0 },
        },
      },
    ],
  },
  {
    what: 'annotations and metadata',
    span: {
      kind: 1,
      attributes: {
        'dot.key-x': 9,
        'http.method': 'GET',
        list: ['a'],
        'aws.xray.annotations': ['ann', 'otel.resource.r', 3],
        ann: 'v',
        'enduser.id': 'bob',
        'aws.xray.metadata.Default': '{"k":1}',
        'aws.xray.metadata.ns': '{"z":true}',
        'aws.xray.metadata.bad': 'nope',
      },
      resource: { r: 'rv', 'service.name': 'svc' },
    },
    options: { indexedAttributes: ['dot.key-x', 'http.method', 'list'] },
    documents: [
      {
        name: 'svc',
        user: 'bob',
        http: { request: { method: 'GET' }, response: { content_length: 0 } },
        annotations: { 'dot.key_x': 9, 'http.method': 'GET', ann: 'v', 'otel.resource.r': 'rv' },
        metadata: {
          default: { k: 1, 'aws.xray.metadata.bad': 'nope', 'otel.resource.service.name': 'svc' },
          ns: { z: true },
        },
      },
    ],
  },
  {
    what: 'a local root that calls',
    span: {
      kind: 2,
      parent: 'local',
      attributes: {
        'aws.span.kind': 'LOCAL_ROOT',
        'aws.local.service': 'me',
        'aws.remote.service': 'them',
        'aws.remote.operation': 'op',
        'db.system': 'mysql',
        a: 'b',
        'http.method': 'GET',
        'http.url': 'http://x/',
      },
    },
    options: { indexedAttributes: ['aws.remote.service', 'aws.local.service'] },
    documents: [
      {
        name: 'them',
        namespace: 'remote',
        type: 'subsegment',
        http: { request: { method: 'GET', url: 'http://x/' }, response: { content_length: 0 } },
        sql: { connection_string: 'localhost/', url: 'GET /x', database_type: 'mysql' },
        annotations: { 'aws.remote.service': 'them', 'aws.local.service': 'me' },
        metadata: { default: { 'aws.span.kind': 'LOCAL_ROOT', 'aws.remote.operation': 'op', a: 'b' } },
      },
      {
        name: 'me',
        sql: { connection_string: 'localhost/', url: 'GET /x', database_type: 'mysql' },
        annotations: { 'aws.local.service': 'me' },
        metadata: { default: {} },
      },
    ],
  },
  {
    what: 'a status message alone',
    span: { parent: 'local', status: { code: 2, message: 'boom' } },
    documents: [
      { name: 'GET /x', type: 'subsegment', fault: true, cause: { exceptions: [{ type: '', message: 'boom' }] } },
    ],
  },
  {
    what: 'a request to AWS that failed',
    span: {
      kind: 2,
      parent: 'local',
      attributes: { 'rpc.system': 'aws-api', 'http.status_code': 503 },
      events: [event({ 'http.response.status_code': 503, 'aws.http.error_message': 'slow' }, 123_456_789)],
    },
    documents: [
      {
        name: 'GET /x',
        namespace: 'aws',
        type: 'subsegment',
        http: { request: {}, response: { status: 503, content_length: 0 } },
        fault: true,
        cause: {
          exceptions: [{ type: 'aws.http.error.event', remote: true, message: '503@1700000000.123456@slow' }],
        },
        metadata: { default: { 'rpc.system': 'aws-api' } },
      },
    ],
  },
  {
    what: 'a pod on an instance, with log groups',
    span: {
      parent: 'local',
      resource: {
        'cloud.platform': 'aws_eks',
        'host.id': 'i-1',
        'container.id': 'c',
        'aws.log.group.arns': 'arn:aws:logs:us-east-1:123:log-group:/a/b:*&arn:bad',
      },
    },
    documents: [
      {
        name: 'GET /x',
        type: 'subsegment',
        origin: 'AWS::EKS::Container',
        aws: {
          ec2: { instance_id: 'i-1', availability_zone: null, instance_size: null, ami_id: null },
          eks: { cluster_name: null, pod: null, container_id: 'c' },
          cloudwatch_logs: [
            { log_group: '/a/b', arn: 'arn:aws:logs:us-east-1:123:log-group:/a/b:*' },
            { log_group: 'arn:bad', arn: 'arn:bad' },
          ],
          xray: { auto_instrumentation: false },
        },
      },
    ],
  },
  {
    what: 'a consumer below another span; for 0.120.0 it is a subsegment (a segment since its pull request 42633)',
    span: {
      kind: 4,
      parent: 'local',
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'q' },
      resource: { 'service.name': 'svc' },
    },
    documents: [
      {
        name: 'GET /x',
        type: 'subsegment',
        metadata: { default: { 'messaging.system': 'kafka', 'messaging.destination.name': 'q' } },
      },
    ],
  },
  {
    what: 'a producer; for 0.120.0 it is not remote (it is since its pull request 42633)',
    span: { kind: 3, parent: 'local', attributes: { 'messaging.system': 'kafka', 'net.peer.name': 'k' } },
    documents: [{ name: 'k', type: 'subsegment', metadata: { default: { 'messaging.system': 'kafka' } } }],
  },
  {
    what: 'another cloud',
    span: {
      kind: 2,
      parent: 'local',
      attributes: { 'rpc.method': 'M', 'aws.region': 'r', k: 'v' },
      resource: { 'cloud.provider': 'gcp' },
    },
    documents: [
      { name: 'GET /x', namespace: 'remote', type: 'subsegment', aws: undefined, metadata: { default: { k: 'v' } } },
    ],
  },
  {
    what: 'two status codes',
    span: {
      parent: 'local',
      status: { code: 2 },
      attributes: { 'http.status_code': 404, 'http.response.status_code': 500 },
    },
    documents: [
      {
        name: 'GET /x',
        type: 'subsegment',
        http: { request: {}, response: { status: 500, content_length: 0 } },
        error: true,
      },
    ],
  },
];

/** What every document has, unless the example says otherwise. */
const USUAL = { fault: false, error: false, throttle: false, aws: { xray: { auto_instrumentation: false } } };

describe('worked examples of the reference', () => {
  it.each(EXAMPLES.map((example, index) => [index + 1, example.what, example] as const))(
    '%d: %s',
    (_number, _what, { span, options, documents }) => {
      const made = createTranslator({ ...options, profile: 'collector' }).translate([makeSpan(span)]).documents;
      const comparable = made.map(({ id, trace_id, parent_id, start_time, end_time, service, cause, ...rest }) => {
        const exceptions = typeof cause === 'object' ? cause.exceptions?.map(({ id: _id, ...shown }) => shown) : [];
        return { ...rest, ...(cause !== undefined && { cause: { exceptions } }) };
      });
      expect(comparable).toEqual(documents.map((document) => ({ ...USUAL, ...document })));
    },
  );
});
