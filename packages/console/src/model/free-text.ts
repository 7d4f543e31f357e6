import { format, parse } from '@otel-xray/filter-expression';
import type { FreeTextTerm } from '../contract/index.ts';
import type { Option } from './completion.ts';
import { freeTextTerm } from './filter-terms.ts';

/** Input of the filter box that is no expression, such as `user-3` or `fault AND /items/7`. */
export interface FreeText {
  /** The text to find in the store. */
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

const SHORTEST = 2;

/** Finds the free text at the end of an expression; absent if the whole is an expression, or begins like one. */
export function readFreeText(text: string): FreeText | undefined {
  if (text.trim() === '' || parse(text).tree) return undefined;
  const offset = startOfFreeText(text);
  const found = text.slice(offset).trim().replace(/^"|"$/g, '');
  // With an operator, a parenthesis or a block it is an expression that is not complete yet.
  if (found.length < SHORTEST || /[=<>!(){}"\\]/.test(found)) return undefined;
  return { text: found, offset, length: text.length - offset };
}

/** Writes a term as an option of the filter box. */
export function toFreeTextOption(term: FreeTextTerm): Option {
  const { count } = term;
  return { text: format(freeTextTerm(term)), hint: `${count} ${count === 1 ? 'trace' : 'traces'}` };
}

// Behind the last AND or OR before which there is a complete expression.
function startOfFreeText(text: string): number {
  const joints = [...text.matchAll(/\s(?:AND|OR)\s+/gi)];
  const last = joints.findLast(({ index }) => parse(text.slice(0, index)).tree);
  return last ? last.index + last[0].length : text.length - text.trimStart().length;
}
