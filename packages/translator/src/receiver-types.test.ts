import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';

// The table of types itself is test/kit/src/receiver-types.ts; every document of these tests is held against it.

describe('what the collector and the CloudWatch agent would refuse', () => {
  it.each([
    [{ 'http.response.status_code': 1e30 }, {}, ['1e+30 is no HTTP status; it stays in the metadata']],
    [{ 'http.response.status_code': -1 }, {}, ['-1 is no HTTP status; it stays in the metadata']],
    [{ 'http.response.status_code': 7 }, {}, ['7 is no HTTP status; it stays in the metadata']],
    [{ 'http.response.status_code': 599 }, { http: { response: { status: 599 } } }, []],
    [{ 'http.request.resend_count': 1e30 }, {}, ['1e+30 is no number of retries; it stays in the metadata']],
    [{ 'aws.xray.retries': 3 }, { aws: { retries: 3 } }, []],
  ])('of %j only what fits is written', (attributes, shown, warnings) => {
    const span = makeSpan({ kind: 2, parent: 'local', attributes });
    const { documents, report } = createTranslator().translate([span]);
    const { http, aws, metadata } = documents[0]!;
    expect({ ...(http && { http }), ...(aws && { aws }) }).toEqual(shown);
    expect(report.warnings).toEqual(warnings);
    if (warnings.length > 0) expect(metadata?.['default']).toMatchObject(attributes);
  });

  it.each([
    ['aws', { retries: 'many', operation: 'Get' }, { operation: 'Get' }],
    ['aws', { Retries: 1.5 }, undefined],
    ['aws', { ecs: { container: 7 }, topic: 7 }, { topic: 7 }],
    ['aws', { xray: { auto_instrumentation: 'no' } }, undefined],
    ['aws', { cloudwatch_logs: {}, table_names: 'a' }, undefined],
    ['aws', { elastic_beanstalk: { deployment_id: 3 } }, { elastic_beanstalk: { deployment_id: 3 } }],
    ['sql', { url: 'SELECT shop', user: 'u' }, { user: 'u' }],
    ['sql', { url: 'mysql://h:1/d' }, { url: 'mysql://h:1/d' }],
    ['sql', { preparation: null }, undefined],
  ] as const)('a given block %s %j keeps what fits', (block, given, kept) => {
    const attribute = `aws.xray.${block}`;
    const span = makeSpan({ parent: 'local', attributes: { [attribute]: JSON.stringify(given) } });
    const { documents, report } = createTranslator().translate([span]);
    expect(documents[0]?.[block]).toEqual(kept);
    const isWhole = JSON.stringify(kept) === JSON.stringify(given);
    expect(report.warnings).toEqual(
      isWhole ? [] : [`${attribute} does not fit the document; it stays in the metadata`],
    );
  });

  it.each([
    ['an event', { events: [{ name: 'retry', time: [1, 0] as const }] }, { events: [{ name: 'retry' }] }],
    [
      'a link of a subsegment',
      { parent: 'local', links: [{ context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16) } }] },
      { links: [{ id: '2'.repeat(16) }] },
    ],
  ])(
    '%s stands in the namespace otel, beside which a given one of that name stays an attribute',
    (_what, more, otel) => {
      const attributes = { 'aws.xray.metadata.otel': '{"mine":1}' };
      const metadataOf = (fields: object) => createTranslator().translate([makeSpan(fields)]).documents[0]?.metadata;
      expect(metadataOf({ ...more, attributes })).toMatchObject({ default: attributes, otel });
      expect(metadataOf({ attributes })?.['otel']).toEqual({ mine: 1 });
    },
  );

  it.each(['null', '[]', '7', '"text"'])('a namespace %s stays an attribute', (given) => {
    const attributes = { 'aws.xray.metadata.mine': given };
    const { metadata } = createTranslator().translate([makeSpan({ attributes })]).documents[0]!;
    expect(metadata).toMatchObject({ default: attributes });
    expect(metadata).not.toHaveProperty('mine');
  });

  it.each([
    ['a status', { status: { code: 2 } }],
    ['an HTTP status', { attributes: { 'http.response.status_code': 404 } }],
    ['a throttle', { attributes: { 'http.response.status_code': 429 } }],
    ['a gRPC code', { attributes: { 'rpc.system': 'grpc', 'rpc.grpc.status_code': 13 } }],
    ['a flag that the span names', { attributes: { 'aws.xray.fault': true } }],
    ['a status code as the type of error', { status: { code: 2 }, attributes: { 'error.type': '503' } }],
    ['a local root', { kind: 2, status: { code: 2 }, attributes: { 'aws.span.kind': 'LOCAL_ROOT' } }],
  ])('%s alone has a cause without exceptions', (_what, fields) => {
    const [document] = createTranslator().translate([makeSpan({ kind: 1, ...fields })]).documents;
    expect(document).toMatchObject({ cause: { exceptions: [] } });
    for (const inner of document?.subsegments ?? []) expect(inner).toMatchObject({ cause: { exceptions: [] } });
  });

  it('a document cut to the limit keeps the cause of its fault', () => {
    const attributes = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${n}`, 'v'.repeat(200)]));
    const span = makeSpan({ name: 'n'.repeat(200), status: { code: 2 }, attributes });
    const { documents } = createTranslator({ maxDocumentBytes: 4_096, indexAllAttributes: true }).translate([span]);
    expect(documents[0]?.cause).toEqual({ exceptions: [] });
  });
});

describe('sql.url', () => {
  const postgres = { 'db.system.name': 'postgresql' };
  it.each([
    [{ 'server.address': 'db', 'server.port': 5432, 'db.namespace': 'shop' }, 'postgresql://db:5432/shop'],
    [{ 'net.peer.name': 'db', 'net.peer.port': '5432', 'db.name': 'shop' }, 'postgresql://db:5432/shop'],
    [{ 'server.address': '::1', 'server.port': 5432, 'db.namespace': 'shop' }, 'postgresql://[::1]:5432/shop'],
    [{ 'server.address': 'db', 'db.namespace': 'a b?c' }, 'postgresql://db/a%20b%3Fc'],
    [{ 'db.connection_string': 'postgresql://u:p@db:5433/shop?ssl=1' }, 'postgresql://db:5433/shop'],
    [{ 'db.connection_string': 'jdbc:postgresql://db/shop' }, 'postgresql://db/shop'],
    [{ 'server.address': 'db' }, undefined],
    [{ 'db.namespace': 'shop' }, undefined],
    [{ 'server.address': '/var/run/postgresql', 'db.namespace': 'shop' }, undefined],
    [{ 'server.address': 'a\nb', 'db.namespace': 'shop' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (attributes, url) => {
    const span = makeSpan({ kind: 2, parent: 'local', attributes: { ...postgres, ...attributes } });
    expect(createTranslator().translate([span]).documents[0]?.sql?.url).toBe(url);
  });

  it.each([
    [
      { 'db.connection_string': 'jdbc:mysql://db:3306/shop?useSSL=true', 'db.name': 'shop' },
      'jdbc:mysql://db:3306/shop?useSSL=true',
    ],
    [{ 'db.connection_string': 'mysql://db:3306', 'db.name': 'shop' }, 'mysql://db:3306/shop'],
    [{ 'db.connection_string': 'mysql://db:3306/', 'db.name': 'shop' }, 'mysql://db:3306/shop'],
    [{ 'db.connection_string': 'Server=db;Database=shop', 'db.name': 'shop' }, 'Server=db;Database=shop'],
    [{ 'server.address': '::1', 'server.port': 3306, 'db.name': 'shop' }, 'mysql://[::1]:3306/shop'],
    [{ 'db.name': 'shop' }, undefined],
    [{ 'db.system': 'sqlite', 'db.name': '/data/app.db' }, undefined],
  ])('beside it the connection string of %j is %s', (attributes, text) => {
    const span = makeSpan({ kind: 2, parent: 'local', attributes: { 'db.system': 'mysql', ...attributes } });
    expect(createTranslator().translate([span]).documents[0]?.sql?.connection_string).toBe(text);
  });
});
