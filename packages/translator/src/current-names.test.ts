import type { SegmentDocument } from '@otel-xray/format';
import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';

const SERVER = 1;
const CLIENT = 2;
const PRODUCER = 3;

/** Returns the members of a span without the metadata, which keeps the names as given. */
function blocksOf(fields: SpanFields): Partial<SegmentDocument>[] {
  const parent = fields.kind === SERVER ? 'remote' : 'local';
  const { documents } = createTranslator().translate([makeSpan({ parent, ...fields })]);
  return documents.map(({ metadata, ...blocks }) => blocks);
}

const HTTP = { 'http.request.method': 'GET' };
const AWS = { 'rpc.system.name': 'aws-api' };
const SQL = { 'db.system.name': 'mysql' };

describe('old and current names give the same document', () => {
  it.each([
    // what, kind, the same in both, old, current, a part of the document that shows it was read at all
    [
      'method',
      CLIENT,
      {},
      { 'http.method': 'PUT' },
      { 'http.request.method': 'PUT' },
      { http: { request: { method: 'PUT' } } },
    ],
    [
      'status',
      CLIENT,
      HTTP,
      { 'http.status_code': 404 },
      { 'http.response.status_code': 404 },
      { error: true, http: { response: { status: 404 } } },
    ],
    [
      'URL',
      CLIENT,
      HTTP,
      { 'http.url': 'http://h/a' },
      { 'url.full': 'http://h/a' },
      { http: { request: { url: 'http://h/a' } } },
    ],
    [
      'parts of a URL',
      SERVER,
      HTTP,
      { 'http.scheme': 'https', 'http.target': '/a?b=1', 'http.host': 'h' },
      { 'url.scheme': 'https', 'url.path': '/a', 'url.query': 'b=1', 'server.address': 'h' },
      { http: { request: { url: 'https://h/a?b=1' } } },
    ],
    [
      'host of a server',
      SERVER,
      { ...HTTP, 'url.path': '/' },
      { 'net.host.name': 'h', 'net.host.port': 81 },
      { 'server.address': 'h', 'server.port': 81 },
      { http: { request: { url: 'http://h:81/' } } },
    ],
    [
      'name of a server',
      SERVER,
      { ...HTTP, 'url.path': '/' },
      { 'http.server_name': 'h' },
      { 'server.address': 'h' },
      { http: { request: { url: 'http://h/' } } },
    ],
    [
      'host of a client',
      CLIENT,
      { ...HTTP, 'url.path': '/' },
      { 'net.peer.name': 'h', 'net.peer.port': 81 },
      { 'server.address': 'h', 'server.port': 81 },
      { name: 'h', http: { request: { url: 'http://h:81/' } } },
    ],
    [
      'address of a client’s peer',
      CLIENT,
      { ...HTTP, 'peer.service': 'p', 'url.path': '/' },
      { 'net.peer.ip': '10.0.0.1' },
      { 'server.address': '10.0.0.1' },
      { http: { request: { url: 'http://10.0.0.1/' } } },
    ],
    [
      'user agent',
      SERVER,
      HTTP,
      { 'http.user_agent': 'curl' },
      { 'user_agent.original': 'curl' },
      { http: { request: { user_agent: 'curl' } } },
    ],
    [
      'client',
      SERVER,
      HTTP,
      { 'http.client_ip': '192.0.2.1' },
      { 'client.address': '192.0.2.1' },
      { http: { request: { client_ip: '192.0.2.1', x_forwarded_for: true } } },
    ],
    [
      'peer of a server',
      SERVER,
      HTTP,
      { 'net.peer.ip': '192.0.2.1' },
      { 'network.peer.address': '192.0.2.1' },
      { http: { request: { client_ip: '192.0.2.1' } } },
    ],
    [
      'size',
      CLIENT,
      HTTP,
      { 'http.response_content_length': 12 },
      { 'http.response.body.size': 12 },
      { http: { response: { content_length: 12 } } },
    ],
    [
      'size of the whole',
      CLIENT,
      HTTP,
      { 'http.response_content_length': 12 },
      { 'http.response.size': 12 },
      { http: { response: { content_length: 12 } } },
    ],
    [
      'size in a header',
      CLIENT,
      HTTP,
      { 'http.response_content_length': 12 },
      { 'http.response.header.content-length': ['12'] },
      { http: { response: { content_length: 12 } } },
    ],
    [
      'SQL system',
      CLIENT,
      { 'db.namespace': 'shop' },
      { 'db.system': 'postgresql' },
      { 'db.system.name': 'postgresql' },
      { sql: { database_type: 'postgresql' } },
    ],
    [
      'database',
      CLIENT,
      SQL,
      { 'db.name': 'shop' },
      { 'db.namespace': 'shop' },
      { name: 'shop', sql: { database_type: 'mysql' } },
    ],
    [
      'query',
      CLIENT,
      SQL,
      { 'db.statement': 'select 1' },
      { 'db.query.text': 'select 1' },
      { sql: { sanitized_query: 'select 1' } },
    ],
    [
      'host of a database',
      CLIENT,
      { ...SQL, 'db.namespace': 'shop' },
      { 'net.peer.name': 'db', 'net.peer.port': 3307 },
      { 'server.address': 'db', 'server.port': 3307 },
      { name: 'shop@db:3307', sql: { connection_string: 'mysql://db:3307/shop' } },
    ],
    [
      'store that is no SQL database',
      CLIENT,
      { 'server.address': 'cache' },
      { 'db.system': 'redis' },
      { 'db.system.name': 'redis' },
      { name: 'redis@cache', namespace: 'remote' },
    ],
    ['peer', CLIENT, {}, { 'peer.service': 'pay' }, { 'service.peer.name': 'pay' }, { name: 'pay' }],
    [
      'AWS call',
      CLIENT,
      {},
      { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'rpc.method': 'GetObject' },
      { 'rpc.system.name': 'aws-api', 'rpc.method': 'S3/GetObject' },
      { name: 'S3', namespace: 'aws', aws: { operation: 'GetObject' } },
    ],
    [
      'gRPC',
      CLIENT,
      {},
      { 'rpc.system': 'grpc', 'rpc.service': 'a.B', 'rpc.method': 'C', 'rpc.grpc.status_code': 5 },
      { 'rpc.system.name': 'grpc', 'rpc.method': 'a.B/C', 'rpc.response.status_code': 'NOT_FOUND' },
      { name: 'a.B', error: true },
    ],
    [
      'Connect',
      CLIENT,
      {},
      { 'rpc.system': 'connect_rpc', 'rpc.connect_rpc.error_code': 'not_found' },
      { 'rpc.system.name': 'connectrpc', 'rpc.response.status_code': 'not_found' },
      { error: true },
    ],
    [
      'queue',
      CLIENT,
      AWS,
      { 'messaging.url': 'https://sqs/q' },
      { 'aws.sqs.queue.url': 'https://sqs/q' },
      { aws: { queue_url: 'https://sqs/q' } },
    ],
    [
      'queue of AWS',
      CLIENT,
      AWS,
      { 'aws.queue_url': 'https://sqs/q' },
      { 'aws.sqs.queue.url': 'https://sqs/q' },
      { aws: { queue_url: 'https://sqs/q' } },
    ],
    [
      'queue with a dot',
      CLIENT,
      AWS,
      { 'aws.queue.url': 'https://sqs/q' },
      { 'aws.sqs.queue.url': 'https://sqs/q' },
      { aws: { queue_url: 'https://sqs/q' } },
    ],
    [
      'destination',
      PRODUCER,
      { 'messaging.system': 'kafka' },
      { 'messaging.destination': 'orders' },
      { 'messaging.destination.name': 'orders' },
      { name: 'orders', namespace: 'remote' },
    ],
    ['request id', CLIENT, AWS, { 'aws.requestId': 'R' }, { 'aws.request_id': 'R' }, { aws: { request_id: 'R' } }],
    [
      'request id of OTel JS',
      CLIENT,
      AWS,
      { 'aws.request.id': 'R' },
      { 'aws.request_id': 'R' },
      { aws: { request_id: 'R' } },
    ],
    [
      'table',
      CLIENT,
      AWS,
      { 'aws.table_name': 'T' },
      { 'aws.dynamodb.table_names': ['T'] },
      { aws: { table_name: 'T' } },
    ],
    [
      'table with a dot',
      CLIENT,
      AWS,
      { 'aws.table.name': 'T' },
      { 'aws.dynamodb.table_names': ['T'] },
      { aws: { table_name: 'T' } },
    ],
    ['user', SERVER, {}, { 'enduser.id': 'bob' }, { 'user.id': 'bob' }, { user: 'bob' }],
    ['pseudonym', SERVER, {}, { 'enduser.id': 'bob' }, { 'enduser.pseudo.id': 'bob' }, { user: 'bob' }],
    [
      'invocation',
      SERVER,
      {},
      { 'faas.execution': 'I', 'faas.id': 'arn' },
      { 'faas.invocation_id': 'I', 'aws.lambda.invoked_arn': 'arn' },
      { aws: { request_id: 'I', function_arn: 'arn' } },
    ],
  ])('%s', (_what, kind, both, old, current, shown) => {
    const ofOld = blocksOf({ kind, attributes: { ...both, ...old } });
    expect(ofOld[0]).toMatchObject(shown);
    expect(blocksOf({ kind, attributes: { ...both, ...current } })).toEqual(ofOld);
    // Both together, in either order: instrumentations send both while they change over.
    expect(blocksOf({ kind, attributes: { ...both, ...old, ...current } })).toEqual(ofOld);
    expect(blocksOf({ kind, attributes: { ...current, ...old, ...both } })).toEqual(ofOld);
  });

  it.each([
    [
      'image tag',
      { 'container.image.tag': 'v1' },
      { 'container.image.tags': ['v1', 'latest'] },
      { service: { version: 'v1' } },
    ],
    [
      'distribution',
      { 'telemetry.auto.version': '1' },
      { 'telemetry.distro.version': '1' },
      { aws: { xray: { auto_instrumentation: true } } },
    ],
  ])('%s of the resource', (_what, old, current, shown) => {
    const ofOld = blocksOf({ kind: SERVER, resource: old });
    expect(ofOld[0]).toMatchObject(shown);
    expect(blocksOf({ kind: SERVER, resource: current as SpanFields['resource'] & object })).toEqual(ofOld);
  });

  it('place in the code', () => {
    const codeOf = (attributes: Record<string, unknown>): unknown =>
      createTranslator().translate([makeSpan({ attributes })]).documents[0]?.metadata?.['code'];
    const place = { function: 'shop.Cart.add', file: '/srv/cart.js', line: 12 };
    const old = {
      'code.namespace': 'shop.Cart',
      'code.function': 'add',
      'code.filepath': '/srv/cart.js',
      'code.lineno': 12,
    };
    const current = { 'code.function.name': 'shop.Cart.add', 'code.file.path': '/srv/cart.js', 'code.line.number': 12 };
    expect([codeOf(old), codeOf(current), codeOf({ ...old, ...current })]).toEqual([place, place, place]);
  });

  it.each([
    'db2',
    'derby',
    'hive',
    'mariadb',
    'mssql',
    'mysql',
    'oracle',
    'postgresql',
    'sqlite',
    'teradata',
    'other_sql',
    'ibm.db2',
    'microsoft.sql_server',
    'oracle.db',
    'cockroachdb',
    'trino',
    'clickhouse',
    'aws.redshift',
    'redshift',
    'h2',
    'h2database',
    'hsqldb',
    'firebirdsql',
    'sap.hana',
    'hanadb',
    'sap.maxdb',
    'maxdb',
    'gcp.spanner',
    'spanner',
    'snowflake',
    'vertica',
    'softwareag.adabas',
    'adabas',
  ])('%s is an SQL database by both names', (system) => {
    for (const name of ['db.system', 'db.system.name']) {
      expect(blocksOf({ kind: CLIENT, attributes: { [name]: system } })[0]?.sql?.database_type).toBe(system);
    }
  });

  it.each(['redis', 'mongodb', 'dynamodb', 'aws.dynamodb', 'elasticsearch', 'cassandra', 'memcached'])(
    '%s is none',
    (system) => {
      for (const name of ['db.system', 'db.system.name']) {
        expect(blocksOf({ kind: CLIENT, attributes: { [name]: system } })[0]).not.toHaveProperty('sql');
      }
    },
  );
});
