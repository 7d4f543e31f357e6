/** A pattern of a sampling rule: `*` is any run of characters, also empty, `?` exactly one; letter case does not count. */
export interface Wildcard {
  /** As the rule has it. */
  readonly pattern: string;
  readonly kind: 'anything' | 'text' | 'prefix' | 'general';
  /** In folded letters: the text before the first wildcard. */
  readonly start: string;
  /** In folded letters: the first wildcard and all behind it. */
  readonly rest: string;
  /** In folded letters: the longest text behind the first wildcard. */
  readonly needle: string;
  /** A character of `start`, and its index: most strings that do not match differ there already. */
  readonly probeCode: number;
  readonly probeAt: number;
}

/** Makes a pattern ready for {@link isMatch}. */
export function compileWildcard(pattern: string): Wildcard {
  const folded = foldCase(pattern);
  const first = folded.search(/[*?]/);
  const start = first === -1 ? folded : folded.slice(0, first);
  const rest = folded.slice(start.length);
  const kind = rest === '' ? 'text' : folded === '*' ? 'anything' : rest === '*' ? 'prefix' : 'general';
  const needle = rest.split(/[*?]/).reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  // Not the first: paths all begin alike.
  const probeAt = Math.min(1, start.length - 1);
  return { pattern, kind, start, rest, needle, probeCode: start.charCodeAt(probeAt), probeAt };
}

/**
 * Returns whether a pattern matches a string in folded letters. Only a lone `*` matches what is absent.
 * Linear in the text, and never a regular expression: rules like `*a*a*a*b` beside paths that a caller chooses would stop the process.
 */
export function isMatch(wildcard: Wildcard, folded: string | undefined): boolean {
  if (wildcard.kind === 'anything') return true;
  if (folded === undefined) return false;
  const { kind, start, probeAt } = wildcard;
  // Nearly all rules are tried in vain, so the test that rejects most of them is first (npm run bench -- sampler).
  if (probeAt >= 0 && folded.charCodeAt(probeAt) !== wildcard.probeCode) return false;
  if (kind === 'text') return folded === start;
  if (!folded.startsWith(start)) return false;
  return kind === 'prefix' || (folded.includes(wildcard.needle) && matchFrom(wildcard.rest, folded, start.length));
}

// Two pointers. A mismatch returns to the last star only, which then matches one character more: earlier stars do not change.
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

/** A string in the letters in which patterns are compared: lower case, as many of them as before. */
export function foldCase(text: string): string {
  let isLower = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return foldEach(text);
    if (code >= 65 && code <= 90) isLower = false;
  }
  return isLower ? text : text.toLowerCase();
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
