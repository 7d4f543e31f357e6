import { ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import { toInteger } from './odd-values.ts';
import type { AttributesLike } from './readable-span.ts';
import { FIELD_PREFIX, GROUPS, NAMES, SLOTS, type Slot } from './semconv.ts';

const USED = 1;
const REMOVED = 2;

/**
 * Reads the attributes of one span by old or new name, and remembers which of them the document already shows: what no rule used
 * becomes metadata. One reader serves all spans of a translator; `load` starts the next one.
 */
export class AttributeReader {
  /** Groups (semconv.ts) of which at least one name is present. */
  groups = 0;
  /** Whether a key begins like those that we make ourselves, `otel.`. */
  mayClash = false;
  /** Whether a key names a namespace of the metadata. */
  hasNamespaces = false;
  /** Whether an attribute stands for a member of the document that no rule knows. */
  hasFields = false;
  /** How many attributes the span has; their keys and values stand in these lists, in the span's order. */
  count = 0;
  readonly keys: string[] = [];
  readonly values: unknown[] = [];
  readonly #slots: (Slot | undefined)[] = [];
  readonly #bySlot: unknown[] = new Array(NAMES.length).fill(undefined);
  readonly #position: Int32Array = new Int32Array(NAMES.length);
  readonly #used: Uint8Array = new Uint8Array(NAMES.length);
  readonly #lenient: boolean;
  readonly #newestNameWins: boolean;

  /**
   * @param lenient numbers are read where text is wanted and numeric text where an integer is wanted; else they read as empty
   * @param newestNameWins of several names for one thing the first non-empty one is taken; else the one the span set last
   */
  constructor(lenient: boolean, newestNameWins: boolean) {
    this.#lenient = lenient;
    this.#newestNameWins = newestNameWins;
  }

  load(attributes: AttributesLike): void {
    this.#clear();
    // Objects made by a literal or without prototype inherit nothing that is listed; asking for each key costs as much as reading it.
    const prototype = Object.getPrototypeOf(attributes);
    const inherits = prototype !== Object.prototype && prototype !== null;
    for (const key in attributes) {
      if (inherits && !Object.hasOwn(attributes, key)) continue;
      const value = attributes[key];
      if (value === undefined || value === null) continue;
      const slot = SLOTS.get(key);
      const at = this.count++;
      this.keys[at] = key;
      this.values[at] = value;
      this.#slots[at] = slot;
      if (slot === undefined) {
        this.#lookAtKey(key);
        continue;
      }
      this.#bySlot[slot] = value;
      this.#position[slot] = at;
      // Not in clear: rules may use or remove what a span does not have.
      this.#used[slot] = 0;
      this.groups |= GROUPS[slot] as number;
    }
  }

  #lookAtKey(key: string): void {
    if (key.startsWith('otel.')) this.mayClash = true;
    else if (key.startsWith(ATTR_XRAY_METADATA_PREFIX)) this.hasNamespaces = true;
    else if (key.startsWith(FIELD_PREFIX)) this.hasFields = true;
  }

  has(slot: Slot): boolean {
    return this.#bySlot[slot] !== undefined;
  }

  value(slot: Slot): unknown {
    return this.#bySlot[slot];
  }

  /** The value as text; empty where there is none or it has another type. */
  text(slot: Slot): string {
    const value = this.#bySlot[slot];
    if (typeof value === 'string') return value;
    return this.#lenient && typeof value === 'number' ? String(value) : '';
  }

  /** The value as a whole number; 0 where there is none or it has another type. */
  integer(slot: Slot): number {
    return toInteger(this.#bySlot[slot], this.#lenient);
  }

  hasAny(slots: readonly Slot[]): boolean {
    for (const slot of slots) if (this.#bySlot[slot] !== undefined) return true;
    return false;
  }

  /** The first of some attributes that has text; `undefined` where none has. */
  firstText(slots: readonly Slot[]): Slot | undefined {
    for (const slot of slots) if (this.#bySlot[slot] !== undefined && this.text(slot) !== '') return slot;
    return undefined;
  }

  /** Where the attribute stands among those of the span. */
  position(slot: Slot): number {
    return this.#position[slot] as number;
  }

  /** Of several names for one thing, newest first, the one that counts; `undefined` where none is present. */
  choose(newest: Slot, older: Slot): Slot | undefined {
    if (!this.has(older)) return this.has(newest) ? newest : undefined;
    if (!this.has(newest)) return older;
    if (this.#newestNameWins) return this.#bySlot[newest] === '' ? older : newest;
    return (this.#position[newest] as number) > (this.#position[older] as number) ? newest : older;
  }

  /** Says that the document shows this attribute, so that it need not be metadata too. */
  use(slot: Slot): void {
    if (this.#used[slot] === 0) this.#used[slot] = USED;
  }

  /** Says so of every given attribute whose value is the one shown, whatever the name. */
  useIfSame(shown: unknown, slots: readonly Slot[]): void {
    for (const slot of slots) if (this.#bySlot[slot] === shown) this.use(slot);
  }

  /** Takes an attribute back into what is left, because the user asked for it by name. */
  release(name: string): void {
    const slot = SLOTS.get(name);
    if (slot !== undefined && this.#used[slot] !== REMOVED) this.#used[slot] = 0;
  }

  isUsed(at: number): boolean {
    const slot = this.#slots[at];
    return slot !== undefined && this.#used[slot] !== 0;
  }

  /** Puts another value in the place of the one that was loaded. */
  replace(slot: Slot, value: string): void {
    this.#bySlot[slot] = value;
    this.values[this.position(slot)] = value;
  }

  /** Takes an attribute that no slot stands for out of the lists. */
  removeAt(at: number): void {
    for (const list of [this.keys, this.values, this.#slots]) list.splice(at, 1);
    this.count--;
  }

  isRemoved(at: number): boolean {
    const slot = this.#slots[at];
    return slot !== undefined && this.#used[slot] === REMOVED;
  }

  /** Removes an attribute as if the span had never had it. */
  remove(slot: Slot): void {
    this.#bySlot[slot] = undefined;
    this.#used[slot] = REMOVED;
  }

  #clear(): void {
    for (let at = 0; at < this.count; at++) {
      this.values[at] = undefined;
      const slot = this.#slots[at];
      if (slot === undefined) continue;
      this.#bySlot[slot] = undefined;
    }
    this.count = 0;
    this.groups = 0;
    this.mayClash = false;
    this.hasNamespaces = false;
    this.hasFields = false;
  }
}
