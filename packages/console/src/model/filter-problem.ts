import type { FilterProblem } from '@otel-xray/filter-expression';

const MOST_NAMED = 6;

/** Describes a mistake in a filter: its place, the reason, and the text that was expected there. */
export function describeProblem({ offset, message, suggestion, expected }: FilterProblem): string {
  const place = `At ${offset + 1}: ${message}`;
  if (suggestion !== undefined) return `${place}; did you mean ${suggestion}?`;
  if (expected.length === 0 || message.includes('expected')) return place;
  const [first = ''] = expected;
  if (expected.length === 1) return `${place}; expected ${first}`;
  if (expected.length > MOST_NAMED) return `${place}; expected a keyword such as ${joinWords(expected.slice(0, 4))}`;
  return `${place}; expected ${joinWords(expected)}`;
}

function joinWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
