import type { AttributesLike } from '../ground/readable-span.ts';
import { type Encoded, encodeMember, type MemberName, memberName } from '../write/json-writer.ts';
import { toInteger } from '../write/odd-values.ts';
import { KeyPaths, type KeyStep } from './key-path.ts';
import { NAMES, SENSITIVE, SLOTS, type Slot } from './semconv.ts';

const USED = 1;
const REMOVED = 2;

/** Characters of a remembered string. */
const MAX_KNOWN_TEXT = 64;

/**
 * Reads the attributes of one span by old or new name, and remembers which of them the document already shows: what no rule used
 * becomes metadata. One reader serves all spans of a translator; `load` starts the next one.
 */
export class AttributeReader {
  /** Groups (semconv.ts) of which at least one name is present; `SENSITIVE` only for a value that was not found clean before. */
  groups = 0;
  /** How many attributes the span has; their keys and values stand in lists, in the span's order. */
  count = 0;
  readonly values: unknown[] = [];
  readonly #steps: KeyStep[] = [];
  readonly #paths: KeyPaths = new KeyPaths();
  /** Slot → index of its attribute in the lists; -1 where the span has none. */
  readonly #position: Int32Array = new Int32Array(NAMES.length).fill(-1);
  readonly #used: Uint8Array = new Uint8Array(NAMES.length);
  readonly #lenient: boolean;
  readonly #newestNameWins: boolean;

  /**
   * @param lenient numbers are read where text is wanted and numeric text where an integer is wanted; else they read as empty
   * @param newestNameWins of several names for one thing the first non-empty one counts; else the one the span set last
   */
  constructor(lenient: boolean, newestNameWins: boolean) {
    this.#lenient = lenient;
    this.#newestNameWins = newestNameWins;
  }

  load(attributes: AttributesLike): void {
    this.#clear();
    // Objects made by a literal or without prototype inherit nothing that is listed; a check of each key costs as much as reading it.
    const prototype = Object.getPrototypeOf(attributes);
    const inherits = prototype !== Object.prototype && prototype !== null;
    let step: KeyStep | undefined;
    let groups = 0;
    for (const key in attributes) {
      if (inherits && !Object.hasOwn(attributes, key)) continue;
      const value = attributes[key];
      if (value === undefined || value === null) continue;
      step = this.#paths.step(step, key);
      const at = this.count++;
      this.#steps[at] = step;
      this.values[at] = value;
      const { slot } = step;
      groups |= (step.groups & SENSITIVE) !== 0 && step.clean === value ? step.groups ^ SENSITIVE : step.groups;
      if (slot < 0) continue;
      this.#position[slot] = at;
      // Not in clear: rules may use or remove what a span does not have.
      this.#used[slot] = 0;
    }
    this.groups = groups;
  }

  /** Index of an attribute; -1 where the span has none of that name. */
  indexOf(key: string): number {
    for (let at = 0; at < this.count; at++) if (this.key(at) === key) return at;
    return -1;
  }

  key(at: number): string {
    return (this.#steps[at] as KeyStep).key;
  }

  /** The key, encoded for the metadata. */
  memberName(at: number): MemberName {
    const step = this.#steps[at] as KeyStep;
    step.name ??= memberName(step.key);
    return step.name;
  }

  /** The whole member, encoded, of a short string that was read before; `undefined` for a new one. */
  knownMember(at: number): Encoded | undefined {
    const value = this.values[at];
    if (typeof value !== 'string' || value.length > MAX_KNOWN_TEXT) return undefined;
    const step = this.#steps[at] as KeyStep;
    if (step.text === value) {
      step.member ??= encodeMember(this.memberName(at), value);
      return step.member;
    }
    step.text = value;
    step.member = undefined;
    return undefined;
  }

  has(slot: Slot): boolean {
    return (this.#position[slot] as number) >= 0;
  }

  value(slot: Slot): unknown {
    const at = this.#position[slot] as number;
    return at < 0 ? undefined : this.values[at];
  }

  /** The value as text; empty where there is none or it has another type. */
  text(slot: Slot): string {
    const at = this.#position[slot] as number;
    if (at < 0) return '';
    const value = this.values[at];
    if (typeof value === 'string') return value;
    return this.#lenient && typeof value === 'number' ? String(value) : '';
  }

  /** The value as a whole number; 0 where there is none or it has another type. */
  integer(slot: Slot): number {
    const at = this.#position[slot] as number;
    return at < 0 ? 0 : toInteger(this.values[at], this.#lenient);
  }

  hasAny(slots: readonly Slot[]): boolean {
    for (const slot of slots) if (this.has(slot)) return true;
    return false;
  }

  /** The first of some attributes that has text; `undefined` where none has. */
  firstText(slots: readonly Slot[]): Slot | undefined {
    for (const slot of slots) if (this.text(slot) !== '') return slot;
    return undefined;
  }

  /** The first of some attributes that is present, even if empty. */
  firstPresent(slots: readonly Slot[]): Slot | undefined {
    for (const slot of slots) if (this.has(slot)) return slot;
    return undefined;
  }

  /** Index of the attribute among those of the span. */
  position(slot: Slot): number {
    return this.#position[slot] as number;
  }

  /** Returns the one that counts of several names for one thing, newest first; `undefined` where none is present. */
  choose(newest: Slot, older: Slot): Slot | undefined {
    if (!this.has(older)) return this.has(newest) ? newest : undefined;
    if (!this.has(newest)) return older;
    if (this.#newestNameWins) return this.value(newest) === '' ? older : newest;
    return (this.#position[newest] as number) > (this.#position[older] as number) ? newest : older;
  }

  /** Says that the document shows this attribute, so that it need not be metadata too. */
  use(slot: Slot): void {
    if (this.#used[slot] === 0) this.#used[slot] = USED;
  }

  /** Says so of every given attribute whose value is the one shown, whatever the name. */
  useIfSame(shown: unknown, slots: readonly Slot[]): void {
    for (const slot of slots) if (this.value(slot) === shown) this.use(slot);
  }

  /** The same of text, or of a number that is read as one. */
  useIfText(shown: string, slots: readonly Slot[]): void {
    for (const slot of slots) if (this.text(slot) === shown) this.use(slot);
  }

  /** Puts an attribute back among the unused ones, because the user named it. */
  release(name: string): void {
    const slot = SLOTS.get(name);
    if (slot !== undefined && this.#used[slot] !== REMOVED) this.#used[slot] = 0;
  }

  isUsed(at: number): boolean {
    const { slot } = this.#steps[at] as KeyStep;
    return slot >= 0 && this.#used[slot] !== 0;
  }

  /** Facts about the key of an attribute. */
  step(at: number): KeyStep {
    return this.#steps[at] as KeyStep;
  }

  /** Removes an attribute without a slot from the lists. */
  removeAt(at: number): void {
    this.values.splice(at, 1);
    this.#steps.splice(at, 1);
    this.count--;
    for (let next = at; next < this.count; next++) {
      const { slot } = this.#steps[next] as KeyStep;
      if (slot >= 0 && this.has(slot)) this.#position[slot] = next;
    }
  }

  isRemoved(at: number): boolean {
    const { slot } = this.#steps[at] as KeyStep;
    return slot >= 0 && this.#used[slot] === REMOVED;
  }

  /** Removes an attribute as if the span had never had it. */
  remove(slot: Slot): void {
    this.#position[slot] = -1;
    this.#used[slot] = REMOVED;
  }

  #clear(): void {
    for (let at = 0; at < this.count; at++) {
      this.values[at] = undefined;
      const { slot } = this.#steps[at] as KeyStep;
      if (slot >= 0) this.#position[slot] = -1;
    }
    this.count = 0;
    this.groups = 0;
  }
}
