import { describe, expect, it } from 'vitest';
import { hostOf, methodOf, pathOf, RequestValues, textOf } from './request-values.ts';

describe('pathOf', () => {
  it.each([
    [{}, undefined],
    [{ 'url.path': '' }, ''],
    [{ 'url.path': '/a?b' }, '/a?b'],
    [{ 'http.target': '/a?b#c' }, '/a'],
    [{ 'http.target': '/a#c' }, '/a'],
    [{ 'url.full': 'https://host' }, '/'],
    [{ 'url.full': 'https://host?x=/y' }, '/'],
    [{ 'url.full': 'https://user:pw@host:1/a/../b#c' }, '/a/../b'],
    [{ 'url.full': 'nonsense', 'http.url': 'http://host/old' }, '/old'],
    [{ 'url.full': '://host/a' }, undefined],
    [{ 'url.path': '/first', 'http.target': '/second', 'url.full': 'http://h/third' }, '/first'],
  ])('of %j is %j', (attributes, expected) => {
    expect(pathOf(attributes)).toBe(expected);
  });
});

describe('hostOf', () => {
  it.each([
    [{ 'client.address': '192.0.2.1' }, undefined],
    [{ 'http.host': 'c', 'net.host.name': 'b', 'server.address': 'a' }, 'a'],
    [{ 'http.host': 'c', 'net.host.name': 'b' }, 'b'],
  ])('of %j is %j', (attributes, expected) => {
    expect(hostOf(attributes)).toBe(expected);
  });
});

describe('methodOf', () => {
  it.each([
    [{ 'http.method': 'GET' }, 'GET'],
    [{ 'http.request.method': 'PUT', 'http.method': 'GET' }, 'PUT'],
    [{ 'http.request.method': '_OTHER', 'http.request.method_original': 'Link' }, 'Link'],
    [{ 'http.request.method': '_OTHER' }, '_OTHER'],
  ])('of %j is %j', (attributes, expected) => {
    expect(methodOf(attributes)).toBe(expected);
  });
});

describe('textOf', () => {
  it.each([
    [true, 'true'],
    [1.5, '1.5'],
    [['a', 1], '["a",1]'],
    [null, undefined],
  ])('of %j is %j', (value, expected) => {
    expect(textOf({ key: value as never }, 'key')).toBe(expected);
  });

  it('sees the object of the application only, not what all objects have', () => {
    expect(textOf({}, 'constructor')).toBeUndefined();
    expect(textOf(Object.create({ inherited: 'x' }), 'inherited')).toBeUndefined();
  });
});

it('gives values in folded letters, and / where there is no path', () => {
  const request = new RequestValues({ 'server.address': 'Host.Example', 'http.method': 'GET', Tenant: 'ACME' });
  expect([request.host, request.method, request.path]).toEqual(['host.example', 'get', '/']);
  expect([request.attribute('Tenant'), request.attribute('tenant')]).toEqual(['acme', undefined]);
});
