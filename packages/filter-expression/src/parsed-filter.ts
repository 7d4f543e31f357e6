import type { Token } from './tokens.ts';
import type { FilterTree } from './tree.ts';

/** A problem of an expression, with its place; offset and length in UTF-16 units, length 0 at the end of the text. */
export interface FilterProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  /** The possible continuations there, as one would type them. */
  readonly expected: readonly string[];
  /** The probable intention, to put in place of the length: the nearest keyword or a corrected spelling. */
  readonly suggestion?: string;
}

/** A group that an expression refers to; whether it exists is the caller's to know. */
export interface GroupReference {
  readonly by: 'name' | 'arn';
  readonly value: string;
  readonly offset: number;
  readonly length: number;
}

/** Result of `parse`. */
export interface ParsedFilter {
  /** There when there is no problem. */
  readonly tree?: FilterTree;
  /** All tokens to the end of the text, wrong ones included. */
  readonly tokens: readonly Token[];
  /** In the order of the text; the first that breaks the grammar is the last. */
  readonly problems: readonly FilterProblem[];
  readonly groups: readonly GroupReference[];
}

/** A name or value that only the caller's data can fill. */
export type CompletionSlot =
  | { readonly kind: 'service' | 'annotation key' | 'user' | 'url' | 'group' }
  | { readonly kind: 'annotation value'; readonly key: string };

/** The possible continuations at the end of an expression. */
export interface Wanted {
  readonly candidates: readonly string[];
  readonly slots: readonly CompletionSlot[];
}
