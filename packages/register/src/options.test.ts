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
  it('uses "auto" for everything that is not given', () => {
    expect(checkOptions({})).toEqual(AUTO);
  });

  it('accepts "auto" for every option, and passes none on to the span processor', () => {
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
    [{ serviceName: '' }, 'Option "serviceName" must be "auto" or a non-empty string, got "".'],
    [{ serviceName: 7 }, 'Option "serviceName" must be "auto" or a non-empty string, got 7.'],
    [{ idGenerator: {} }, 'Option "idGenerator" must be "auto" or an IdGenerator, got an object (Object).'],
    [{ sampler: 'always_on' }, 'Option "sampler" must be "auto" or a Sampler, got "always_on".'],
    [{ sampler: null }, 'Option "sampler" must be "auto" or a Sampler, got null.'],
    [
      { propagators: {} },
      'Option "propagators" must be "auto" or a list of "auto" and TextMapPropagators, got an object (Object).',
    ],
    [
      { propagators: ['auto', 'xray'] },
      'Option "propagators[1]" must be "auto" or a list of "auto" and TextMapPropagators, got "xray".',
    ],
    [
      { spanProcessors: [class Processor {}] },
      'Option "spanProcessors[0]" must be "auto" or a list of "auto" and SpanProcessors, got a function.',
    ],
    [
      { instrumentations: [[{}]] },
      'Option "instrumentations[0]" must be "auto" or a list of "auto" and Instrumentations, got a list.',
    ],
    [
      { resourceDetectors: [undefined] },
      'Option "resourceDetectors[0]" must be "auto" or a list of "auto" and ResourceDetectors, got undefined.',
    ],
    [{ signals: ['TERM'] }, 'Option "signals[0]" must be "auto" or a list of "auto" and signal names, got "TERM".'],
    [{ moduleHook: 'yes' }, 'Option "moduleHook" must be "auto" or true or false, got "yes".'],
    [
      { logLevel: 'loud' },
      'Option "logLevel" must be "auto" or one of "none", "error", "warn", "info", "debug", "verbose", got "loud".',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => checkOptions(options as unknown as RegisterOptions)).toThrow(new TypeError(message));
  });
});
