import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

function blockOf(kind: number, attributes: object, options?: object): unknown {
  const span = makeSpan({
    kind,
    parent: kind === 1 ? 'remote' : 'local',
    attributes: attributes as Record<string, unknown>,
  });
  return createTranslator(options).translate([span]).documents[0]?.http;
}

describe('http', () => {
  it.each([
    [
      'a server',
      1,
      {
        'http.method': 'POST',
        'http.scheme': 'https',
        'http.host': 'shop.example',
        'http.target': '/orders?dry=0',
        'http.user_agent': 'curl/8',
        'http.client_ip': '203.0.113.9',
        'http.status_code': 404,
        'http.response_content_length': 12,
      },
      {
        'http.request.method': 'POST',
        'url.scheme': 'https',
        'server.address': 'shop.example',
        'server.port': 443,
        'url.path': '/orders',
        'url.query': 'dry=0',
        'user_agent.original': 'curl/8',
        'client.address': '203.0.113.9',
        'http.response.status_code': 404,
        'http.response.body.size': 12,
      },
      {
        request: {
          method: 'POST',
          url: 'https://shop.example/orders?dry=0',
          user_agent: 'curl/8',
          client_ip: '203.0.113.9',
          x_forwarded_for: true,
        },
        response: { status: 404, content_length: 12 },
      },
    ],
    [
      'a client',
      2,
      {
        'http.method': 'GET',
        'http.url': 'http://h:8080/a',
        'net.peer.name': 'h',
        'net.peer.port': 8080,
        'http.status_code': 200,
      },
      {
        'http.request.method': 'GET',
        'url.full': 'http://h:8080/a',
        'server.address': 'h',
        'server.port': 8080,
        'http.response.status_code': 200,
      },
      { request: { method: 'GET', url: 'http://h:8080/a' }, response: { status: 200 } },
    ],
    [
      'a client that gives parts of a URL',
      2,
      {
        'http.method': 'GET',
        'http.scheme': 'http',
        'net.peer.name': 'h',
        'net.peer.port': 8080,
        'http.target': '/a?b=1',
      },
      {
        'http.request.method': 'GET',
        'url.scheme': 'http',
        'server.address': 'h',
        'server.port': 8080,
        'url.path': '/a',
        'url.query': 'b=1',
      },
      { request: { method: 'GET', url: 'http://h:8080/a?b=1' } },
    ],
  ])('of %s is the same from old and from current names', (_what, kind, old, current, block) => {
    expect(blockOf(kind, old)).toEqual(block);
    expect(blockOf(kind, current)).toEqual(block);
    expect(blockOf(kind, { ...old, ...current })).toEqual(block);
    expect(blockOf(kind, { ...current, ...old })).toEqual(block);
  });

  it.each([
    [
      '_OTHER stands for the original method',
      { 'http.request.method': '_OTHER', 'http.request.method_original': 'PURGE' },
      { request: { method: 'PURGE' } },
    ],
    [
      'text is read as a status',
      { 'http.request.method': 'GET', 'http.status_code': '503' },
      { request: { method: 'GET' }, response: { status: 503 } },
    ],
    [
      'a status that is none is left to the metadata',
      { 'http.request.method': 'GET', 'http.status_code': 'x' },
      { request: { method: 'GET' } },
    ],
    ['without a name of HTTP there is no block', { 'server.address': 'h', 'net.peer.name': 'h' }, undefined],
    [
      'the peer of a client is not its client',
      { 'http.request.method': 'GET', 'network.peer.address': '10.0.0.1' },
      { request: { method: 'GET' } },
    ],
  ])('%s', (_what, attributes, block) => {
    expect(blockOf(2, attributes)).toEqual(block);
  });

  it.each([
    ['keep', 'http://h/?q=1&sig=REDACTED#f'],
    ['strip', 'http://h/#f'],
    ['redact', 'http://h/?q=REDACTED&sig=REDACTED#f'],
  ])('urlQuery %s', (urlQuery, url) => {
    const attributes = { 'http.request.method': 'GET', 'url.full': 'http://me:pw@h/?q=1&sig=abc#f' };
    expect(blockOf(2, attributes, { urlQuery })).toEqual({ request: { method: 'GET', url } });
  });

  it.each([
    ['192.0.2.1', true],
    ['2001:db8::2', true],
    ['::ffff:192.0.2.1', true],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7', false],
    ['10.0.0.300', false],
    ['01.2.3.4', false],
    ['api.example.com', false],
    ['1::2::3', false],
  ])('client.address %s is an address: %s', (address, isAddress) => {
    const block = blockOf(1, { 'http.request.method': 'GET', 'client.address': address }) as {
      request: { client_ip?: string };
    };
    expect(block.request.client_ip).toBe(isAddress ? address : undefined);
  });
});
