/**
 * Writes JSON as UTF-8 into one buffer that is kept and grown. The rules of translation write here, so a document exists once, as
 * its bytes; the object form is that text parsed.
 *
 * Commas need no bookkeeping: a member or item is the first one exactly when the byte before it opens its container.
 */
export class JsonWriter {
  buffer: Uint8Array;
  length = 0;
  /** How many numbers were written that JSON does not have. */
  oddNumbers = 0;

  readonly #keys: Map<string, Uint8Array> = new Map();
  #lastSecond = -1;
  #lastSecondDigits = 0;
  readonly #secondDigits = new Uint8Array(10);

  constructor(initialBytes: number = 64 * 1024) {
    this.buffer = new Uint8Array(initialBytes);
  }

  /** Drops everything written since `length` was `mark`. */
  rewind(mark: number): void {
    this.length = mark;
  }

  openObject(): void {
    this.#reserve(1);
    this.buffer[this.length++] = OPEN_BRACE;
  }

  closeObject(): void {
    this.#reserve(1);
    this.buffer[this.length++] = CLOSE_BRACE;
  }

  openArray(): void {
    this.#reserve(1);
    this.buffer[this.length++] = OPEN_BRACKET;
  }

  closeArray(): void {
    this.#reserve(1);
    this.buffer[this.length++] = CLOSE_BRACKET;
  }

  /** Starts an item of an array; its value comes next. */
  item(): void {
    this.#comma();
  }

  /** Whether the innermost object or array holds nothing yet. */
  get atStart(): boolean {
    const last = this.buffer[this.length - 1];
    return last === OPEN_BRACE || last === OPEN_BRACKET;
  }

  /** Starts a member whose name is one of ours: ASCII without quotes and backslashes. Its value comes next. */
  name(name: string): void {
    this.#reserve(name.length + 4);
    this.#comma();
    const { buffer } = this;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let i = 0; i < name.length; i++) buffer[at++] = name.charCodeAt(i);
    buffer[at++] = QUOTE;
    buffer[at++] = COLON;
    this.length = at;
  }

  /** Starts a member whose name came from outside. Its value comes next. */
  key(key: string): void {
    this.#comma();
    const known = this.#keys.get(key) ?? this.#encodeKey(key);
    this.#reserve(known.length);
    const { buffer } = this;
    let at = this.length;
    for (let i = 0; i < known.length; i++) buffer[at++] = known[i] as number;
    this.length = at;
  }

  /** Keys of attributes are few and come again with each span: copying bytes is cheaper than reading characters. */
  #encodeKey(key: string): Uint8Array {
    const mark = this.length;
    this.string(key);
    this.#reserve(1);
    this.buffer[this.length++] = COLON;
    const encoded = this.buffer.slice(mark, this.length);
    this.length = mark;
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    if (key.length <= MAX_KEY_LENGTH) this.#keys.set(key, encoded);
    return encoded;
  }

  /** Starts a member whose name is ours followed by text from outside, which the caller need not join. */
  prefixedKey(prefix: string, key: string): void {
    this.#reserve(prefix.length + key.length * LONGEST_FORM + 4);
    this.#comma();
    this.buffer[this.length++] = QUOTE;
    this.#ascii(prefix);
    this.#text(key);
    this.buffer[this.length++] = QUOTE;
    this.buffer[this.length++] = COLON;
  }

  /** `"name":"value"`, both names and value ours: ASCII without quotes and backslashes. */
  asciiMember(name: string, value: string): void {
    this.name(name);
    this.#reserve(value.length + 2);
    this.buffer[this.length++] = QUOTE;
    this.#ascii(value);
    this.buffer[this.length++] = QUOTE;
  }

  stringMember(name: string, value: string): void {
    this.name(name);
    this.#reserve(value.length * LONGEST_FORM + 2);
    this.buffer[this.length++] = QUOTE;
    this.#text(value);
    this.buffer[this.length++] = QUOTE;
  }

  numberMember(name: string, value: number): void {
    this.name(name);
    this.number(value);
  }

  booleanMember(name: string, value: boolean): void {
    this.name(name);
    this.boolean(value);
  }

  string(value: string): void {
    this.#reserve(value.length * LONGEST_FORM + 2);
    this.buffer[this.length++] = QUOTE;
    this.#text(value);
    this.buffer[this.length++] = QUOTE;
  }

  /** A finite number; anything else becomes its name as a string, since JSON has no word for it. */
  number(value: number): void {
    if (Number.isInteger(value) && value >= 0 && value <= MAX_PLAIN_INTEGER) {
      this.#reserve(10);
      this.length = writeDigits(this.buffer, this.length, value);
    } else if (Number.isFinite(value)) {
      const text = value === 0 ? '0' : String(value);
      this.#reserve(text.length);
      this.#ascii(text);
    } else {
      this.oddNumbers++;
      this.string(String(value));
    }
  }

  boolean(value: boolean): void {
    this.#reserve(5);
    this.#ascii(value ? 'true' : 'false');
  }

  null(): void {
    this.#reserve(4);
    this.#ascii('null');
  }

  /**
   * Epoch seconds from whole seconds and nanoseconds, as the double nearest to `nanoseconds / 1e9`: the reference divides the
   * nanoseconds, and a sum of seconds and fraction would differ from that in the last place.
   */
  seconds(seconds: number, nanos: number): void {
    const value = (seconds * 1e9 + nanos) / 1e9;
    const whole = Math.floor(value);
    if (!(whole >= SEVEN_DIGITS_SUFFICE && whole <= MAX_PLAIN_INTEGER)) {
      this.number(value);
      return;
    }
    let fraction = Math.round((value - whole) * 1e7);
    if (fraction === 1e7) {
      this.number(whole + 1);
      return;
    }
    this.#reserve(18);
    const { buffer } = this;
    let at = this.#wholeSeconds(whole);
    if (fraction > 0) {
      buffer[at] = POINT;
      for (let i = 7; i > 0; i--) {
        const next = (fraction / 10) | 0;
        buffer[at + i] = 48 + fraction - next * 10;
        fraction = next;
      }
      at += 7;
      while (buffer[at] === 48) at--;
      at++;
    }
    this.length = at;
  }

  /** Spans that come together fall into the same second, whose digits are kept. */
  #wholeSeconds(whole: number): number {
    const { buffer } = this;
    const from = this.length;
    if (whole !== this.#lastSecond) {
      this.#lastSecond = whole;
      this.#lastSecondDigits = writeDigits(this.#secondDigits, 0, whole);
    }
    const digits = this.#lastSecondDigits;
    for (let i = 0; i < digits; i++) buffer[from + i] = this.#secondDigits[i] as number;
    return from + digits;
  }

  /** Copies bytes that are JSON already: whole members without the comma before them. */
  members(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(bytes.length + 1);
    this.#comma();
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  #comma(): void {
    const last = this.buffer[this.length - 1];
    if (this.length === 0 || last === OPEN_BRACE || last === OPEN_BRACKET || last === COLON) return;
    this.#reserve(1);
    this.buffer[this.length++] = COMMA;
  }

  #ascii(text: string): void {
    const { buffer } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) buffer[at++] = text.charCodeAt(i);
    this.length = at;
  }

  // A loop over char codes beats TextEncoder up to some hundred characters, which is nearly every text of a span. Its room is
  // reserved by whoever writes the quotes.
  #text(value: string): void {
    const { buffer } = this;
    let at = this.length;
    for (let i = 0; i < value.length; i++) {
      const c = value.charCodeAt(i);
      if (c < 0x80 && PLAIN[c] === 1) {
        buffer[at++] = c;
      } else if (c < 0x80) {
        at = writeEscape(buffer, at, c);
      } else if (c < 0x800) {
        buffer[at++] = 0xc0 | (c >> 6);
        buffer[at++] = 0x80 | (c & 0x3f);
      } else {
        let point = c;
        if (c >= 0xd800 && c <= 0xdfff) {
          const low = c <= 0xdbff ? value.charCodeAt(i + 1) : 0;
          if (low >= 0xdc00 && low <= 0xdfff) {
            point = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i++;
          } else {
            point = 0xfffd; // half of a surrogate pair has no UTF-8
          }
        }
        if (point >= 0x10000) {
          buffer[at++] = 0xf0 | (point >> 18);
          buffer[at++] = 0x80 | ((point >> 12) & 0x3f);
        } else {
          buffer[at++] = 0xe0 | (point >> 12);
        }
        buffer[at++] = 0x80 | ((point >> 6) & 0x3f);
        buffer[at++] = 0x80 | (point & 0x3f);
      }
    }
    this.length = at;
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}

const QUOTE = 34;
const COMMA = 44;
const POINT = 46;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Which ASCII characters stand for themselves in a JSON string. */
const PLAIN = new Uint8Array(0x80).map((_, c) => (c >= 0x20 && c !== QUOTE && c !== BACKSLASH ? 1 : 0));

/** Bytes of one UTF-16 unit at most: \u001f. */
const LONGEST_FORM = 6;

/** Keys that are kept encoded, and how long one may be. */
const MAX_KEYS = 1_000;
const MAX_KEY_LENGTH = 100;

/** Integers up to here are written digit by digit. */
const MAX_PLAIN_INTEGER = 4_294_967_295;

/** From 2^29 s (1987) on doubles are so far apart that seven decimals name each of them. */
const SEVEN_DIGITS_SUFFICE = 2 ** 29;

function writeDigits(buffer: Uint8Array, from: number, value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  let rest = value;
  for (let at = from + digits - 1; at >= from; at--) {
    const next = Math.floor(rest / 10);
    buffer[at] = 48 + (rest - next * 10);
    rest = next;
  }
  return from + digits;
}

function writeEscape(buffer: Uint8Array, from: number, c: number): number {
  let at = from;
  buffer[at++] = BACKSLASH;
  const short = SHORT_ESCAPES[c];
  if (short !== undefined) {
    buffer[at++] = short;
    return at;
  }
  buffer[at++] = 117; // u
  buffer[at++] = 48;
  buffer[at++] = 48;
  buffer[at++] = 48 + (c >> 4);
  const low = c & 15;
  buffer[at++] = low < 10 ? 48 + low : 87 + low;
  return at;
}

// \b \t \n \f \r \" \\
const SHORT_ESCAPES: Readonly<Record<number, number>> = { 8: 98, 9: 116, 10: 110, 12: 102, 13: 114, 34: 34, 92: 92 };
