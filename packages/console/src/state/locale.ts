import { usableLocale } from '../model/locale.ts';

/**
 * Replaces a language of the browser that `Intl` refuses, before anything reads it. Libraries such as uplot pass `navigator.language` to
 * `Intl` when they are loaded: `en-US@posix` would leave all charts blank.
 */
export function guardLocale(browser: Navigator = navigator): void {
  const { language } = browser;
  const locale = usableLocale(language);
  if (locale === language) return;
  Object.defineProperty(browser, 'language', { value: locale, configurable: true });
  Object.defineProperty(browser, 'languages', { value: [locale], configurable: true });
}
