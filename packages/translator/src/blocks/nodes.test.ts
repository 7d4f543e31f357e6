import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

function call(attributes: object, fields: object = {}): { name: string; namespace: string | undefined } {
  const span = makeSpan({ name: 'op', kind: 2, parent: 'local', attributes: { ...attributes }, ...fields });
  const { name, namespace } = createTranslator().translate([span]).documents[0]!;
  return { name, namespace };
}

const LOCAL = { 'server.address': '127.0.0.1' };

describe('a node of the map', () => {
  it.each([
    [{ 'db.system.name': 'redis', ...LOCAL, 'server.port': 6379 }, 'redis@127.0.0.1'],
    [{ 'db.system.name': 'redis', ...LOCAL, 'server.port': 6380, 'db.namespace': '0' }, 'redis@127.0.0.1:6380'],
    [{ 'db.system': 'memcached', 'net.peer.name': '127.0.0.1', 'net.peer.port': 11211 }, 'memcached@127.0.0.1'],
    [{ 'db.system.name': 'redis', 'server.address': '::1', 'server.port': 1 }, 'redis@::1:1'],
    [{ 'db.system.name': 'postgresql', 'db.namespace': 'shop', ...LOCAL, 'server.port': 5432 }, 'shop@127.0.0.1:5432'],
    [{ 'db.system.name': 'mysql', 'db.namespace': 'shop', ...LOCAL, 'server.port': 3306 }, 'shop@127.0.0.1:3306'],
    [
      { 'db.system.name': 'mysql', 'db.namespace': 'shop', 'server.address': 'db.example.com', 'server.port': 3306 },
      'shop@db.example.com',
    ],
    [
      { 'db.system.name': 'mysql', 'db.namespace': 'shop', 'server.address': 'db.example.com', 'server.port': 3307 },
      'shop@db.example.com:3307',
    ],
    [{ 'db.system.name': 'postgres' }, 'postgresql'],
    [{ 'db.system.name': 'better-sqlite3' }, 'sqlite'],
    [{ 'db.system.name': 'sqlite', 'db.namespace': '/data/app.db' }, '/data/app.db'],
  ])('of the database %j is %s', (attributes, name) => {
    expect(call(attributes)).toEqual({ name, namespace: 'remote' });
  });

  it.each([
    ['Kafka, sending', 3, { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }, 'orders'],
    ['Kafka, polling', 2, { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }, 'orders'],
    [
      'the default exchange',
      3,
      { 'messaging.system': 'rabbitmq', 'messaging.destination': '', 'messaging.rabbitmq.routing_key': 'jobs' },
      'jobs',
    ],
    [
      'the default exchange by name',
      3,
      { 'messaging.destination.name': 'amq.default', 'messaging.rabbitmq.destination.routing_key': 'jobs' },
      'jobs',
    ],
    ['exchange and key', 3, { 'messaging.destination.name': ':jobs' }, 'jobs'],
    [
      'another exchange',
      3,
      { 'messaging.destination.name': 'events', 'messaging.rabbitmq.destination.routing_key': 'jobs' },
      'events',
    ],
    ['BullMQ', 3, { 'bullmq.queue.name': 'mails', 'bullmq.job.name': 'welcome' }, 'mails'],
    ['no destination', 3, { 'messaging.system': 'rabbitmq' }, 'rabbitmq'],
  ])('of a queue: %s', (_what, kind, attributes, name) => {
    expect(call(attributes, { kind })).toEqual({ name, namespace: 'remote' });
  });

  it.each([
    ['a look-up', { name: 'dns.lookup', kind: 2 }, {}],
    ['a client without peer', { name: 'work', kind: 2 }, { 'custom.key': 1 }],
    ['a loader', { name: 'dataloader.load', kind: 0 }, { 'server.address': 'h' }],
  ])('is not made of %s', (_what, fields, attributes) => {
    expect(call(attributes, fields)).toEqual({ name: fields.name, namespace: undefined });
  });

  it.each([
    [{ 'rpc.system': 'aws-api', 'rpc.service': 'BedrockRuntime', 'rpc.method': 'Converse' }],
    [{ 'rpc.system': 'aws-api', 'rpc.service': 'Bedrock Runtime' }],
    [{ 'gen_ai.provider.name': 'aws.bedrock', 'gen_ai.request.model': 'm' }],
    [{ 'gen_ai.system': 'amazon-bedrock' }],
    [{ 'rpc.system': 'aws-api', 'aws.remote.service': 'AWS::BedrockRuntime' }],
  ])('of Bedrock has one name: %j', (attributes) => {
    expect(call(attributes)).toEqual({ name: 'Bedrock Runtime', namespace: 'aws' });
  });

  it('of MongoDB includes commands of the driver on admin', () => {
    const translator = createTranslator();
    const nameOf = (database: string, operation: string, port = 27_017) => {
      const server = { 'server.address': 'mongo.example.com', 'server.port': port };
      const attributes = {
        'db.system.name': 'mongodb',
        'db.namespace': database,
        'db.operation.name': operation,
        ...server,
      };
      return translator.translate([makeSpan({ kind: 2, parent: 'local', attributes })]).documents[0]?.name;
    };
    expect(nameOf('admin', 'endSessions')).toBe('mongodb@mongo.example.com');
    expect(nameOf('shop', 'find')).toBe('shop@mongo.example.com');
    expect(nameOf('admin', 'endSessions')).toBe('shop@mongo.example.com');
    expect(nameOf('admin', 'commitTransaction')).toBe('shop@mongo.example.com');
    expect(nameOf('admin', 'listDatabases')).toBe('admin@mongo.example.com');
    expect(nameOf('admin', 'endSessions', 27_018)).toBe('mongodb@mongo.example.com:27018');
  });
});

describe('a client span above the call of a driver', () => {
  const driver = { 'db.system.name': 'postgresql', 'db.namespace': 'shop', ...LOCAL, 'server.port': 5432 };
  const resource = { attributes: { 'service.name': 'shop' } };
  const inner = (attributes: object) => ({
    ...makeSpan({
      name: 'pg.query',
      kind: 2,
      spanId: '0000000000000002',
      parent: '0000000000000001',
      attributes: { ...attributes },
    }),
    resource,
  });
  const outer = (attributes: object, fields: object = {}) => ({
    ...makeSpan({
      name: 'find',
      kind: 2,
      spanId: '0000000000000001',
      parent: 'local',
      attributes: { ...attributes },
      ...fields,
    }),
    resource,
  });

  it.each([
    ['TypeORM', { 'db.system.name': 'postgres', 'db.operation.name': 'find' }, undefined],
    ['knex', { ...driver, 'server.port': '5432', 'knex.version': '3.3.0' }, undefined],
    ['aurora', { 'db.system': 'aurora-postgres' }, undefined],
    ['another database', { 'db.system.name': 'postgresql', 'db.namespace': 'stock' }, 'remote'],
    ['another system', { 'db.system.name': 'mysql', 'db.namespace': 'shop' }, 'remote'],
  ])('of %s is local work or a call', (_what, attributes, namespace) => {
    const [document] = createTranslator().translate([outer(attributes), inner(driver)]).documents;
    expect(document?.namespace).toBe(namespace);
    expect(document?.sql === undefined).toBe(namespace === undefined);
    if (namespace === undefined) expect(document?.name).toBe('find');
    expect(document?.subsegments?.[0]).toMatchObject({ name: 'shop@127.0.0.1:5432', namespace: 'remote' });
  });

  it('is local work too when it has no parent in its process', () => {
    const [segment] = createTranslator().translate([outer(driver, { parent: 'none' }), inner(driver)]).documents;
    expect(segment?.name).toBe('shop');
    expect(segment?.subsegments?.[0]).toMatchObject({ name: 'find' });
    expect(segment?.subsegments?.[0]).not.toHaveProperty('namespace');
  });

  it('is a call where the driver has no span', () => {
    expect(createTranslator().translate([outer(driver)]).documents[0]).toMatchObject({ namespace: 'remote' });
  });

  it('that only waits for a connection of the pool is none', () => {
    const waits = { ...driver, 'db.postgresql.idle.timeout.millis': 10_000 };
    const [document] = createTranslator().translate([outer(waits, { name: 'pg-pool.connect' })]).documents;
    expect(document?.name).toBe('pg-pool.connect');
    expect(document).not.toHaveProperty('namespace');
  });
});

describe('cleaning a name', () => {
  it.each([
    ['shop|public', 'shop public'],
    ['inst | shop', 'inst shop'],
    ['a\tb\u00a0c', 'a b c'],
    ['DOMAIN\\user', 'DOMAIN\\user'],
    ['GET /users/{id}/x', 'GET /users/:id/x'],
    ['GET /docs/[[...path]]', 'GET /docs/:path'],
    ['GET /files/{rest*2}', 'GET /files/:rest'],
    ['{id} of [x]', 'id of x'],
    ['orders, v2', 'orders v2'],
    ['(anonymous)', 'anonymous'],
    ['💳💳', 'span'],
    ['a💳b', 'a b'],
    ["don't", 'don t'],
  ])('%j is %j', (given, name) => {
    expect(call({}, { name: given }).name).toBe(name);
  });
});
