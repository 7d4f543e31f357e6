/** FNV-1a over the characters, as 16 hex digits: an id that depends on its input. */
const hash = (input: string): string => {
  let value = 0xcbf29ce484222325n;
  for (const character of input)
    value = ((value ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value.toString(16).padStart(16, '0');
};

/** Replaces `node:module` in a browser, where the translator needs nothing of Node but two functions of `node:crypto`. */
export const createRequire = () => () => ({
  randomFillSync: (bytes: Uint8Array) => crypto.getRandomValues(bytes),
  createHash: () => ({ update: (input: string) => ({ digest: () => hash(input) }) }),
});
