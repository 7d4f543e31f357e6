import { expect, it } from 'vitest';
import { guardLocale } from './locale.ts';

it('replaces a language that Intl refuses', () => {
  const browser = { language: 'en-US@posix', languages: ['en-US@posix'] } as unknown as Navigator;
  guardLocale(browser);
  expect([browser.language, browser.languages]).toEqual(['en-US', ['en-US']]);
});

it('leaves one that Intl accepts', () => {
  const languages = ['de-DE', 'en'];
  const browser = { language: 'de-DE', languages } as unknown as Navigator;
  guardLocale(browser);
  expect(browser.languages).toBe(languages);
});
