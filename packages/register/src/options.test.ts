import { describe, expect, it } from 'vitest';
import { checkOptions, type RegisterOptions } from './options.ts';

const AUTO = {
  serviceName: 'auto',
  idGenerator: 'auto',
  propagators: 'auto',
  sampler: 'auto',
  spanProcessors: 'auto',
  instrumentations: 'auto',
  resourceDetectors: 'auto',
  signals: 'auto',
  moduleHook: 'auto',
  logLevel: 'auto',
  processor: {},
};

describe('checkOptions', () => {
  it('takes "auto" for everything that is not given', () => {
    expect(checkOptions({})).toEqual(AUTO);
  });

  it('takes "auto" for every option, and hands none on to the span processor', () => {
    const names = [...Object.keys(AUTO).filter((name) => name !== 'processor'), 'target', 'daemonAddress'];
    const options = Object.fromEntries(names.map((name) => [name, 'auto']));
    expect(checkOptions(options as RegisterOptions)).toEqual(AUTO);
  });

  it('hands on what is not its own', () => {
    const options = { serviceName: 'orders', target: 'daemon', indexedAttributes: ['customer.id'] } as const;
    expect(checkOptions(options)).toEqual({
      ...AUTO,
      serviceName: 'orders',
      processor: { target: 'daemon', indexedAttributes: ['customer.id'] },
    });
  });

  it('keeps lists that hold "auto" beside other items', () => {
    const detector = { detect: () => ({}) };
    expect(checkOptions({ resourceDetectors: ['auto', detector] }).resourceDetectors).toEqual(['auto', detector]);
  });

  it.each([
    [{ serviceName: '' }, 'serviceName is "", expected "auto" or a text that is not empty'],
    [{ serviceName: 7 }, 'serviceName is 7, expected "auto" or a text that is not empty'],
    [{ idGenerator: {} }, 'idGenerator is an object (Object), expected "auto" or an IdGenerator'],
    [{ sampler: 'always_on' }, 'sampler is "always_on", expected "auto" or a Sampler'],
    [{ sampler: null }, 'sampler is null, expected "auto" or a Sampler'],
    [
      { propagators: {} },
      'propagators is an object (Object), expected "auto" or a list of "auto" and TextMapPropagators',
    ],
    [
      { propagators: ['auto', 'xray'] },
      'propagators[1] is "xray", expected "auto" or a list of "auto" and TextMapPropagators',
    ],
    [
      { spanProcessors: [class Processor {}] },
      'spanProcessors[0] is a function, expected "auto" or a list of "auto" and SpanProcessors',
    ],
    [
      { instrumentations: [[{}]] },
      'instrumentations[0] is a list, expected "auto" or a list of "auto" and Instrumentations',
    ],
    [
      { resourceDetectors: [undefined] },
      'resourceDetectors[0] is undefined, expected "auto" or a list of "auto" and ResourceDetectors',
    ],
    [{ signals: ['TERM'] }, 'signals[0] is "TERM", expected "auto" or a list of "auto" and signal names'],
    [{ moduleHook: 'yes' }, 'moduleHook is "yes", expected "auto" or a boolean'],
    [
      { logLevel: 'loud' },
      'logLevel is "loud", expected "auto" or one of "none", "error", "warn", "info", "debug", "verbose"',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => checkOptions(options as unknown as RegisterOptions)).toThrow(
      new TypeError(`registerXRay: ${message}`),
    );
  });
});
