import type { Keyword, Literal, Operator, Term } from '@otel-xray/filter-expression';
import { toMicros } from '../ground/timestamps.ts';

/** One value of a keyword; response times and durations are whole microseconds. */
export type Value = string | number | boolean;

/** Whether what a keyword has in one place satisfies a term: none, one or many values. */
export type TermTest = (values: readonly Value[]) => boolean;

/** The meaning of a term. A value of another type than the literal's satisfies nothing: `"12"` is not `12`. */
export function toTermTest({ keyword, comparison }: Term): TermTest {
  if (!comparison) return (values) => values.some((value) => value !== false);
  const literal = literalOf(keyword, comparison.value);
  if (comparison.operator === '!=') return (values) => values.length > 0 && !values.includes(literal);
  const satisfies = COMPARISONS[comparison.operator];
  return (values) => values.some((value) => typeof value === typeof literal && satisfies(value, literal));
}

/** A literal as the keyword's values are: times in whole microseconds, everything else as it is. */
export function literalOf(keyword: Keyword, literal: Literal): Literal {
  const isTime = keyword.name === 'responsetime' || keyword.name === 'duration';
  return isTime && typeof literal === 'number' ? toMicros(literal) : literal;
}

// Both sides have one type, and the parser lets each operator only by the types that it knows.
const COMPARISONS: Readonly<Record<Exclude<Operator, '!='>, (value: Value, literal: Literal) => boolean>> = {
  '=': (value, literal) => value === literal,
  '<': (value, literal) => value < literal,
  '<=': (value, literal) => value <= literal,
  '>': (value, literal) => value > literal,
  '>=': (value, literal) => value >= literal,
  CONTAINS: (value, literal) => String(value).includes(String(literal)),
  BEGINSWITH: (value, literal) => String(value).startsWith(String(literal)),
  ENDSWITH: (value, literal) => String(value).endsWith(String(literal)),
};
