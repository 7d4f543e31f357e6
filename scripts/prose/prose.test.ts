import { describe, expect, it } from 'vitest';
import { longLines, objections } from './rules.mjs';
import { markdownTexts, sourceTexts } from './texts.mjs';

describe('objections', () => {
  it.each([
    ['Someone is told of a dead port.', ['"told"', '"dead port"']],
    ['What came of a send.', ['"came of"', 'begins with "What"']],
    ['Expected a text, a number from 1 on.', ['"a text"', '"from 1 on"']],
    ['Exact names take precedence over patterns.', []],
    ['An exact name takes precedence, and takes 5 ms.', []],
    ['Takes a span.', ['"Takes"']],
    ['What happens then?', []],
    ['Stores the document. Of these, one is sent.', ['begins with "Of"']],
    ['The textual form mentions attendance and asking prices.', ['"asking"']],
    [Array(31).fill('word').join(' '), ['a sentence of 31 words']],
    [Array(30).fill('word').join(' '), []],
  ])('of %j', (text, expected) => {
    const found = objections(text);
    expect(found).toHaveLength(expected.length);
    for (const [index, start] of expected.entries()) expect(found[index]).toContain(start);
  });

  it('names long lines by their number', () => {
    expect(
      longLines(`// short\n// ${'x'.repeat(140)}\n${'y'.repeat(200)}`, (line) => line.startsWith('//')),
    ).toMatchObject([{ line: 2 }]);
  });
});

describe('prose of a source file', () => {
  const textsOf = (source: string) => sourceTexts('file.tsx', source).map(({ line, text }) => [line, text]);

  it('joins line comments that follow each other, and leaves out directives, code and addresses', () => {
    const source =
      '// One sentence\n// on two lines.\n\n// Another, `with code`.\n// @ts-expect-error a reason\n// biome-ignore lint: a reason\nconst a = 1;';
    expect(textsOf(source)).toEqual([
      [1, 'One sentence on two lines.'],
      [4, 'Another, Code.'],
    ]);
  });

  it('reads docstrings without their frame and examples', () => {
    const source =
      '/**\n * Sends a document.\n * @see https://example.com/a\n * @example\n * tell(it);\n */\nexport const a = 1;';
    expect(textsOf(source)).toEqual([[1, 'Sends a document. See Code']]);
  });

  it('reads messages, templates and text of elements, not programs and styles', () => {
    const source = [
      "throw new Error('The daemon did not answer.');",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a template.
      'const b = `Lost ${count} of these documents here`;',
      "const sql = 'SELECT a FROM b WHERE c';",
      "const one = 'one-word';",
      'const view = <p>Nothing was sent to this page.</p>;',
    ].join('\n');
    expect(textsOf(source)).toEqual([
      [1, 'The daemon did not answer.'],
      [2, 'Lost Code of these documents here'],
      [5, 'Nothing was sent to this page.'],
    ]);
  });
});

describe('prose of a Markdown file', () => {
  it('reads paragraphs, headings, list items and cells, without code', () => {
    const source =
      '# A title\n\nA *paragraph* with `tell()`\non two lines.\n\n- an item\n\n| a | b |\n| - | - |\n| c | d |\n\n```js\ntell();\n```\n';
    expect(markdownTexts(source).map(({ line, text }) => [line, text])).toEqual([
      [1, 'A title'],
      [3, 'A paragraph with Code on two lines.'],
      [6, 'an item'],
      [8, 'a'],
      [8, 'b'],
      [10, 'c'],
      [10, 'd'],
    ]);
  });
});
