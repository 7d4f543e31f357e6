import { newException, type ParsedException, type StackParser } from '../stacks/parsed-exception.ts';
import type { Encoded } from '../write/json-writer.ts';

/** A stack trace that was read, and how its frames are written once somebody has. */
export interface KnownStack {
  readonly exception: ParsedException;
  encoded: Encoded | undefined;
}

/** The most stacks in memory, and the longest text of one. */
const MAX_STACKS = 64;
const MAX_TEXT = 16_384;

/**
 * Remembers the stacks read last, by their text. A dependency that fails throws from the same line a thousand times, and reading and
 * writing its frames costs more than all else in a span.
 */
export class StackMemory {
  readonly #known: Map<string, KnownStack> = new Map();

  /** Returns the stack that a parser reads in a string. */
  read(text: string, parse: StackParser): KnownStack {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const exception = newException('', '');
    parse(text, exception);
    const stack: KnownStack = { exception, encoded: undefined };
    if (text.length <= MAX_TEXT) this.#keep(text, stack);
    return stack;
  }

  #keep(text: string, stack: KnownStack): void {
    // Emptied rather than sorted by use: a line that throws again is back with the next error.
    if (this.#known.size >= MAX_STACKS) this.#known.clear();
    this.#known.set(text, stack);
  }
}
