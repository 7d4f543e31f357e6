/**
 * The JSON text of one metadata namespace, built by appending: the cost of a call does not grow with the members that are there. A replaced
 * member is appended too, and the last of two members with one name counts; the text is written anew when half of it is outdated.
 */
export class MetadataText {
  /** Key → its value as JSON. */
  readonly #members = new Map<string, string>();
  /** The text without its last brace. The engine keeps it as a tree of pieces, so that appending copies nothing. */
  #open = '{';
  #text = '{}';
  #outdated = 0;

  /** Reads the text of an attribute; `undefined` if it is not the JSON of an object. */
  static parse(text: string): MetadataText | undefined {
    const members: unknown = JSON.parse(text);
    if (typeof members !== 'object' || members === null || Array.isArray(members)) return undefined;
    const parsed = new MetadataText();
    for (const [key, value] of Object.entries(members)) parsed.set(key, JSON.stringify(value));
    return parsed;
  }

  /** The JSON text of the namespace. */
  get text(): string {
    return this.#text;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /**
   * Sets a member.
   * @returns a function that reverts this change, as long as it is the last one
   */
  set(key: string, json: string): () => void {
    const before = { json: this.#members.get(key), open: this.#open, text: this.#text, outdated: this.#outdated };
    this.#members.set(key, json);
    if (before.json !== undefined) this.#outdated++;
    if (this.#outdated * 2 >= this.#members.size) this.compact();
    else this.#append(key, json);
    return () => {
      if (before.json === undefined) this.#members.delete(key);
      else this.#members.set(key, before.json);
      this.#open = before.open;
      this.#text = before.text;
      this.#outdated = before.outdated;
    };
  }

  /** Leaves outdated members out of the text. */
  compact(): void {
    this.#outdated = 0;
    this.#open = '{';
    this.#text = '{}';
    for (const [key, json] of this.#members) this.#append(key, json);
  }

  get hasOutdated(): boolean {
    return this.#outdated > 0;
  }

  #append(key: string, json: string): void {
    this.#open += `${this.#open.length === 1 ? '' : ','}${JSON.stringify(key)}:${json}`;
    this.#text = `${this.#open}}`;
  }
}
