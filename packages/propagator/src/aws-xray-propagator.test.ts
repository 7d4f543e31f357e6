import {
  type Context,
  createContextKey,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const PARENT = 'Parent=53995c3f42cd8ad8';
const traceId = '5759e988bd862e3fe1be46a994272793';
const spanId = '53995c3f42cd8ad8';
const DEFERRED_KEY = createContextKey('aws.xray.sampling.deferred');
const SYNTHETIC_KEY = createContextKey('aws.xray.parent.synthetic');
const LINEAGE_KEY = createContextKey('aws.xray.lineage');

function extract(propagator: AWSXRayPropagator, header: unknown, context: Context = ROOT_CONTEXT): Context {
  return propagator.extract(context, { 'x-amzn-trace-id': header }, defaultTextMapGetter);
}

function inject(propagator: AWSXRayPropagator, context: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier['x-amzn-trace-id'];
}

describe('missingDecision', () => {
  it.each([
    ['ignore', `${ROOT};${PARENT}`, undefined],
    ['ignore', `${ROOT};${PARENT};Sampled=?`, undefined],
    ['notSampled', `${ROOT};${PARENT}`, 0],
    ['notSampled', `${ROOT};${PARENT};Sampled=?`, 0],
    ['defer', `${ROOT};${PARENT};Sampled=?`, 0],
    // A decision that cannot be read is no missing one.
    ['notSampled', `${ROOT};${PARENT};Sampled=yes`, undefined],
    ['defer', `${ROOT};${PARENT};Sampled=`, undefined],
  ] as const)('%s: %s', (missingDecision, header, traceFlags) => {
    const context = extract(new AWSXRayPropagator({ missingDecision }), header);
    const expected = traceFlags === undefined ? undefined : { traceId, spanId, traceFlags, isRemote: true };
    expect(trace.getSpanContext(context)).toEqual(expected);
    expect(context.getValue(DEFERRED_KEY)).toBe(missingDecision === 'defer' && expected ? true : undefined);
  });

  it('stays deferred until a span has been started', () => {
    const propagator = new AWSXRayPropagator({ missingDecision: 'defer' });
    const context = extract(propagator, `${ROOT};${PARENT}`);
    expect(inject(propagator, context)).toBe(`${ROOT};${PARENT};Sampled=?`);
    const withSpan = trace.setSpanContext(context, { traceId, spanId: '00f067aa0ba902b7', traceFlags: 0 });
    expect(inject(propagator, withSpan)).toBe(`${ROOT};Parent=00f067aa0ba902b7;Sampled=0`);
  });

  it('removes the mark with the next decided header', () => {
    const propagator = new AWSXRayPropagator({ missingDecision: 'defer' });
    const context = extract(propagator, `${ROOT};${PARENT};Sampled=0`, extract(propagator, `${ROOT};${PARENT}`));
    expect(context.getValue(DEFERRED_KEY)).toBeUndefined();
    expect(inject(propagator, context)).toBe(`${ROOT};${PARENT};Sampled=0`);
  });
});

describe('adoptRoot', () => {
  it('makes up a parent out of the trace id and marks it', () => {
    const context = extract(new AWSXRayPropagator({ adoptRoot: true }), `${ROOT};Sampled=1`);
    const { traceState, ...spanContext } = trace.getSpanContext(context) ?? {};
    expect(spanContext).toEqual({ traceId, spanId: 'e1be46a994272793', traceFlags: 1, isRemote: true });
    expect(traceState?.serialize()).toBe('xrayroot=1');
    expect(context.getValue(SYNTHETIC_KEY)).toBe(true);
  });

  it('keeps a parent that another propagator has found, and its trace state', () => {
    const parent = { traceId, spanId, traceFlags: 1, traceState: createTraceState('foo=bar') };
    const earlier = trace.setSpanContext(ROOT_CONTEXT, parent);
    expect(extract(new AWSXRayPropagator({ adoptRoot: true }), `${ROOT};Sampled=1`, earlier)).toBe(earlier);
  });

  it('never makes up zeros', () => {
    const header = 'Root=1-5759e988-bd862e3f0000000000000000;Sampled=1';
    const context = extract(new AWSXRayPropagator({ adoptRoot: true }), header);
    expect(trace.getSpanContext(context)?.spanId).toBe('0000000000000001');
  });

  it.each([
    ['a malformed parent', `${ROOT};Parent=1;Sampled=1`],
    ['a malformed decision', `${ROOT};Sampled=yes`],
    ['a missing root', 'Sampled=1'],
    ['a malformed root', 'Root=1-5759e988'],
  ])('does nothing with %s', (_, header) => {
    expect(extract(new AWSXRayPropagator({ adoptRoot: true }), header)).toBe(ROOT_CONTEXT);
  });

  it.each(['ignore', 'defer', 'notSampled', undefined] as const)(
    'defers a missing decision under missingDecision: %s',
    (missingDecision) => {
      const propagator = new AWSXRayPropagator({ adoptRoot: true, ...(missingDecision && { missingDecision }) });
      for (const header of [ROOT, `${ROOT};Sampled=?`, `Self=1-67891234-12456789abcdef012345678;${ROOT}`]) {
        const context = extract(propagator, header);
        expect(trace.getSpanContext(context)).toMatchObject({ traceId, spanId: 'e1be46a994272793', traceFlags: 0 });
        expect([context.getValue(DEFERRED_KEY), context.getValue(SYNTHETIC_KEY)]).toEqual([true, true]);
      }
    },
  );

  it.each([
    ['1', 1],
    ['0', 0],
  ])('keeps the decision Sampled=%s', (sampled, traceFlags) => {
    const context = extract(new AWSXRayPropagator({ adoptRoot: true }), `${ROOT};Sampled=${sampled}`);
    expect(trace.getSpanContext(context)).toMatchObject({ traceId, traceFlags });
    expect(context.getValue(DEFERRED_KEY)).toBeUndefined();
  });

  it('removes the mark with the next real parent', () => {
    const propagator = new AWSXRayPropagator({ adoptRoot: true });
    const context = extract(propagator, `${ROOT};${PARENT};Sampled=1`, extract(propagator, `${ROOT};Sampled=1`));
    expect(context.getValue(SYNTHETIC_KEY)).toBeUndefined();
  });
});

describe('forwardFields', () => {
  const header = `Self=1-67891234-12456789abcdef0123456780;${ROOT};b=1;${PARENT};a=2;Sampled=1;Lineage=2:c3e4b99a:0`;

  it('writes unknown fields again, in their order, after Lineage', () => {
    const propagator = new AWSXRayPropagator({ forwardFields: true });
    expect(inject(propagator, extract(propagator, header))).toBe(
      `${ROOT};${PARENT};Sampled=1;Lineage=2:c3e4b99a:0;b=1;a=2`,
    );
  });

  it('is off by default', () => {
    const propagator = new AWSXRayPropagator();
    expect(inject(propagator, extract(propagator, header))).toBe(`${ROOT};${PARENT};Sampled=1;Lineage=2:c3e4b99a:0`);
  });
});

describe('Lineage', () => {
  it('survives from a header without a span context, and is written by the span that follows', () => {
    const propagator = new AWSXRayPropagator();
    const context = extract(propagator, `${ROOT};Lineage=2:c3e4b99a:0`);
    expect(trace.getSpanContext(context)).toBeUndefined();
    expect(context.getValue(LINEAGE_KEY)).toBe('2:c3e4b99a:0');
    const withSpan = trace.setSpanContext(context, { traceId, spanId, traceFlags: 1 });
    expect(inject(propagator, withSpan)).toBe(`${ROOT};${PARENT};Sampled=1;Lineage=2:c3e4b99a:0`);
  });

  it('is left out of a header that would pass 256 characters', () => {
    const propagator = new AWSXRayPropagator();
    const hops = Array.from({ length: 20 }, () => 'c3e4b99a:10').join('|');
    const context = extract(propagator, `${ROOT};${PARENT};Sampled=1;Lineage=${hops}`);
    expect(inject(propagator, context)).toBe(`${ROOT};${PARENT};Sampled=1`);
  });
});

describe('carriers', () => {
  const header = `${ROOT};${PARENT};Sampled=1`;
  const found = { traceId, spanId, traceFlags: 1, isRemote: true };

  it.each([
    ['another letter case', { host: 'x', 'accept-encoding': 'br', 'X-Amzn-Trace-Id': header }],
    ['a value in an array', { 'X-Amzn-Trace-Id': [header, 'other'] }],
  ])('are searched: %s', (_, carrier) => {
    const context = new AWSXRayPropagator().extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
    expect(trace.getSpanContext(context)).toEqual(found);
  });

  it('are called under their own name for it', () => {
    const carrier = new Map([['X-AMZN-TRACE-ID', header]]);
    const getter: TextMapGetter<Map<string, string>> = {
      get: (map, name) => map.get(name),
      keys: (map) => [...map.keys()],
    };
    expect(trace.getSpanContext(new AWSXRayPropagator().extract(ROOT_CONTEXT, carrier, getter))).toEqual(found);
  });

  const broken = (): never => {
    throw new Error('broken');
  };
  it.each<[string, unknown, unknown]>([
    ['no carrier', undefined, defaultTextMapGetter],
    ['a null carrier', null, defaultTextMapGetter],
    [
      'another header of the same length',
      { 'x-amzn-trace-iq': header, 'X-AMZN-TRACE[ID': header },
      defaultTextMapGetter,
    ],
    ['an empty array', { 'x-amzn-trace-id': [] }, defaultTextMapGetter],
    ['a buffer', { 'x-amzn-trace-id': Buffer.from(header) }, defaultTextMapGetter],
    ['a getter without keys', {}, { get: () => undefined }],
    ['keys that throw', {}, { get: () => undefined, keys: broken }],
    ['a getter that throws', {}, { get: broken, keys: () => [] }],
    ['keys that are no list', {}, { get: () => undefined, keys: () => null }],
  ])('leave the context as it was: %s', (_, carrier, getter) => {
    const context = new AWSXRayPropagator().extract(ROOT_CONTEXT, carrier, getter as TextMapGetter<unknown>);
    expect(context).toBe(ROOT_CONTEXT);
  });

  it('stay as they are if they cannot be written', () => {
    const context = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
    const carrier = Object.freeze({});
    new AWSXRayPropagator().inject(context, carrier, defaultTextMapSetter);
    expect(carrier).toEqual({});
  });
});

it('names its header in an array of the caller’s own', () => {
  const propagator = new AWSXRayPropagator();
  propagator.fields().push('mine');
  expect(propagator.fields()).toEqual(['x-amzn-trace-id']);
});

it('extracts what it injected', () => {
  const hex = (digits: number) =>
    fc
      .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
      .filter((text) => /[1-9a-f]/.test(text));
  const propagator = new AWSXRayPropagator();
  fc.assert(
    fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, flags) => {
      const header = inject(propagator, trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags }));
      expect(trace.getSpanContext(extract(propagator, header))).toEqual({
        traceId,
        spanId,
        traceFlags: flags & 1,
        isRemote: true,
      });
    }),
  );
});

it('answers any carrier with a context', () => {
  const propagator = new AWSXRayPropagator({ missingDecision: 'defer', adoptRoot: true, forwardFields: true });
  const fields = fc.constantFrom(ROOT, PARENT, 'Sampled=1', 'Sampled=?', 'Lineage=2:c3e4b99a:0', 'a=b', ';', '=');
  const header = fc.oneof(
    fc.anything(),
    fc.array(fields).map((parts) => parts.join(';')),
  );
  fc.assert(
    fc.property(header, (value) => {
      inject(propagator, extract(propagator, value));
    }),
  );
});
