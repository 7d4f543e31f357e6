import {
  BACKSLASH,
  isHighSurrogate,
  isLowSurrogate,
  isWellFormed,
  mayNeedEscape,
  QUOTE,
  writeEscape,
  writePoint,
} from './json-text.ts';
import { shorten } from './shorten.ts';

/**
 * A piece of JSON that is written again and again, as UTF-8 and as words of eight bytes. As numbers the words are nonsense, but never
 * NaN, whose bits might change on the way: no text has bytes of one in UTF-8.
 */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly words: Float64Array;
}

/** Keeps a copy of bytes that make whole characters. */
export function encoded(bytes: Uint8Array): Encoded {
  const padded = new Uint8Array((bytes.length + 7) & ~7);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const words = new Float64Array(padded.length >> 3);
  for (let at = 0; at < words.length; at++) words[at] = view.getFloat64(at * 8, true);
  return { bytes: padded.subarray(0, bytes.length), words };
}

/** The name of a member as it is written, quotes and colon included. */
export type MemberName = Encoded;

/** Encodes the name of a member once, to be copied each time it is written: copying bytes is cheaper than reading characters. */
export function memberName(name: string): MemberName {
  return encodedBy((writer) => {
    writer.string(name);
    writer.buffer[writer.length - 1] = COLON;
  });
}

/** Encodes the name of a member with the brace that opens its object: half of all objects are members of a known name. */
export function opening(name: string): Encoded {
  return encodedBy((writer) => {
    writer.string(name);
    writer.buffer[writer.length - 1] = COLON;
    writer.openObject();
  });
}

/** Encodes a whole member, to be copied each time the attribute has the same text again. */
export function encodeMember(name: MemberName, value: string): Encoded {
  return encodedBy((writer) => writer.stringMember(name, value));
}

/** Encodes whole members that others write. */
export function encodeMembers(write: (writer: JsonWriter) => void): Encoded {
  const writer = new JsonWriter(1_024);
  writer.openObject();
  write(writer);
  return encoded(writer.buffer.subarray(1, writer.length));
}

function encodedBy(write: (writer: JsonWriter) => void): Encoded {
  scratch ??= new JsonWriter(256);
  scratch.rewind(0);
  write(scratch);
  return encoded(scratch.buffer.subarray(0, scratch.length));
}

let scratch: JsonWriter | undefined;

/**
 * Writes JSON as UTF-8 into one buffer that is used again and grows. The rules of translation write here, so a document exists once, as
 * its bytes; the object form is that text parsed.
 *
 * Each value is followed by a comma, and closing a container removes the last one: no caller has to know whether a member is the first.
 */
export class JsonWriter {
  buffer: Uint8Array;
  /** UTF-16 units of a string: a longer one fits no document. */
  maxText: number = Number.POSITIVE_INFINITY;
  #view: DataView;
  /** Bytes of the buffer; reading its own length costs more. */
  #capacity: number;
  /** Bytes written so far; behind a whole value the last one is its comma. */
  length = 0;
  /** How many numbers were written that JSON does not have. */
  oddNumbers = 0;

  readonly #names: Map<string, MemberName> = new Map();
  #lastSecond = -1;
  #secondDigits: Encoded = encoded(new Uint8Array(0));

  constructor(initialBytes: number = 64 * 1024) {
    this.buffer = new Uint8Array(initialBytes);
    this.#capacity = initialBytes;
    this.#view = new DataView(this.buffer.buffer);
  }

  /** Drops everything written since `length` was `mark`. */
  rewind(mark: number): void {
    this.length = mark;
  }

  /** The one value that was written, without the comma behind it. Valid until the next write. */
  value(): Uint8Array {
    return this.buffer.subarray(0, this.length - 1);
  }

  openObject(): void {
    this.#byte(OPEN_BRACE);
  }

  /** Starts a member that is an object. */
  openMember(name: Encoded): void {
    this.#copy(name);
  }

  closeObject(): void {
    this.#close(CLOSE_BRACE);
  }

  openArray(): void {
    this.#byte(OPEN_BRACKET);
  }

  closeArray(): void {
    this.#close(CLOSE_BRACKET);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.buffer[this.length++] = byte;
  }

  #close(byte: number): void {
    this.#reserve(2);
    const { buffer } = this;
    if (buffer[this.length - 1] === COMMA) this.length--;
    buffer[this.length++] = byte;
    buffer[this.length++] = COMMA;
  }

  /** Whether the innermost object or array holds nothing yet. */
  get atStart(): boolean {
    const last = this.buffer[this.length - 1];
    return last === OPEN_BRACE || last === OPEN_BRACKET;
  }

  /** Starts a member. Its value follows. */
  name(name: MemberName): void {
    this.#copy(name);
  }

  /** Copies whole members that were encoded before, each with its comma. */
  members(members: Encoded): void {
    this.#copy(members);
  }

  // Eight bytes at a time: calling `set` costs more than most of these pieces are long.
  #copy({ bytes, words }: Encoded): void {
    this.#reserve(words.length << 3);
    if (words.length > WORDS_TO_SET) {
      this.buffer.set(bytes, this.length);
    } else {
      const view = this.#view;
      let at = this.length;
      for (let i = 0; i < words.length; i++, at += 8) view.setFloat64(at, words[i] as number, true);
    }
    this.length += bytes.length;
  }

  /** Writes the opening brace and the members of an object from its JSON text, and leaves the object open. */
  openObjectOf(json: string): void {
    const isEmpty = json === '{}';
    const text = isEmpty ? '{' : json.slice(0, -1);
    this.#reserve(text.length * LONGEST_UTF8 + 1);
    this.length += ENCODER.encodeInto(text, this.buffer.subarray(this.length)).written;
    if (!isEmpty) this.buffer[this.length++] = COMMA;
  }

  /** Starts a member with a name from outside. Its value follows. */
  key(key: string): void {
    const known = this.#names.get(key);
    if (known !== undefined) {
      this.name(known);
      return;
    }
    const name = memberName(key);
    if (this.#names.size >= MAX_NAMES) this.#names.clear();
    if (key.length <= MAX_NAME_LENGTH) this.#names.set(key, name);
    this.name(name);
  }

  stringMember(name: MemberName, value: string): void {
    this.name(name);
    this.string(value);
  }

  numberMember(name: MemberName, value: number): void {
    this.name(name);
    this.number(value);
  }

  booleanMember(name: MemberName, value: boolean): void {
    this.name(name);
    this.boolean(value);
  }

  /** Writes a string; one that is longer than any document is cut before it is escaped. */
  string(value: string): void {
    const text = value.length > this.maxText ? shorten(value, this.maxText) : value;
    this.#reserve(text.length * LONGEST_FORM + 3);
    const { buffer } = this;
    if (text.length >= LONG_TEXT && isWellFormed(text)) {
      this.length += ENCODER.encodeInto(JSON.stringify(text), buffer.subarray(this.length)).written;
      buffer[this.length++] = COMMA;
      return;
    }
    buffer[this.length] = QUOTE;
    const end = this.#text(text, this.length + 1);
    buffer[end] = QUOTE;
    buffer[end + 1] = COMMA;
    this.length = end + 2;
  }

  /** A finite number; anything else becomes its name as a string, since JSON has no word for it. */
  number(value: number): void {
    if (Number.isFinite(value)) {
      this.#plain(value === 0 ? '0' : String(value));
    } else {
      this.oddNumbers++;
      this.string(String(value));
    }
  }

  /** A whole number, clamped to 64 bits as Go's strconv does it: the collector refuses a document with a larger one. */
  integerMember(name: MemberName, value: number): void {
    this.name(name);
    if (value >= TWO_TO_63) this.#plain('9223372036854775807');
    else if (value <= -TWO_TO_63) this.#plain('-9223372036854775808');
    else this.number(value);
  }

  boolean(value: boolean): void {
    this.#plain(value ? 'true' : 'false');
  }

  null(): void {
    this.#plain('null');
  }

  /** ASCII as it is. */
  #plain(text: string): void {
    this.#reserve(text.length + 1);
    const { buffer } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) buffer[at++] = text.charCodeAt(i);
    buffer[at++] = COMMA;
    this.length = at;
  }

  /**
   * Writes epoch seconds from whole seconds and nanoseconds, as the double nearest to `nanoseconds / 1e9`. The reference divides the
   * nanoseconds; a sum of seconds and fraction would differ from that in the last place.
   */
  seconds(seconds: number, nanos: number): void {
    const value = (seconds * 1e9 + nanos) / 1e9;
    const whole = Math.floor(value);
    if (!(whole >= SEVEN_DIGITS_SUFFICE && whole < ELEVEN_DIGITS)) {
      this.number(value);
      return;
    }
    const fraction = Math.round((value - whole) * 1e7);
    if (fraction === 1e7) {
      this.number(whole + 1);
      return;
    }
    this.#wholeSeconds(whole);
    this.#reserve(10);
    const { buffer } = this;
    let at = this.length;
    if (fraction > 0) {
      const upper = (fraction / 1_000) | 0;
      const first = (upper / 1_000) | 0;
      buffer[at] = POINT;
      buffer[at + 1] = 48 + first;
      threeDigits ??= makeThreeDigits();
      this.#view.setInt32(at + 2, threeDigits[upper - first * 1_000] as number, true);
      this.#view.setInt32(at + 5, threeDigits[fraction - upper * 1_000] as number, true);
      at += 7;
      while (buffer[at] === 48) at--;
      at++;
    }
    buffer[at] = COMMA;
    this.length = at + 1;
  }

  /** Spans of one batch are in the same second, whose digits are remembered. */
  #wholeSeconds(whole: number): void {
    if (whole !== this.#lastSecond) {
      this.#lastSecond = whole;
      this.#secondDigits = encoded(ENCODER.encode(String(whole)));
    }
    this.#copy(this.#secondDigits);
  }

  // Its room is reserved by whoever writes the quotes. Loops over char codes beat TextEncoder up to some hundred characters, and nearly
  // every string of a span is shorter. Four plain characters at a time cost a third less than one by one.
  #text(value: string, from: number): number {
    const { buffer } = this;
    const view = this.#view;
    const { length } = value;
    let at = from;
    let i = 0;
    while (i < length) {
      for (; i < length - 3; i += 4, at += 4) {
        const a = value.charCodeAt(i);
        const b = value.charCodeAt(i + 1);
        const c = value.charCodeAt(i + 2);
        const d = value.charCodeAt(i + 3);
        if ((a | b | c | d) >= 0x80) break;
        const four = a | (b << 8) | (c << 16) | (d << 24);
        if (mayNeedEscape(four)) break;
        view.setInt32(at, four, true);
      }
      for (const end = Math.min(length, i + 4); i < end; i++) {
        const c = value.charCodeAt(i);
        if (c < 0x80) {
          if (c >= 0x20 && c !== QUOTE && c !== BACKSLASH) buffer[at++] = c;
          else at = writeEscape(buffer, at, c);
          continue;
        }
        const isPair = isHighSurrogate(c) && isLowSurrogate(value.charCodeAt(i + 1));
        at = writePoint(buffer, at, isPair ? (value.codePointAt(i) as number) : c);
        if (isPair) i++;
      }
    }
    return at;
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#capacity) return;
    const grown = new Uint8Array(Math.max(needed, this.#capacity * 2));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
    this.#capacity = grown.length;
    this.#view = new DataView(grown.buffer);
  }
}

const TWO_TO_63 = 2 ** 63;

const COMMA = 44;
const POINT = 46;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** UTF-8 has at most three bytes for one unit of UTF-16. */
const LONGEST_UTF8 = 3;

/** Bytes of one UTF-16 unit at most: \u001f. */
const LONGEST_FORM = 6;

/** From so many words on `set` is the faster way. */
const WORDS_TO_SET = 24;

const ENCODER = new TextEncoder();

/** UTF-16 units from which on the engine's own escaping is the faster way. */
const LONG_TEXT = 1_024;

/** The most encoded names in memory, and the longest one. */
const MAX_NAMES = 1_000;
const MAX_NAME_LENGTH = 100;

/** From 2^29 s (1987) on doubles are so far apart that seven decimals name each of them. */
const SEVEN_DIGITS_SUFFICE = 2 ** 29;

/** Up to here ten digits name a second. */
const ELEVEN_DIGITS = 1e10;

/** `000` to `999`, each as a word of which three bytes count; made when the first time is written, to keep a cold start short. */
let threeDigits: Int32Array | undefined;

function makeThreeDigits(): Int32Array {
  return Int32Array.from({ length: 1_000 }, (_, n) => {
    const digit = (unit: number): number => 48 + (Math.floor(n / unit) % 10);
    return digit(100) | (digit(10) << 8) | (digit(1) << 16);
  });
}
