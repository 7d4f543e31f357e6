import { ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import type { Encoded, MemberName } from '../write/json-writer.ts';
import { CLASH, FIELD, FIELD_PREFIX, GROUPS, NAMESPACE, SENSITIVE, SLOTS, type Slot } from './semconv.ts';
import { type Cleaner, cleanerOf, isModelContent } from './sensitive-keys.ts';

/** One attribute key on the way through a span's attributes, with the rules' use of it. */
export interface KeyStep {
  readonly key: string;
  /** -1 where no rule reads the attribute. */
  readonly slot: Slot;
  /** The groups of the key (semconv.ts). */
  readonly groups: number;
  /** The key as a member of the metadata, encoded when it first is one. */
  name: MemberName | undefined;
  /** The last short string of the attribute, and its member, encoded at the second time in a row. */
  text: string;
  member: Encoded | undefined;
  /** Cleans the values, of which the name says that they may hold a secret. */
  readonly cleaner: Cleaner | undefined;
  /** The text that was found clean last: hosts and statements come again and again. */
  clean: string;
  /** Whether the values are content of a model. */
  readonly isContent: boolean;
  /** Whether the step belongs to no path, and the one behind it neither. */
  readonly isLoose: boolean;
  /** The first key that followed this one. */
  next: KeyStep | undefined;
  /** Another key in this one's place. */
  other: KeyStep | undefined;
}

/** The most steps in memory, in one place, and of no path. */
const MAX_STEPS = 4_000;
const MAX_OTHERS = 16;
const MAX_LOOSE = 1_000;

/**
 * Remembers the order of attribute keys. The spans of one instrumentation have the same keys in the same order. So the next
 * key is nearly always the one expected, and nothing has to be looked up or encoded for it.
 */
export class KeyPaths {
  #first: KeyStep | undefined;
  #count = 0;
  /** Steps for keys in a place with too many others: found by their key. */
  readonly #loose: Map<string, KeyStep> = new Map();

  /** The step for a key behind `last`, the step of the key before it; `undefined` for the first key of a span. */
  step(last: KeyStep | undefined, key: string): KeyStep {
    const expected = last === undefined ? this.#first : last.next;
    return expected !== undefined && expected.key === key ? expected : this.#find(last, expected, key);
  }

  #find(last: KeyStep | undefined, expected: KeyStep | undefined, key: string): KeyStep {
    if (last?.isLoose === true) return this.#looseStep(key);
    let others = 0;
    let end = expected;
    while (end?.other !== undefined && others++ < MAX_OTHERS) {
      end = end.other;
      if (end.key === key) return end;
    }
    if (others >= MAX_OTHERS) return this.#looseStep(key);
    const step = newStep(key, false);
    if (this.#count++ >= MAX_STEPS) this.#forget();
    else if (end !== undefined) end.other = step;
    else if (last === undefined) this.#first = step;
    else last.next = step;
    return step;
  }

  // Keys made of data never come again, so all are dropped from time to time.
  #looseStep(key: string): KeyStep {
    const known = this.#loose.get(key);
    if (known !== undefined) return known;
    const step = newStep(key, true);
    if (this.#loose.size >= MAX_LOOSE) this.#loose.clear();
    this.#loose.set(key, step);
    return step;
  }

  #forget(): void {
    this.#first = undefined;
    this.#count = 0;
  }
}

function newStep(key: string, isLoose: boolean): KeyStep {
  const slot = SLOTS.get(key) ?? -1;
  const cleaner = cleanerOf(key);
  const isContent = slot < 0 && isModelContent(key);
  return {
    key,
    slot,
    groups: (slot < 0 ? groupsOfOther(key) : (GROUPS[slot] as number)) | (cleaner || isContent ? SENSITIVE : 0),
    name: undefined,
    text: '',
    member: undefined,
    cleaner,
    clean: '',
    isContent,
    isLoose,
    next: undefined,
    other: undefined,
  };
}

/** The groups of a key that no rule reads by its name. */
function groupsOfOther(key: string): number {
  if (key.startsWith('otel.')) return CLASH;
  if (key.startsWith(ATTR_XRAY_METADATA_PREFIX)) return NAMESPACE;
  return key.startsWith(FIELD_PREFIX) ? FIELD : 0;
}
