import { createRequire } from 'node:module';
import { defaultTextMapGetter, ROOT_CONTEXT, type TextMapGetter, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';
import { isPlainGetter } from './plain-getter.ts';

type Carrier = Record<string, unknown>;
type Getter = TextMapGetter<Carrier>;

/** The default getter of another copy of the API: that of SDK 2.x, and one written anew. */
const require = createRequire(new URL('../../../examples/nodesdk/sdk-2/main.mjs', import.meta.url));
const keys = (carrier: Carrier) => Object.keys(carrier);
const getter = (get: Getter['get'], more: Partial<Getter> = {}): Getter => ({ get, keys, ...more });
const text = (value: unknown) => value as string | undefined;

describe('a getter is plain', () => {
  it.each<[string, Getter]>([
    ['the default getter of our copy of the API', defaultTextMapGetter as Getter],
    ['the default getter of API 1.9', require('@opentelemetry/api').defaultTextMapGetter],
    ['one written anew', getter((carrier, name) => text(carrier[name]))],
  ])('%s', (_, one) => {
    expect(isPlainGetter(one as never)).toBe(true);
    expect(isPlainGetter(one as never)).toBe(true);
  });
});

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

describe('a getter is not plain, and is called', () => {
  it.each<[string, Getter, Carrier]>([
    ['that reads another name', getter((carrier, name) => text(carrier[`_${name}`])), { '_x-amzn-trace-id': HEADER }],
    [
      'that converts values',
      getter((carrier, name) => carrier[name]?.toString()),
      { 'x-amzn-trace-id': Buffer.from(HEADER) },
    ],
    [
      'that looks into a member',
      getter((carrier, name) => text((carrier['headers'] as Carrier | undefined)?.[name] ?? carrier[name])),
      { headers: { 'x-amzn-trace-id': HEADER } },
    ],
    [
      'that reads message attributes',
      getter((carrier, name) => text((carrier[name] as Carrier | undefined)?.['StringValue'])),
      { 'x-amzn-trace-id': { StringValue: HEADER } },
    ],
    [
      'that looks at the type of its carrier',
      getter((carrier, name) => text(carrier instanceof Map ? carrier.get(name) : carrier[name])),
      new Map([['x-amzn-trace-id', HEADER]]) as never,
    ],
    [
      'whose names are in another letter case',
      getter((carrier, name) => text(carrier[name]), { keys: () => ['X-AMZN-TRACE-ID'] }),
      { 'X-AMZN-TRACE-ID': HEADER },
    ],
  ])('one %s', (_, one, carrier) => {
    expect(isPlainGetter(one as never)).toBe(false);
    const context = new AWSXRayPropagator().extract(ROOT_CONTEXT, carrier, one);
    expect(trace.getSpanContext(context)?.spanId).toBe('53995c3f42cd8ad8');
  });

  it.each<[string, Getter]>([
    [
      'throws',
      getter(() => {
        throw new Error('no');
      }),
    ],
    ['has no keys', { get: (carrier: Carrier, name: string) => text(carrier[name]) } as Getter],
  ])('one that %s', (_, one) => {
    expect(isPlainGetter(one as never)).toBe(false);
  });
});

it('is called if the carrier is an instance, whose names may be inherited', () => {
  class Headers {
    get 'x-amzn-trace-id'(): string {
      return HEADER;
    }
  }
  const context = new AWSXRayPropagator().extract(ROOT_CONTEXT, new Headers(), defaultTextMapGetter);
  expect(trace.getSpanContext(context)?.spanId).toBe('53995c3f42cd8ad8');
});
