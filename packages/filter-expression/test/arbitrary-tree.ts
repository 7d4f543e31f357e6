import fc from 'fast-check';
import { type Context, KEYWORDS, knowsAnnotations, OPERATORS } from '../src/keywords.ts';
import {
  type FilterTree,
  type JsonValue,
  join,
  type Literal,
  type NodePattern,
  negate,
  type SimpleKeyword,
} from '../src/tree.ts';

const literals = {
  boolean: fc.boolean(),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
  string: fc.string({ unit: 'binary', maxLength: 8 }),
};
const kind = fc.constantFrom('boolean', 'number', 'string');
const annotationKey = fc.string({ minLength: 1, maxLength: 6 }).filter((key) => !/[[\]"\s]/.test(key));

const nodePattern: fc.Arbitrary<NodePattern> = fc.oneof(
  literals.string.map((name): NodePattern => ({ by: 'name', name })),
  fc
    .record({ name: literals.string, type: literals.string, accountId: literals.string }, { requiredKeys: [] })
    .filter((fields) => Object.keys(fields).length > 0)
    .map((fields): NodePattern => ({ by: 'id', ...fields })),
);

function arbitraryTerm(context: Context): fc.Arbitrary<FilterTree> {
  const names = (Object.keys(KEYWORDS) as SimpleKeyword[]).filter((name) => KEYWORDS[name][1].includes(context));
  const simple = fc
    .constantFrom(...names)
    .map((name) => ({ keyword: { name } as const, valueKind: KEYWORDS[name][0] }));
  const annotated = fc.record({
    keyword: annotationKey.map((key) => ({ name: 'annotation', key }) as const),
    valueKind: kind,
  });
  return (knowsAnnotations(context) ? fc.oneof(simple, annotated) : simple).chain(({ keyword, valueKind }) => {
    const comparison = fc.record({
      operator: fc.constantFrom(...OPERATORS[valueKind]),
      value: literals[valueKind] as fc.Arbitrary<Literal>,
    });
    return fc
      .option(comparison, { nil: undefined })
      .map((given): FilterTree => ({ kind: 'term', keyword, ...(given && { comparison: given }) }));
  });
}

function joined(operand: fc.Arbitrary<FilterTree>): fc.Arbitrary<FilterTree> {
  const within = fc.letrec<{ tree: FilterTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      operand,
      tie('tree').map(negate),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
        .map(([how, operands]) => join(how, operands)),
    ),
  }));
  return within.tree;
}

const block = (context: Context): fc.Arbitrary<FilterTree> => joined(arbitraryTerm(context));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Any tree that can be written, in the one form that `parse` gives. */
export const arbitraryTree: fc.Arbitrary<FilterTree> = joined(
  fc.oneof(
    arbitraryTerm('trace'),
    fc
      .tuple(optional(nodePattern), optional(block('service')))
      .map(
        ([node, inside]): FilterTree => ({ kind: 'service', ...(node && { node }), ...(inside && { block: inside }) }),
      ),
    fc
      .tuple(nodePattern, nodePattern, optional(block('edge')))
      .map(([from, to, inside]): FilterTree => ({ kind: 'edge', from, to, ...(inside && { block: inside }) })),
    fc
      .tuple(fc.constantFrom('responsetime', 'fault', 'error'), fc.constantFrom('service', 'entity', 'exception'))
      .chain(([cause, element]) =>
        block(`rootcause.${cause}.${element}`).map(
          (inside): FilterTree => ({ kind: 'rootcause', cause, element, block: inside }),
        ),
      ),
    fc
      .array(fc.jsonValue({ maxDepth: 3 }))
      .map(
        (json): FilterTree => ({ kind: 'rootcause.json', pattern: JSON.parse(JSON.stringify(json)) as JsonValue[] }),
      ),
    fc
      .tuple(fc.constantFrom('name', 'arn'), fc.constantFrom('=', '!='), literals.string)
      .map(([by, operator, value]): FilterTree => ({ kind: 'group', by, operator, value })),
  ),
);
