import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

describe('options', () => {
  it.each([
    [{ profile: 'other' }, 'Option "profile" must be "enhanced" or "collector", got "other".'],
    [{ nest: 'yes' }, 'Option "nest" must be true or false, got "yes".'],
    [{ maxDocumentBytes: 10 }, 'Option "maxDocumentBytes" must be a number >= 4096, got 10.'],
    [{ indexedAttributes: 'a' }, 'Option "indexedAttributes" must be a list, got "a".'],
    [
      { indexedAttributes: [{ attribute: 'a' }] },
      'Option "indexedAttributes" must be a list of names or objects { attribute, as }, got an object (Object).',
    ],
    [{ logGroupNames: [1] }, 'Option "logGroupNames" must be a list of strings, got a list.'],
    [{ segmentName: 'svc' }, 'Option "segmentName" must be a function, got "svc".'],
    [{ now: 5 }, 'Option "now" must be a function, got 5.'],
  ])('%j throws', (options, message) => {
    expect(() => createTranslator(options as object)).toThrow(new TypeError(message));
  });
});
