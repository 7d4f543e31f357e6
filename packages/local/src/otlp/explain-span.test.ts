import { expect, it } from 'vitest';
import { explainSpan } from './explain-span.ts';

const attributes = (members: Record<string, object>) => Object.entries(members).map(([key, value]) => ({ key, value }));
const TEXT = JSON.stringify({
  resourceSpans: [
    {
      resource: {
        attributes: attributes({ 'service.name': { stringValue: 'shop' }, 'host.name': { stringValue: 'h' } }),
      },
      scopeSpans: [
        {
          scope: { name: 'test' },
          spans: [
            {
              traceId: '6adf02405a560cc3949d4b8bc5df4664',
              spanId: '53995c3f42cd8ad8',
              name: 'GET /',
              kind: 2,
              startTimeUnixNano: '1793000000000000000',
              endTimeUnixNano: '1793000001000000000',
              attributes: attributes({
                'http.request.method': { stringValue: 'GET' },
                'http.response.status_code': { intValue: '503' },
                'http.status_code': { intValue: '503' },
                'enduser.id': { stringValue: 'alice' },
                'aws.xray.annotations': { arrayValue: { values: [{ stringValue: 'cart' }] } },
                cart: { stringValue: 'c-1' },
                'a/b~c': { stringValue: 'x' },
              }),
              events: [{ name: 'exception', attributes: attributes({ 'exception.type': { stringValue: 'E' } }) }],
            },
          ],
        },
      ],
    },
  ],
});

it('says of each attribute where it went', () => {
  const { span, attributes: explained } = explainSpan(TEXT);
  expect(span).toMatchObject({
    name: 'GET /',
    resource: { attributes: [{ key: 'service.name' }, {}] },
    scope: { name: 'test' },
  });
  const rows = explained.map(({ attribute, outcome, targets }) => [attribute, outcome, targets]);
  expect(rows).toContainEqual(['http.request.method', 'field', ['/http/request/method']]);
  expect(rows).toContainEqual(['enduser.id', 'field', expect.arrayContaining(['/user'])]);
  expect(rows).toContainEqual(['cart', 'annotation', expect.arrayContaining(['/annotations/cart'])]);
  expect(rows).toContainEqual(['a/b~c', 'metadata', ['/metadata/default/a~1b~0c']]);
  expect(rows).toContainEqual(['resource.service.name', 'field', expect.arrayContaining(['/name'])]);
  expect(rows).toContainEqual(['resource.host.name', 'metadata', ['/metadata/default/otel.resource.host.name']]);
  expect(explained.find(({ attribute }) => attribute === 'cart')?.value).toBe('c-1');
  // Each attribute once, and none of the exception's drawn ids.
  expect(explained).toHaveLength(9);
  expect(explained.flatMap(({ targets }) => targets).filter((at) => at.startsWith('/cause'))).toEqual([]);
});

it('says what was cut', () => {
  const long = TEXT.replace('"alice"', JSON.stringify('x'.repeat(100_000)));
  const { attributes: explained } = explainSpan(long);
  expect(explained.find(({ attribute }) => attribute === 'enduser.id')).toMatchObject({ outcome: 'cut' });
});
