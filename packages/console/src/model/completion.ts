import { type CompletionSlot, complete, formatKeyword, formatLiteral } from '@otel-xray/filter-expression';
import type { Value } from '../contract/index.ts';

/** What can be put in at the cursor. */
export interface Option {
  /** What is shown and written. */
  readonly text: string;
  /** `annotation key`, `value`, `12 traces`: what it is. */
  readonly hint: string;
}

/** Where an option goes, what is offered without asking, and what to ask the server for. */
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

/** What fits at a place of an expression; a word that may be an annotation's key is looked for among the keys too. */
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

/** The text with an option in its place, and where the cursor stands then; a blank follows what is complete in itself. */
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
