/** The language of the console itself; it replaces a locale that `Intl` accepts in no form. */
const FALLBACK_LOCALE = 'en-US';

/**
 * Returns a locale that `Intl` accepts: the given one, else the same without its POSIX modifiers, else `en-US`.
 * Chromium on Linux reports `en-US@posix` with `LANG=C`, and `new Intl.NumberFormat('en-US@posix')` throws a RangeError.
 * https://tc39.es/ecma402/#sec-isstructurallyvalidlanguagetag
 */
export function usableLocale(given: unknown): string {
  if (typeof given !== 'string') return FALLBACK_LOCALE;
  const plain = given.replace(/[.@].*$/s, '').replaceAll('_', '-');
  return [given, plain].find(isLocale) ?? FALLBACK_LOCALE;
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
