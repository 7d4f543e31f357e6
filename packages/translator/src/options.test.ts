import { describe, expect, it } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';

describe('options', () => {
  it.each([
    [{ profile: 'other' }, 'profile: expected "enhanced" or "collector", got "other"'],
    [{ nest: 'yes' }, 'nest: expected true or false, got "yes"'],
    [{ maxDocumentBytes: 10 }, 'maxDocumentBytes: expected a number from 4096 on, got 10'],
    [{ indexedAttributes: 'a' }, 'indexedAttributes: expected a list, got "a"'],
    [
      { indexedAttributes: [{ attribute: 'a' }] },
      'indexedAttributes: expected names, or objects { attribute, as }, got "{"attribute":"a"}"',
    ],
    [{ logGroupNames: [1] }, 'logGroupNames: expected a list of texts, got 1'],
    [{ segmentName: 'svc' }, 'segmentName: expected a function, got "svc"'],
    [{ now: 5 }, 'now: expected a function, got 5'],
  ])('%j throws', (options, message) => {
    expect(() => createTranslator(options as object)).toThrow(new TypeError(message));
  });
});
