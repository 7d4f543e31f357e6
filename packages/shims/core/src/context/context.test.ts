import { EventEmitter } from 'node:events';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogger } from '../ground/logger.ts';
import { recordDocuments, takeDocuments } from '../recorded-documents.ts';
import { xray } from '../xray.ts';

const logged = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() };
const { Segment, captureFunc, getNamespace, getSegment, setSegment } = xray;
const MISSING = 'Failed to get the current sub/segment from the context.';

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  vi.clearAllMocks();
  setLogger(logged);
});
afterEach(() => xray.setContextMissingStrategy('LOG_ERROR'));

describe('a missing context', () => {
  it.each(['LOG_ERROR', 'log_error'] as const)('is logged by %s', (strategy) => {
    xray.setContextMissingStrategy(strategy as 'LOG_ERROR');
    expect(getSegment()).toBeUndefined();
    expect(logged.error).toHaveBeenCalledWith(expect.stringContaining(`Error: ${MISSING}`));
  });

  it('throws by RUNTIME_ERROR', () => {
    xray.setContextMissingStrategy('RUNTIME_ERROR');
    expect(() => getSegment()).toThrow(MISSING);
  });

  it('is ignored by IGNORE_ERROR', () => {
    xray.setContextMissingStrategy('IGNORE_ERROR');
    expect(getSegment()).toBeUndefined();
    expect(logged.error).not.toHaveBeenCalled();
  });

  it('is given to a function', () => {
    const strategy = vi.fn();
    xray.setContextMissingStrategy(strategy);
    getSegment();
    expect(strategy).toHaveBeenCalledWith(MISSING);
  });

  it.each([['UNKNOWN'], [5]])('has no strategy %s', (strategy) => {
    expect(() => xray.setContextMissingStrategy(strategy as never)).toThrow(/context missing strategy/i);
  });

  it('calls the functions without a subsegment', async () => {
    xray.setContextMissingStrategy('IGNORE_ERROR');
    const called = vi.fn(() => 'result');
    expect(captureFunc('f', called)).toBe('result');
    expect(await xray.captureAsyncFunc('f', async () => called())).toBe('result');
    expect(xray.captureCallbackFunc('f', called)).toBe(called);
    expect(called.mock.calls).toEqual([[], []]);
    expect(logged.warn).toHaveBeenCalledTimes(3);
  });

  it('makes setSegment throw', () => {
    expect(() => setSegment(new Segment('s'))).toThrow(
      'No context available. ns.run() or ns.bind() must be called first.',
    );
  });
});

describe('a context', () => {
  it('is changed in place, for what has started too', async () => {
    const [first, second] = [new Segment('1'), new Segment('2')];
    await getNamespace().runPromise(async () => {
      setSegment(first);
      let resume = (): void => undefined;
      const sibling = new Promise<void>((resolve) => {
        resume = resolve;
      }).then(() => getSegment());
      setSegment(second);
      resume();
      expect(await sibling).toBe(second);
      expect(getSegment()).toBe(second);
    });
  });

  it('is left by run, runAndReturn and runPromise', async () => {
    xray.setContextMissingStrategy('IGNORE_ERROR');
    const ns = getNamespace();
    ns.run(() => setSegment(new Segment('s')));
    expect(ns.runAndReturn(() => 5)).toBe(5);
    await ns.runPromise(async () => setSegment(new Segment('s')));
    expect(getSegment()).toBeUndefined();
    expect(ns.active).toBeNull();
    expect(() => ns.runPromise((() => 5) as never)).toThrow('must return a promise');
  });

  it('inherits the segment and keeps changes of inner contexts inside', () => {
    const [outer, inner] = [new Segment('outer'), new Segment('inner')];
    getNamespace().run(() => {
      setSegment(outer);
      getNamespace().run(() => {
        expect(getSegment()).toBe(outer);
        setSegment(inner);
      });
      expect(getSegment()).toBe(outer);
    });
  });

  it('is entered and left by hand', () => {
    const ns = getNamespace();
    const entered = ns.createContext();
    ns.enter(entered);
    const segment = new Segment('s');
    setSegment(segment);
    expect(getSegment()).toBe(segment);
    ns.exit(entered);
    expect(ns.active).toBeNull();
    expect(() => ns.exit(entered)).toThrow('cannot exit');
  });

  it('keeps values beside the segment', () => {
    getNamespace().run(() => {
      getNamespace().set('user', 'ada');
      expect(getNamespace().get('user')).toBe('ada');
    });
  });

  it('warns for a segment that is none', () => {
    getNamespace().run(() => setSegment(undefined as never));
    expect(logged.warn).toHaveBeenCalledWith('Failed to set the current sub/segment on the context.');
  });

  it('is bound to functions and to listeners of emitters', () => {
    xray.setContextMissingStrategy('IGNORE_ERROR');
    const segment = new Segment('s');
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const listener = (): unknown => seen.push(getSegment());
    const bound = getNamespace().runAndReturn(() => {
      setSegment(segment);
      getNamespace().bindEmitter(emitter);
      emitter.on('on', listener).once('once', listener).prependListener('first', listener);
      return getNamespace().bind(() => getSegment());
    });
    expect(bound()).toBe(segment);
    for (const event of ['on', 'once', 'first']) emitter.emit(event);
    expect(seen).toEqual([segment, segment, segment]);
    emitter.off('on', listener).removeListener('first', listener);
    expect(['on', 'once', 'first'].map((event) => emitter.listenerCount(event))).toEqual([0, 0, 0]);
  });
});

describe('manual mode', () => {
  beforeEach(() => xray.enableManualMode());
  afterEach(() => xray.enableAutomaticMode());

  it('accepts segments from arguments and parameters', () => {
    const segment = new Segment('s');
    const sub = segment.addNewSubsegment('sub');
    expect(xray.isAutomaticMode()).toBe(false);
    expect(xray.resolveSegment(sub)).toBe(sub);
    for (const key of ['XRaySegment', 'XraySegment', 'Segment']) {
      const params = { [key]: segment, other: 1 };
      expect(xray.resolveManualSegmentParams(params)).toBe(segment);
      expect(params).toEqual({ other: 1 });
    }
    expect(xray.resolveManualSegmentParams({ Segment: 5 })).toBeNull();
    captureFunc('f', (child) => expect(child?.parent).toBe(sub), sub);
  });

  it('has no current segment', () => {
    getSegment();
    setSegment(new Segment('s'));
    xray.resolveSegment();
    expect(logged.error.mock.calls.map(([text]) => text.split('\n')[0])).toEqual([
      'Error: Cannot get sub/segment from context. Not supported in manual mode.',
      'Error: Cannot set sub/segment on context. Not supported in manual mode.',
      'Error: No sub/segment specified. A sub/segment must be provided for manual mode.',
    ]);
  });
});

describe('together with OpenTelemetry', () => {
  const tracer = trace.getTracer('app');

  it('spans are below subsegments, and subsegments below spans, in one document', () => {
    const segment = new Segment('s');
    getNamespace().run(() => {
      setSegment(segment);
      tracer.startActiveSpan('span', (span) => {
        captureFunc('sub', () => tracer.startSpan('leaf').end());
        span.end();
      });
    });
    segment.close();
    expect(takeDocuments()).toMatchObject([
      { name: 's', subsegments: [{ name: 'span', subsegments: [{ name: 'sub', subsegments: [{ name: 'leaf' }] }] }] },
    ]);
  });

  it('an active span is the segment, with its methods', () => {
    tracer.startActiveSpan('GET /', { kind: SpanKind.SERVER }, (span) => {
      const segment = getSegment() as InstanceType<typeof Segment>;
      expect(segment).toBeInstanceOf(Segment);
      expect(segment).toBe(getSegment());
      segment.addAnnotation('order', 5);
      segment.addMetadata('cart', [1]);
      segment.setUser('ada');
      segment.addError(new Error('no'));
      captureFunc('below', () => undefined);
      segment.close();
      span.end();
    });
    expect(takeDocuments()).toMatchObject([
      {
        annotations: { order: 5 },
        metadata: { default: { cart: [1] } },
        user: 'ada',
        fault: true,
        cause: { exceptions: [{ message: 'no' }] },
        subsegments: [{ name: 'below' }],
      },
    ]);
  });

  it('setSegment inside a span counts from there on', () => {
    tracer.startActiveSpan('outer', (outer) => {
      const sub = getSegment()?.addNewSubsegment('sub');
      setSegment(sub as never);
      expect(trace.getActiveSpan()?.spanContext().spanId).toBe(sub?.id);
      tracer.startSpan('leaf').end();
      sub?.close();
      outer.end();
    });
    expect(takeDocuments()).toMatchObject([{ subsegments: [{ name: 'sub', subsegments: [{ name: 'leaf' }] }] }]);
  });

  it('further values of a context keep the cell', () => {
    const key = Symbol('key');
    const [first, second] = [new Segment('1'), new Segment('2')];
    getNamespace().run(() => {
      setSegment(first);
      context.with(context.active().setValue(key, 1).deleteValue(Symbol('other')), () => {
        setSegment(second);
        expect(context.active().getValue(key)).toBe(1);
      });
      expect(getSegment()).toBe(second);
    });
  });
});
