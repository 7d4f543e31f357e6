import { expect, it } from 'vitest';
import { usableLocale } from './locale.ts';

it.each([
  ['en-US', 'en-US'],
  ['de-DE', 'de-DE'],
  ['ar', 'ar'],
  // Chromium on Linux with LANG=C.
  ['en-US@posix', 'en-US'],
  ['de_DE.UTF-8', 'de-DE'],
  ['ca_ES@valencia', 'ca-ES'],
  ['C', 'en-US'],
  ['', 'en-US'],
  ['!', 'en-US'],
  [undefined, 'en-US'],
  [7, 'en-US'],
])('makes of %j the locale %s, which Intl accepts', (given, locale) => {
  expect(usableLocale(given)).toBe(locale);
  expect(() => new Intl.NumberFormat(usableLocale(given)).format(1)).not.toThrow();
});
