import { type CompletionSlot, complete, formatKeyword, formatLiteral } from '@otel-xray/filter-expression';
import type { Value } from '../contract/index.ts';

/** A completion to insert at the cursor. */
export interface Option {
  /** The text as shown and inserted. */
  readonly text: string;
  /** `annotation key`, `value`, `12 traces`: what it is. */
  readonly hint: string;
}

/** The place of an option, the options known here, and the lookups for the server. */
export interface CompletionPlan {
  readonly offset: number;
  readonly length: number;
  readonly options: readonly Option[];
  readonly lookups: readonly Lookup[];
}

/** One question to `/-/complete`, and how its values are written. */
export interface Lookup {
  readonly slot: CompletionSlot['kind'];
  readonly key?: string;
  readonly prefix: string;
}

const LEAST_TYPED_FOR_KEYS = 2;

/** Plans the completions at a place of an expression; a word may be the key of an annotation, too. */
export function planCompletion(text: string, caret: number): CompletionPlan {
  const { offset, length, prefix, candidates, slots } = complete(text, caret);
  const lookups: Lookup[] = slots.map((slot) =>
    slot.kind === 'annotation value' ? { slot: slot.kind, key: slot.key, prefix } : { slot: slot.kind, prefix },
  );
  const isWord = prefix.length >= LEAST_TYPED_FOR_KEYS && /^[\w.-]+$/.test(text.slice(offset, caret));
  if (isWord && lookups.length === 0) {
    const before = complete(text.slice(0, offset), offset);
    if (before.slots.some(({ kind }) => kind === 'annotation key')) lookups.push({ slot: 'annotation key', prefix });
  }
  return { offset, length, options: candidates.map((each) => ({ text: each, hint: hintOf(each) })), lookups };
}

/** How a value from the server is written in an expression. */
export function toOption({ slot }: Lookup, value: Value, count: number): Option {
  const hint = `${count} ${count === 1 ? 'trace' : 'traces'}`;
  if (slot === 'annotation key') return { text: formatKeyword({ name: 'annotation', key: String(value) }), hint };
  return { text: formatLiteral(value), hint };
}

/** Inserts an option, and returns the text and the cursor behind it; a blank follows a complete option. */
export function takeOption(
  text: string,
  { offset, length }: Pick<CompletionPlan, 'offset' | 'length'>,
  option: Option,
): { text: string; caret: number } {
  const goesOn = /[.([]$/.test(option.text);
  const rest = text.slice(offset + length);
  const written = option.text + (goesOn || /^[\s)}]/.test(rest) ? '' : ' ');
  return { text: text.slice(0, offset) + written + rest, caret: offset + written.length };
}

function hintOf(candidate: string): string {
  if (/^(?:AND|OR|NOT)$/i.test(candidate)) return 'joins';
  if (/^(?:=|!=|<=?|>=?|CONTAINS|BEGINSWITH|ENDSWITH)$/i.test(candidate)) return 'operator';
  return 'keyword';
}
