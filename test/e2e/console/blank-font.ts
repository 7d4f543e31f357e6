/** The name that `makeBlankFont` is used under. */
export const BLANK_FONT = 'Blank';

const UNITS_PER_EM = 1_000;
const ADVANCE = UNITS_PER_EM / 2;

/**
 * Makes a TrueType font in which every character is half an em wide, one em high and has no ink. A page in it is laid out the same on every
 * machine, whatever fonts that has and however it smooths them, and its pictures hold everything but the text.
 */
export function makeBlankFont(): Buffer {
  // The glyph of characters that are missing, of which there are none, is a triangle: a font without any outline is refused.
  const outline = bytes('n1 n0 n0 n500 n500 N2 N0 b1 b1 b1 n0 n500 n-500 n0 n0 n500 b0'.split(' '));
  const tables: Readonly<Record<string, Buffer>> = {
    'OS/2': bytes([
      'N4',
      `n${ADVANCE}`,
      'N400',
      'N5',
      'N0',
      ...Array<string>(10).fill('n0'),
      'n0',
      ...Array<string>(10).fill('b0'),
      'L1',
      'L0',
      'L0',
      'L0',
      'L0',
      'N64',
      'N0',
      'N65535',
      `n${UNITS_PER_EM}`,
      'n0',
      'n0',
      `N${UNITS_PER_EM}`,
      'N0',
      'L1',
      'L0',
      'n500',
      'n700',
      'N0',
      'N32',
      'N1',
    ]),
    // One group with all characters, format 13: many to one.
    cmap: bytes('N0 N1 N3 N10 L12 N13 N0 L28 L0 L1 L0 L1114111 L1'.split(' ')),
    glyf: outline,
    head: bytes(
      `L65536 L65536 L0 L1594834165 N3 N${UNITS_PER_EM} L0 L0 L0 L0 n0 n0 n500 n500 N0 N8 n2 n0 n0`.split(' '),
    ),
    hhea: bytes(`L65536 n${UNITS_PER_EM} n0 n0 N${ADVANCE} n0 n0 n500 n1 n0 n0 n0 n0 n0 n0 n0 N2`.split(' ')),
    hmtx: bytes([`N${ADVANCE}`, 'n0', `N${ADVANCE}`, 'n0']),
    loca: bytes([`N0`, `N${outline.length / 2}`, `N${outline.length / 2}`]),
    maxp: bytes('L65536 N2 N3 N1 N0 N0 N2 N0 N0 N0 N0 N0 N0 N0 N0'.split(' ')),
    name: bytes('N0 N0 N6'.split(' ')),
    post: bytes('L196608 L0 n-100 n50 L0 L0 L0 L0 L0'.split(' ')),
  };
  const names = Object.keys(tables);
  const directory: string[] = ['L65536', `N${names.length}`, 'N128', 'N3', `N${names.length * 16 - 128}`];
  let offset = 12 + names.length * 16;
  const bodies: Buffer[] = [];
  for (const [name, table] of Object.entries(tables)) {
    const body = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    directory.push(...[...name].map((letter) => `b${letter.charCodeAt(0)}`), `L${checksumOf(body)}`);
    directory.push(`L${offset}`, `L${table.length}`);
    offset += body.length;
    bodies.push(body);
  }
  return Buffer.concat([bytes(directory), ...bodies]);
}

/** Numbers as a font has them: `b` a byte, `n` and `N` two with and without sign, `L` four. */
function bytes(numbers: readonly string[]): Buffer {
  return Buffer.concat(
    numbers.map((each) => {
      const value = Number(each.slice(1));
      const size = { b: 1, n: 2, N: 2, L: 4 }[each.charAt(0)] ?? 0;
      const buffer = Buffer.alloc(size);
      if (each.startsWith('n')) buffer.writeInt16BE(value);
      else buffer.writeUIntBE(value, 0, size);
      return buffer;
    }),
  );
}

function checksumOf(body: Buffer): number {
  let sum = 0;
  for (let at = 0; at < body.length; at += 4) sum = (sum + body.readUInt32BE(at)) >>> 0;
  return sum;
}
