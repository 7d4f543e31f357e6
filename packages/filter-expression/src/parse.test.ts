import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTree } from '../test/arbitrary-tree.ts';
import { format } from './format.ts';
import { parse } from './parse.ts';

describe('parse', () => {
  it.each([
    ['fault', { kind: 'term', keyword: { name: 'fault' } }],
    ['NOT not fault', { kind: 'term', keyword: { name: 'fault' } }],
    ['responseTime >= +5e-1', term('responsetime', '>=', 0.5)],
    ['user contains "say \\"hi\\" \\\\"', term('user', 'CONTAINS', 'say "hi" \\')],
    ['Annotation.Age > 29', annotation('Age', '>', 29)],
    ['annotation [ aws.local.operation ] = "GET"', annotation('aws.local.operation', '=', 'GET')],
    ['throttle = TRUE', term('throttle', '=', true)],
    ['service()', { kind: 'service' }],
    [
      'edge("web", id(type: "AWS::Lambda", account.id: "111122223333")) { duration<-1 }',
      {
        kind: 'edge',
        from: { by: 'name', name: 'web' },
        to: { by: 'id', type: 'AWS::Lambda', accountId: '111122223333' },
        block: term('duration', '<', -1),
      },
    ],
    [
      'rootcause.fault.exception { last and message = "no" }',
      {
        kind: 'rootcause',
        cause: 'fault',
        element: 'exception',
        block: {
          kind: 'and',
          operands: [{ kind: 'term', keyword: { name: 'last' } }, term('message', '=', 'no')],
        },
      },
    ],
    [
      'rootcause.json = #[{"Services": [{"Name": "a]"}]}]',
      { kind: 'rootcause.json', pattern: [{ Services: [{ Name: 'a]' }] }] },
    ],
    ['group.arn != "x"', { kind: 'group', by: 'arn', operator: '!=', value: 'x' }],
  ])('reads %s', (text, tree) => {
    expect(parse(text)).toMatchObject({ tree, problems: [] });
  });

  it('binds AND tighter than OR, and side by side means AND', () => {
    expect(written('error or ok !partial and (fault (inferred throttle))')).toBe(
      'error OR ok AND !partial AND fault AND inferred AND throttle',
    );
  });

  it('lists the groups that are referred to', () => {
    expect(parse('ok group.name = "slow"').groups).toEqual([{ by: 'name', value: 'slow', offset: 16, length: 6 }]);
  });

  it.each([
    ['', 0, 0, 'the expression is empty', undefined],
    ['responsetime >', 14, 0, 'expected a number after ">"', undefined],
    ['responsetime > "1"', 15, 3, 'expected a number after ">"', undefined],
    ['responsetime > 500ms', 15, 5, 'a number has no unit and no other letters; times are in seconds', '0.5'],
    ['responstime > 5', 0, 11, 'unknown keyword "responstime"', 'responsetime'],
    ['user = ann', 7, 3, 'expected text in quotation marks after "="', '"ann"'],
    ["user = 'ann'", 7, 5, 'text must be in double quotation marks', '"ann"'],
    ['user = "ann', 7, 4, 'the string is not closed', undefined],
    ['user = "a\\n"', 7, 5, 'in a string, only " and \\ follow a backslash', undefined],
    ['user CONTAIN "a"', 5, 7, 'unknown operator "CONTAIN"', 'CONTAINS'],
    ['duration BETWEEN 1 AND 2', 9, 7, 'unknown operator "BETWEEN"', undefined],
    ['fault == true', 6, 2, '"==" is not an operator', '='],
    ['ok && fault', 3, 2, '"&&" is not an operator', 'AND'],
    ['ok > 1', 3, 1, '">" does not compare true or false', undefined],
    ['annotation.a CONTAINS 5', 13, 8, '"CONTAINS" does not compare a number', undefined],
    [
      'annotation.img.format = "webp"',
      0,
      21,
      'a key with other than letters, digits and _ must be in brackets',
      'annotation[img.format]',
    ],
    ['annotation[a b] = 1', 0, 12, 'expected "]" after the key of the annotation', undefined],
    ['root', 0, 4, '"root" has no meaning outside service { }, edge { } and rootcause { }', undefined],
    ['service() { remote }', 12, 6, '"remote" has no meaning in service { }', undefined],
    ['edge("a", "b") { user }', 17, 4, '"user" has no meaning in edge { }', undefined],
    ['rootcause.error.entity { type = "x" }', 25, 4, '"type" has no meaning in rootcause.error.entity { }', undefined],
    ['service("web") { service("x") }', 17, 7, '"service" cannot stand in service { }', undefined],
    ['service("web") { }', 17, 1, 'the block is empty', undefined],
    ['service("web") { fault', 22, 0, 'expected "}" after "fault"', undefined],
    ['edge("web")', 10, 1, 'expected "," after "web"', undefined],
    ['service(id())', 11, 1, 'expected name, type or account.id', undefined],
    ['service(id(name: "a", name: "b"))', 22, 4, 'name is given twice', undefined],
    ['fault AND', 9, 0, 'expected a keyword after "AND"', undefined],
    ['ok a', 3, 1, 'unknown keyword "a"', undefined],
    ['fault nad ok', 6, 3, 'unknown keyword "nad"', 'AND'],
    ['http.satus = 4', 0, 10, 'unknown keyword "http.satus"', 'http.status'],
    ['annotation = 1', 0, 10, 'unknown keyword "annotation"', 'annotation.'],
    ['ok "("', 3, 3, 'expected AND, OR or the end', undefined],
    ['fault )', 6, 1, 'expected AND, OR or the end', undefined],
    ['ok 😀', 3, 2, 'unknown keyword "😀"', undefined],
    ['ok ?', 3, 1, 'unexpected ?', undefined],
    ['duration > 1e999', 11, 5, 'the number is too large', undefined],
    ['rootcause.json = #{}', 17, 3, 'expected a JSON array behind #', undefined],
    ['rootcause.json = #[1', 17, 3, 'the JSON array behind # is not closed', undefined],
    ['rootcause.fault.service', 23, 0, 'expected "{" after "rootcause.fault.service"', undefined],
  ])('says what is wrong with %j, and where', (text, offset, length, message, suggestion) => {
    const { tree, problems } = parse(text);
    expect(tree).toBeUndefined();
    expect(problems[0]).toEqual({
      offset,
      length,
      message,
      expected: expect.any(Array),
      ...(suggestion !== undefined && { suggestion }),
    });
  });

  it('notes keywords in wrong places one by one, to the end', () => {
    expect(parse('root OR name = "x" OR duration').problems.map(({ offset }) => offset)).toEqual([0, 8]);
  });

  it('never throws, covers the text with tokens in order, and points into it', () => {
    const piece = fc.constantFrom(
      ...'!(){}[]"\\#=<>,:.\' ',
      'service',
      'id',
      'annotation',
      'rootcause.json',
      '1',
      'e5',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const { tree, tokens, problems } = parse(text);
        expect(tree === undefined).toBe(problems.length > 0);
        let end = 0;
        for (const { offset, length } of tokens) {
          expect(text.slice(end, offset).trim()).toBe('');
          expect(length).toBeGreaterThan(0);
          end = offset + length;
        }
        expect(text.slice(end).trim()).toBe('');
        for (const { offset, length } of problems) expect(offset + length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads what format writes as the same tree', () => {
    fc.assert(
      fc.property(arbitraryTree, (tree) => {
        expect(parse(format(tree))).toMatchObject({ problems: [] });
        expect(parse(format(tree)).tree).toEqual(tree);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['parentheses', '('.repeat(10_000), 'nested deeper than 100 levels'],
    ['blocks', 'service() {'.repeat(10_000), 'nested deeper than 100 levels'],
    ['JSON', `rootcause.json = #${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'nested deeper than 100 levels'],
    ['quotation marks', `user = "${'\\"'.repeat(500_000)}`, 'the string is not closed'],
    ['an unknown word', 'x'.repeat(1_000_000), `unknown keyword "${'x'.repeat(40)}…"`],
    ['unknown characters', '§'.repeat(1_000_000), `unknown keyword "${'§'.repeat(40)}…"`],
    ['single quotes', `ok ${"'".repeat(1_000_001)}`, 'text must be in double quotation marks'],
    [
      'keywords out of place',
      'root '.repeat(200_000),
      '"root" has no meaning outside service { }, edge { } and rootcause { }',
    ],
  ])('ends on %s', (_, text, message) => {
    const { problems } = parse(text);
    expect(problems.map((each) => each.message)).toContain(message);
    expect(problems.at(-1)?.offset).toBeLessThanOrEqual(text.length);
  });

  // Quadratic work would need minutes for these, and the runner's limit shows it.
  it.each([
    ['terms', 'fault AND '],
    ['negations', '!'],
    ['open strings', 'user = "\\"" '],
    ['annotations', 'annotation[a.b] = 1 '],
    ['wrong places', 'root '],
    ['brackets', 'annotation['],
    ['numbers', '1e+'],
  ])('needs linear time for %s', (_, piece) => {
    const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
    const { problems, tokens } = parse(text);
    expect([...problems, ...tokens].every(({ offset, length }) => offset + length <= text.length)).toBe(true);
  });

  it('reads parentheses as deep as the limit', () => {
    expect(written(`${'('.repeat(100)}ok${')'.repeat(100)}`)).toBe('ok');
  });
});

function term(name: string, operator: string, value: unknown) {
  return { kind: 'term', keyword: { name }, comparison: { operator, value } };
}

function annotation(key: string, operator: string, value: unknown) {
  return { kind: 'term', keyword: { name: 'annotation', key }, comparison: { operator, value } };
}

function written(text: string): string | undefined {
  const { tree } = parse(text);
  return tree && format(tree);
}
