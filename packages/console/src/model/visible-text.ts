/**
 * Shows the controls of bidirectional text, which otherwise reorder what one reads: https://trojansource.codes/
 * Other invisible characters of that kind (zero width) are shown, too.
 */
export function visibleText(text: string): string {
  return text.replace(
    CONTROLS,
    (control) => `⟨U+${(control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

const CONTROLS = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
