import { makeSpan } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

// Names that the service accepts (X-Ray segment documents, "name").
const ACCEPTED = /^[ 0-9\p{L}_.:/%&#=+\\\-@]{1,200}$/u;

describe('name', () => {
  it('is valid, whatever the attributes hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        (name, service, peer, kind, isRoot) => {
          const { documents } = createTranslator().translate([
            makeSpan({
              name,
              kind,
              parent: isRoot ? 'none' : 'local',
              attributes: { 'peer.service': peer, 'db.namespace': name },
              resource: { 'service.name': service },
            }),
          ]);
          for (const document of documents) {
            expect(document.name).toMatch(ACCEPTED);
            for (const { name: inner } of document.subsegments ?? []) expect(inner).toMatch(ACCEPTED);
          }
        },
      ),
    );
  });

  it.each([
    ['the peer', { 'peer.service': 'pay', 'server.address': 'h' }, 'pay'],
    ['the service of AWS', { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'server.address': 'h' }, 'S3'],
    ['the remote service', { 'rpc.system': 'aws-api', 'aws.remote.service': 'AWS::DynamoDB' }, 'DynamoDB'],
    ['database and host', { 'db.namespace': 'shop', 'server.address': 'pg' }, 'shop@pg'],
    ['the store and its host', { 'db.system.name': 'redis', 'server.address': 'cache' }, 'redis@cache'],
    ['the host of a URL', { 'url.full': 'https://u:p@api.example.com:8443/x?y' }, 'api.example.com'],
    ['the store', { 'db.system.name': 'memcached' }, 'memcached'],
    ['the service of a call', { 'rpc.system.name': 'grpc', 'rpc.method': 'shop.Orders/Get' }, 'shop.Orders'],
    ['the host', { 'server.address': 'api.example.com' }, 'api.example.com'],
    ['the span', {}, 'op'],
  ])('of a call is %s', (_what, attributes, name) => {
    const span = makeSpan({ name: 'op', kind: 2, parent: 'local', attributes });
    expect(createTranslator().translate([span]).documents[0]?.name).toBe(name);
  });

  it('of a segment can be given, and is cleaned', () => {
    const options = { segmentName: (_span: unknown, name: string) => `${name}, v2` };
    const span = makeSpan({ kind: 1, resource: { 'service.name': 'orders' } });
    expect(createTranslator(options).translate([span]).documents[0]?.name).toBe('orders v2');
  });
});
