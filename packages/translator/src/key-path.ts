import { ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import type { Encoded, MemberName } from './json-writer.ts';
import { FIELD_PREFIX, SLOTS, type Slot } from './semconv.ts';
import { type Cleaner, cleanerOf, isModelContent } from './sensitive-keys.ts';

/** One attribute key on the way through a span's attributes, with what the rules ask of it. */
export interface KeyStep {
  readonly key: string;
  /** `undefined` where no rule reads the attribute. */
  readonly slot: Slot | undefined;
  /** The key as a member of the metadata, encoded when it first is one. */
  name: MemberName | undefined;
  /** The short text that the attribute had last, and the member it makes, encoded when it came a second time in a row. */
  text: string;
  member: Encoded | undefined;
  /** Cleans the values, of which the name says that they may hold a secret. */
  readonly cleaner: Cleaner | undefined;
  /** The text that was found clean last: hosts and statements come again and again. */
  clean: string;
  /** Whether the values are content of a model. */
  readonly isContent: boolean;
  /** Whether the key begins like those that we make ourselves, `otel.`. */
  readonly mayClash: boolean;
  /** Whether it names a namespace of the metadata. */
  readonly isNamespace: boolean;
  /** Whether it stands for a member of the document that no rule knows. */
  readonly isField: boolean;
  /** The key that came behind this one first. */
  next: KeyStep | undefined;
  /** Another key that came in this one's place. */
  other: KeyStep | undefined;
}

/** How many steps are kept, and how many in one place. */
const MAX_STEPS = 4_000;
const MAX_OTHERS = 16;

/**
 * Remembers in which order attribute keys come: the spans of one instrumentation have the same keys in the same order, so that the next
 * key is nearly always the one expected, and nothing has to be looked up or encoded for it.
 */
export class KeyPaths {
  #first: KeyStep | undefined;
  #count = 0;

  /** The step for a key behind `last`, the step of the key before it; `undefined` for the first key of a span. */
  step(last: KeyStep | undefined, key: string): KeyStep {
    const expected = last === undefined ? this.#first : last.next;
    return expected !== undefined && expected.key === key ? expected : this.#find(last, expected, key);
  }

  #find(last: KeyStep | undefined, expected: KeyStep | undefined, key: string): KeyStep {
    let others = 0;
    let end = expected;
    while (end?.other !== undefined && others++ < MAX_OTHERS) {
      end = end.other;
      if (end.key === key) return end;
    }
    const step = newStep(key);
    // Keys made of data never come again: they are read, and not kept.
    if (others >= MAX_OTHERS) return step;
    if (this.#count++ >= MAX_STEPS) this.#forget();
    else if (end !== undefined) end.other = step;
    else if (last === undefined) this.#first = step;
    else last.next = step;
    return step;
  }

  #forget(): void {
    this.#first = undefined;
    this.#count = 0;
  }
}

function newStep(key: string): KeyStep {
  const slot = SLOTS.get(key);
  return {
    key,
    slot,
    name: undefined,
    text: '',
    member: undefined,
    cleaner: cleanerOf(key),
    clean: '',
    isContent: slot === undefined && isModelContent(key),
    mayClash: slot === undefined && key.startsWith('otel.'),
    isNamespace: slot === undefined && key.startsWith(ATTR_XRAY_METADATA_PREFIX),
    isField: slot === undefined && key.startsWith(FIELD_PREFIX),
    next: undefined,
    other: undefined,
  };
}
