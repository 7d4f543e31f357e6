import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

const failed = {
  ...makeSpan({ status: { code: 2, message: 'no' } }),
  resource: { attributes: { 'service.name': 'svc' } },
};
const causeOf = (options: object) => createTranslator(options).translate([failed]).documents[0]?.cause;

describe('cause.working_directory', () => {
  it('is written with the option', () => {
    expect(causeOf({ workingDirectory: '/srv/app' })).toMatchObject({
      working_directory: '/srv/app',
      exceptions: [{ message: 'no' }],
    });
  });

  it.each([
    ['nobody asks', {}],
    ['the profile is the reference’s', { workingDirectory: '/srv/app', profile: 'collector' }],
  ])('is left out where %s', (_when, options) => {
    expect(causeOf(options)).not.toHaveProperty('working_directory');
  });
});
