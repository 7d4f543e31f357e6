// The rules of our prose; CONTRIBUTING.md explains them.

/** Words that avoid the term of the field, with the terms. Phrases in `except` are plain English. */
const WORDS = [
  { words: 'tell|tells|told|hear|hears|heard', use: 'log, warn, report; receive, be notified' },
  { words: '(?:came|comes) (?:of|to)', use: 'result, outcome' },
  { words: '(?:give|gives|gave|given|giving) up', use: 'drop, abort, cancel, time out' },
  { words: 'ask|asks|asked|asking', use: 'request, call, query, read' },
  {
    words: 'takes|took|taken',
    except: /^(?:takes|took) (?:precedence|effect|place|time|longer|about|up to|at most|less|more|\d)/i,
    use: 'accept, receive, consume',
  },
  { words: '(?:is|are|was|were|be|been) kept', use: 'cache, store, retain' },
  { words: '(?:goes|went|comes|came)(?! (?:of|to)\\b)', use: 'send, is sent; arrive, is received' },
  { words: 'dead ports?|nobody (?:listens|is there|answers)', use: 'port unreachable, connection refused' },
  { words: 'a text|texts', use: 'a string, strings' },
  { words: 'from [01] on', use: 'a number >= 1' },
  { words: 'on (?:its|their) way', use: 'is sent, in flight' },
  { words: 'stands|stood', use: 'is in, appears in, precedes' },
  { words: 'under way', use: 'in flight, pending' },
  { words: 'at once', use: 'immediately (time); in one call (number)' },
  { words: 'puts? right', use: 'repaired, corrected' },
  { words: 'mend|mends|mended', use: 'fix, fixed' },
].map((rule) => ({ ...rule, pattern: new RegExp(`\\b(?:${rule.words})\\b`, 'gi') }));

const MAXIMUM_WORDS = 30;
const MAXIMUM_COLUMNS = 140;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const hasLetters = (word) => /[\p{L}\p{N}]/u.test(word);

const wordObjections = (text) =>
  WORDS.flatMap(({ pattern, except, use }) =>
    [...text.matchAll(pattern)]
      .filter(({ index }) => !except?.test(text.slice(index)))
      .map(([word]) => `"${word}": ${use}`),
  );

const sentenceObjections = (sentence) => {
  const found = [];
  const length = sentence.split(/\s+/).filter(hasLetters).length;
  if (length > MAXIMUM_WORDS) found.push(`a sentence of ${length} words (limit ${MAXIMUM_WORDS})`);
  const opening = sentence.match(/^(?:What|Who|Of)\b/)?.[0];
  if (opening && !sentence.trimEnd().endsWith('?')) found.push(`begins with "${opening}": subject, verb, object`);
  return found;
};

/** @returns {string[]} objections to one paragraph, comment or message */
export const objections = (text) => [
  ...wordObjections(text),
  ...[...sentences.segment(text)].flatMap(({ segment }) => sentenceObjections(segment)),
];

/** @returns {{ line: number, message: string, text: string }[]} lines that are too long, of those that `isProse` accepts */
export const longLines = (source, isProse) =>
  source.split('\n').flatMap((text, index) => {
    if (text.length <= MAXIMUM_COLUMNS || !isProse(text)) return [];
    return [{ line: index + 1, message: `${text.length} columns (limit ${MAXIMUM_COLUMNS})`, text: text.trim() }];
  });
