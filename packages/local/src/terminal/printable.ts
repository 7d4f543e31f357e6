/** A string of a document, safe for a terminal: control characters, which could move the cursor or worse, and line breaks become `?`. */
export function printable(text: unknown): string {
  return String(text).replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?');
}
