const TYPES = 'build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test';
const SUBJECT = new RegExp(`^(?:${TYPES})(?:\\([a-z0-9,./-]+\\))?!?: (\\S+)`);
const MAXIMUM_COLUMNS = 72;

/** Verbs in the imperative that end like another form. */
const IMPERATIVES = new Set([
  'address',
  'bring',
  'discuss',
  'embed',
  'express',
  'feed',
  'focus',
  'need',
  'pass',
  'process',
  'seed',
  'speed',
  'suppress',
  'bypass',
  'compress',
  'access',
  'string',
]);

/** @returns {string | undefined} the objection to the subject of a commit */
export function subjectProblem(subject) {
  if (subject.length > MAXIMUM_COLUMNS) return `${subject.length} columns (limit ${MAXIMUM_COLUMNS})`;
  const verb = SUBJECT.exec(subject)?.[1];
  if (verb === undefined) return 'expected "type(scope): verb …"';
  if (/^[A-Z]/.test(verb)) return 'expected a lower case verb';
  if (/(?:ed|ing|s)$/.test(verb) && !IMPERATIVES.has(verb)) return `expected an imperative, got "${verb}"`;
  if (subject.endsWith('.')) return 'expected no full stop';
  return undefined;
}
