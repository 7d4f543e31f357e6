import { makeSpan } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';
import { NAMES } from '../read/semconv.ts';
import { createTranslator as create } from '../translator.ts';

// A list of names, not a value.
const NAMES_WITH_VALUES = NAMES.filter((name) => name !== 'aws.xray.annotations');

type Shape = 'text' | 'url' | 'number' | 'numeric text' | 'flag' | 'texts' | 'numbers';
const SHAPES: readonly Shape[] = ['text', 'url', 'number', 'numeric text', 'flag', 'texts', 'numbers'];

/** A value that occurs nowhere else, so that finding it in the document means something. */
function uniqueValue(shape: Shape, n: number): unknown {
  const unique = 7_000_000 + n;
  switch (shape) {
    case 'text':
      return `v${unique}x`;
    case 'url':
      return `https://h${unique}.example/p${unique}?q=${unique}`;
    case 'number':
      return unique;
    case 'numeric text':
      return String(unique);
    case 'flag':
      return true;
    case 'texts':
      return [`a${unique}x`, `b${unique}x`];
    case 'numbers':
      return [unique, unique + 0.5];
  }
}

/** Returns whether a value is somewhere in the documents, also as part of a URL or a list. */
function isFound(text: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isFound(text, item));
  return text.includes(typeof value === 'string' ? value : JSON.stringify(value));
}

const attribute = fc.tuple(
  fc.oneof(fc.constantFrom(...NAMES_WITH_VALUES), fc.stringMatching(/^app\.[a-z]{1,4}$/)),
  fc.constantFrom(...SHAPES),
);
const span = fc.record({
  kind: fc.integer({ min: 0, max: 4 }),
  parent: fc.constantFrom('none', 'local', 'remote'),
  attributes: fc.uniqueArray(attribute, { maxLength: 25, selector: ([name]) => name }),
  system: fc.constantFrom(
    undefined,
    ['rpc.system', 'aws-api'],
    ['rpc.system.name', 'grpc'],
    ['db.system', 'mysql'],
    ['db.system.name', 'redis'],
    ['aws.span.kind', 'LOCAL_ROOT'],
  ),
  status: fc.constantFrom({ code: 0 }, { code: 2 }, { code: 2, message: 'failed' }),
  resource: fc.constantFrom(
    {},
    { 'service.name': 'svc' },
    { 'cloud.provider': 'gcp' },
    { 'cloud.platform': 'aws_lambda', 'faas.name': 'f' },
  ),
});
const options = fc.constantFrom(
  {},
  { nest: false },
  { indexAllAttributes: true },
  { indexedAttributes: ['http.*', 'rpc.method', 'enduser.id', 'app.*'] },
);

describe('no attribute is lost', () => {
  it('each value is a field, an annotation or metadata, or the report names it', () => {
    fc.assert(
      fc.property(span, options, ({ attributes, system, ...fields }, given) => {
        const values: Record<string, unknown> = {};
        for (const [n, [name, shape]] of attributes.entries()) values[name] = uniqueValue(shape, n);
        if (system !== undefined) values[system[0] as string] = system[1];
        const { documents, report } = createTranslator(given).translate([makeSpan({ ...fields, attributes: values })]);
        const text = JSON.stringify(documents);
        const lost = Object.entries(values).filter(([, value]) => !isFound(text, value));
        // That a span is a local root shows in its two documents.
        const missing = lost.map(([name]) => name).filter((name) => values[name] !== 'LOCAL_ROOT');
        expect(missing.filter((name) => !report.truncated.includes(name))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('no span changes what the next one becomes', () => {
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 2, maxLength: 4 }),
        fc.constantFrom('enhanced', 'collector'),
        (shapes, profile) => {
          const spans = shapes.map(({ attributes, system, ...fields }, n) => {
            const values = Object.fromEntries(attributes.map(([name, shape], at) => [name, uniqueValue(shape, at)]));
            if (system !== undefined) values[system[0] as string] = system[1];
            return makeSpan({ ...fields, attributes: values, spanId: `${n + 1}`.padStart(16, '0') });
          });
          // Ids of exceptions are drawn; here all are alike.
          const given = { profile, nest: false, idGenerator: { generateSpanId: () => '00000000000000aa' } } as const;
          const together = create(given).translate(spans).documents;
          const alone = spans.flatMap((each) => create(given).translate([each]).documents);
          expect(together).toEqual(alone);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('an attribute that another one overrides', () => {
  const request = { 'http.request.method': 'GET', 'url.scheme': 'https', 'url.path': '/a' };
  it.each([
    [{ ...request, 'server.address': 'api.example.com', 'net.peer.name': 'example.com' }, ['net.peer.name']],
    [{ ...request, 'server.address': 'api.example.com', 'net.peer.name': 'api.example.com' }, []],
    [{ ...request, 'server.address': 'h', 'server.port': 8443, 'net.peer.port': 84 }, ['net.peer.port']],
    [{ ...request, 'server.address': 'h', 'server.port': 8443, 'net.peer.port': 443 }, ['net.peer.port']],
    [{ ...request, 'server.address': 'h', 'net.peer.port': 443 }, []],
    [{ 'http.method': 'GET', 'http.request.method': 'POST' }, ['http.method']],
    [{ 'http.status_code': 404, 'http.response.status_code': 500 }, ['http.status_code']],
    [{ 'url.full': 'http://pay/a?to=shop', 'server.address': 'shop' }, ['server.address']],
    [{ 'url.full': 'http://[::1]:8080/a', 'server.address': '::1', 'server.port': 8080 }, []],
    [{ 'url.full': 'http://h/a', 'http.url': 'http://h/b' }, ['http.url']],
    [{ 'db.system': 'mysql', 'db.name': 'a', 'db.namespace': 'b', 'server.address': 'h' }, ['db.name']],
    [{ 'db.system': 'mysql', 'db.statement': 'a', 'db.query.text': 'b' }, ['db.statement']],
  ])('stays in the metadata: of %j %j', (attributes, kept) => {
    const span = makeSpan({ kind: 2, parent: 'local', attributes: { ...attributes } });
    const { documents } = createTranslator().translate([span]);
    const members = Object.keys((documents[0]?.metadata?.['default'] ?? {}) as object);
    expect(members.filter((key) => !key.startsWith('otel.'))).toEqual(kept);
  });

  it('stays where its JSON has half of a surrogate pair', () => {
    const attributes = {
      'aws.xray.metadata.mine': '{"a":"\\ud800"}',
      'aws.xray.metadata.other': '{"a":"\\ud83d\\ude00"}',
    };
    const { metadata } = createTranslator().translate([makeSpan({ attributes })]).documents[0]!;
    expect(metadata).toMatchObject({ default: { 'aws.xray.metadata.mine': '{"a":"\\ud800"}' }, other: { a: '😀' } });
    expect(metadata).not.toHaveProperty('mine');
  });
});
