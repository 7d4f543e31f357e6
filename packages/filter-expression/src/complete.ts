import { wantedBehind } from './parse.ts';
import type { CompletionSlot } from './parsed-filter.ts';
import { ANNOTATION_KEY, type Token, tokenize } from './tokens.ts';

/** The possible insertions at a place of an expression. */
export interface Completion {
  /** The piece of the text that a candidate or a value replaces: the token the place touches, else nothing. */
  readonly offset: number;
  readonly length: number;
  /** The part that was typed already: without the quotation mark of a string, and without `annotation.` before a key. */
  readonly prefix: string;
  /** Words that begin with the prefix, letter case aside, in the order of the documentation. */
  readonly candidates: readonly string[];
  /** The names that the caller can fill from its data; `formatLiteral` and `formatKeyword` write it. */
  readonly slots: readonly CompletionSlot[];
}

/**
 * Says what can be written at an offset, by its position in the grammar; nothing where the text before it is broken. Linear in the length
 * of the text. Never throws.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 * @param offset in UTF-16 units; brought into the text if it is outside
 * @example complete('respon', 6).candidates // ['responsetime']
 */
export function complete(text: string, offset: number): Completion {
  const at = Math.max(0, Math.min(text.length, Math.trunc(offset) || 0));
  const token = tokenize(text).find(
    (each) => each.offset < at && at <= each.offset + each.length && isUnderWay(each, at),
  );
  const start = token?.offset ?? at;
  const typed = text.slice(start, at);
  const replaced = { offset: start, length: token?.length ?? 0 };
  const isString = typed.startsWith('"');
  const key = isString ? undefined : ANNOTATION.exec(typed)?.[1];
  const { candidates, slots } = wantedBehind(text.slice(0, start));
  if (key !== undefined) {
    return { ...replaced, prefix: key, candidates: [], slots: slots.filter(({ kind }) => kind === 'annotation key') };
  }
  const prefix = isString ? typed.slice(1).replace(/\\(.)/gs, '$1') : typed;
  const fitting = candidates.filter(
    (candidate) => !isString && candidate.toLowerCase().startsWith(prefix.toLowerCase()),
  );
  const values = slots.filter(({ kind }) => kind !== 'annotation key' || typed === '');
  return { ...replaced, prefix, candidates: fitting, slots: values };
}

const ANNOTATION = new RegExp(`^(?:annotation\\.|${ANNOTATION_KEY.replace('[', '\\s*\\[\\s*')})(.*)$`, 'is');

/** Symbols and closed strings are complete as they stand; words, numbers and open strings go on. */
function isUnderWay({ kind, offset, length, text }: Token, at: number): boolean {
  if (kind === 'string' || kind === 'json') return at < offset + length;
  return kind !== 'symbol' && !(kind === 'operator' && SYMBOLS.test(text));
}

const SYMBOLS = /^[=!<>]/;
