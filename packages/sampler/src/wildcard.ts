/** A pattern of a sampling rule: `*` is any run of characters, also empty, `?` exactly one; letter case does not count. */
export interface Wildcard {
  /** As the rule has it. */
  readonly pattern: string;
  readonly kind: 'anything' | 'text' | 'prefix' | 'general';
  /** In folded letters: the text before the first wildcard. */
  readonly start: string;
  /** In folded letters: the first wildcard and all behind it. */
  readonly rest: string;
}

/** Makes a pattern ready for {@link isMatch}. */
export function compileWildcard(pattern: string): Wildcard {
  const folded = foldCase(pattern);
  const first = folded.search(/[*?]/);
  if (first === -1) return { pattern, kind: 'text', start: folded, rest: '' };
  const rest = folded.slice(first);
  const kind = folded === '*' ? 'anything' : rest === '*' ? 'prefix' : 'general';
  return { pattern, kind, start: folded.slice(0, first), rest };
}

/**
 * Whether a pattern matches a text given in folded letters. Only a lone `*` matches what is absent.
 * Linear in the text, and never a regular expression: rules like `*a*a*a*b` beside paths that a caller chooses would stop the process.
 */
export function isMatch(wildcard: Wildcard, folded: string | undefined): boolean {
  if (wildcard.kind === 'anything') return true;
  if (folded === undefined) return false;
  if (wildcard.kind === 'text') return folded === wildcard.start;
  if (!folded.startsWith(wildcard.start)) return false;
  return wildcard.kind === 'prefix' || matchFrom(wildcard.rest, folded, wildcard.start.length);
}

// Two pointers. A mismatch goes back to the last star only, which then takes one character more: what earlier stars took stands.
function matchFrom(pattern: string, text: string, from: number): boolean {
  let p = 0;
  let t = from;
  let star = -1;
  let taken = from;
  while (t < text.length) {
    const code = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (code === STAR) {
      star = p++;
      taken = t;
    } else if (code === QUESTION_MARK || code === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (star === -1) {
      return false;
    } else {
      p = star + 1;
      t = ++taken;
    }
  }
  while (p < pattern.length && pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}

const STAR = 42;
const QUESTION_MARK = 63;

/** A text in the letters that patterns are compared in: lower case, as many of them as before. */
export function foldCase(text: string): string {
  return NOT_ASCII.test(text) ? foldEach(text) : text.toLowerCase();
}

// Character by character, since İ would become two, which `?` counts, and the Σ at the end of a word another one than in the middle.
function foldEach(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i++) {
    const lower = text.charAt(i).toLowerCase();
    folded += lower.length === 1 ? lower : text.charAt(i);
  }
  return folded;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const NOT_ASCII = /[^\x00-\x7f]/;
