import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJavaScriptStack } from './javascript.ts';
import { newException, type ParsedException } from './parsed-exception.ts';

function parse(stacktrace: string): ParsedException {
  const exception = newException('', '');
  parseJavaScriptStack(stacktrace, exception);
  return exception;
}

describe('a frame', () => {
  it.each([
    ['    at priceOf (/srv/price.js:48:31)', '/srv/price.js', 48, 'priceOf'],
    ['    at /srv/price.js:48:31', '/srv/price.js', 48, ''],
    ['    at file:///app/b.mjs:20:7', '/app/b.mjs', 20, ''],
    ['    at node:internal/x:28:49', 'node:internal/x', 28, ''],
    ['    at f (C:\\x\\y.js:3:4)', 'C:\\x\\y.js', 3, 'f'],
    ['    at f (webpack-internal:///./a.js:1:2)', 'webpack-internal:///./a.js', 1, 'f'],
    ['    at f (https://h:8080/a.js:1:2)', 'https://h:8080/a.js', 1, 'f'],
    ['    at f (https://h:8080/a.js)', 'https://h:8080/a.js', 0, 'f'],
    ['    at async Checkout.place (/srv/c.js:131:5)', '/srv/c.js', 131, 'async Checkout.place'],
    ['    at async /srv/c.js:131:5', '/srv/c.js', 131, 'async'],
    ['    at async Promise.all (index 0)', 'index 0', 0, 'async Promise.all'],
    ['    at new Cart (/srv/cart.js:3:4)', '/srv/cart.js', 3, 'new Cart'],
    ['    at Array.map (<anonymous>)', '<anonymous>', 0, 'Array.map'],
    ['    at <anonymous>:1:2', '<anonymous>', 1, ''],
    ['    at Object.get [as price] (/srv/a.js:1:2)', '/srv/a.js', 1, 'Object.get [as price]'],
    ['    at f (/srv/a (copy)/b.js:1:2)', '/srv/a (copy)/b.js', 1, 'f'],
    ['    at eval (eval at run (/srv/x.js:10:3), <anonymous>:1:1)', '/srv/x.js', 10, 'eval'],
    ['    at f (native)', 'native', 0, 'f'],
    ['priceOf@https://shop.example/app.js:48:31', 'https://shop.example/app.js', 48, 'priceOf'],
    ['@https://shop.example/app.js:7:2', 'https://shop.example/app.js', 7, ''],
    ['map@[native code]', '[native code]', 0, 'map'],
  ])('%s', (line, path, number, label) => {
    expect(parse(`Error: x\n${line}`).stack).toEqual([{ path, line: number, label }]);
  });

  it.each([['at the end of the day'], ['someone@example.com wrote'], ['    in a message'], ['    at ']])(
    'is not seen in the text %j of a message',
    (line) => {
      expect(parse(`Error: x\n${line}\n    at f (/a.js:1:2)`).stack).toEqual([{ path: '/a.js', line: 1, label: 'f' }]);
    },
  );
});

describe('causes', () => {
  it('are read from what Node prints of an error with causes of causes', () => {
    const error = new Error('outer', { cause: new TypeError('middle', { cause: new RangeError('inner') }) });
    const chain: string[] = [];
    // The output of a console, which recordException sometimes receives.
    for (let next: ParsedException | undefined = parse(inspected(error)); next !== undefined; next = next.cause) {
      chain.push(`${next.type}: ${next.message}: ${next.stack.length > 0}`);
    }
    expect(chain).toEqual([': : true', 'TypeError: middle: true', 'RangeError: inner: true']);
  });

  it('are the errors of an AggregateError, each with its frames', () => {
    const error = new AggregateError([new TypeError('one'), new RangeError('two')], 'all failed');
    expect(
      parse(inspected(error)).errors?.map(({ type, message, stack }) => [type, message, stack.length > 0]),
    ).toEqual([
      ['TypeError', 'one', true],
      ['RangeError', 'two', true],
    ]);
  });
});

function inspected(error: Error): string {
  const indent = (text: string): string => text.replaceAll('\n', '\n  ');
  const own = (each: unknown): string => (each instanceof Error ? indent(inspected(each)) : String(each));
  if (error instanceof AggregateError) {
    return `${error.stack} {\n  [errors]: [\n    ${error.errors.map((each) => indent(own(each))).join(',\n    ')}\n  ]\n}`;
  }
  return error.cause === undefined ? String(error.stack) : `${error.stack} {\n  [cause]: ${own(error.cause)}\n}`;
}

describe('any text', () => {
  it('does not throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parse(text)));
  });

  it.each([
    ['at ('.repeat(50_000)],
    [`    at ${'('.repeat(100_000)}`],
    [`    at eval (${'eval at a ('.repeat(20_000)}`],
    [`    at f (${':1'.repeat(100_000)})`],
    ['\n'.repeat(200_000)],
    ['  [cause]: Error: x {\n    at f (/a.js:1:2)\n'.repeat(5_000)],
  ])('is read in linear time %#', (text) => {
    // A quadratic reader needs minutes for these; the runner's own time limit shows it.
    parse(`Error: x\n    at f (/a.js:1:2)\n${text}`);
  });
});
