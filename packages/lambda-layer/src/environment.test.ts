import { describe, expect, it } from 'vitest';
import { handlerOptions, isSwitchedOff, processorOptions } from './environment.ts';

describe('the environment of the layer', () => {
  it.each([
    [{}, false],
    [{ OTEL_SDK_DISABLED: 'true' }, true],
    [{ OTEL_SDK_DISABLED: 'false' }, false],
    [{ AWS_XRAY_SDK_ENABLED: 'FALSE' }, true],
    [{ AWS_XRAY_SDK_ENABLED: 'true' }, false],
  ])('switches tracing off: %o', (env, expected) => {
    expect(isSwitchedOff(env)).toBe(expected);
  });

  it.each([
    [{}, {}],
    [{ OTEL_XRAY_INDEXED_ATTRIBUTES: ' , ' }, {}],
    [{ OTEL_XRAY_INDEXED_ATTRIBUTES: 'customer.id, order.id,' }, { indexedAttributes: ['customer.id', 'order.id'] }],
  ])('reads the processor’s options: %o', (env, expected) => {
    expect(processorOptions(env)).toEqual(expected);
  });

  it.each([
    [{}, {}, 0],
    [
      { OTEL_XRAY_IGNORE_UNSAMPLED: 'True', OTEL_XRAY_FLUSH_TIMEOUT: '0' },
      { ignoreUnsampled: true, flushTimeoutMillis: 0 },
      0,
    ],
    [{ OTEL_XRAY_IGNORE_UNSAMPLED: 'yes', OTEL_XRAY_FLUSH_TIMEOUT: '2s' }, {}, 2],
    [{ OTEL_XRAY_FLUSH_TIMEOUT: '900001' }, {}, 1],
    [{ OTEL_XRAY_FLUSH_TIMEOUT: '-1' }, {}, 1],
  ])('reads the handler’s options: %o', (env, expected, reports) => {
    const reported: string[] = [];
    expect(handlerOptions(env, (message) => reported.push(message))).toEqual(expected);
    expect(reported).toHaveLength(reports);
  });
});
