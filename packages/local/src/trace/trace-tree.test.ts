import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { toTrace } from './assembled-trace.ts';
import { deriveTrace } from './derived-trace.ts';
import { observe } from './observations.ts';
import { assemble, type TraceTree } from './trace-tree.ts';

const treeOf = (...documents: JsonObject[]): TraceTree => assemble(documents.flatMap(observe));

/** Each entity's name, indented below its parent, with marks. */
function draw(tree: TraceTree): string[] {
  const lines: string[] = [];
  const visit = (entity: TraceTree['entities'][number], depth: number): void => {
    const marks = [
      entity.inferred && 'inferred',
      entity.endMicros === undefined && 'open',
      entity === tree.root && 'root',
    ];
    lines.push(['  '.repeat(depth) + entity.name, ...marks.filter(Boolean)].join(' '));
    for (const child of entity.children) visit(child, depth + 1);
  };
  for (const entity of tree.entities) if (entity.parent === undefined) visit(entity, 0);
  return lines;
}

describe('assemble', () => {
  it('nests embedded and independent subsegments under any parent', () => {
    const tree = treeOf(
      makeSubsegment('e', 'd'),
      makeSubsegment('d', 'b'),
      makeSubsegment('c', 'a'),
      makeSegment('a', { subsegments: [makeEmbedded('b', { start_time: START + 0.1 })] }),
    );
    expect(draw(tree)).toEqual(['a root', '  c', '  b', '    d', '      e']);
    expect(tree.entities.map(({ owner }) => owner?.name)).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  it('puts a called segment under the subsegment that called it', () => {
    const web = makeSegment('a', { subsegments: [makeEmbedded('b', { namespace: 'remote' })] });
    const tree = treeOf(makeSegment('c', { parent_id: toId('b') }), web);
    expect(draw(tree)).toEqual(['a root', '  b', '    c']);
    expect(tree.entities.map(({ owner }) => owner?.name)).toEqual(['a', 'a', 'c']);
  });

  it('takes a namespace of its own, such as that of the X-Ray SDK for Python, as none', () => {
    const tree = treeOf(makeSegment('a', { subsegments: [makeEmbedded('b', { namespace: 'local' })] }));
    expect(tree.entities.map(({ namespace, inferred }) => [namespace, inferred])).toEqual([
      [undefined, false],
      [undefined, false],
    ]);
  });

  it('replaces an open document with the complete one, in either order, and keeps the children of both', () => {
    const open = makeSegment('a', {
      end_time: undefined,
      in_progress: true,
      subsegments: [makeEmbedded('b', { end_time: undefined, in_progress: true })],
    });
    const complete = makeSegment('a', { user: 'ann' });
    const subsegment = makeSubsegment('b', 'a');
    for (const documents of [
      [open, complete, subsegment],
      [subsegment, complete, open],
    ]) {
      const tree = treeOf(...documents);
      expect(draw(tree)).toEqual(['a root', '  b']);
      expect(tree.root?.fields).toEqual(complete);
      expect(tree.diagnostics).toEqual([]);
    }
  });

  it('lets the later of two complete documents hold and notes the repetition', () => {
    const tree = treeOf(makeSegment('a', { name: 'old' }), makeSegment('a', { name: 'new' }));
    expect(draw(tree)).toEqual(['new root']);
    expect(tree.diagnostics).toMatchObject([{ code: 'repeated', id: toId('a') }]);
  });

  it('lets a subsegment wait for its parent', () => {
    const tree = treeOf(makeSubsegment('b', 'a'));
    expect(tree.waiting.map(({ name, owner }) => ({ name, owner }))).toEqual([{ name: 'b', owner: undefined }]);
    expect(tree.root).toBeUndefined();
    expect(tree.diagnostics).toMatchObject([{ code: 'parent-missing', id: toId('b') }]);
  });

  it.each([
    ['the first without a parent', [makeSegment('b'), makeSegment('a', { start_time: START - 1 })], 'a'],
    ['by id among equals', [makeSegment('b'), makeSegment('a')], 'a'],
    [
      'one without a parent before an earlier one with',
      [makeSegment('a', { parent_id: toId('f'), start_time: 1 }), makeSegment('b')],
      'b',
    ],
    [
      'the first whose parent is not there',
      [makeSegment('a', { parent_id: toId('b') }), makeSegment('b', { parent_id: toId('f') })],
      'b',
    ],
  ])('takes as root %s', (_, documents, name) => {
    expect(treeOf(...documents).root?.name).toBe(name);
  });

  it('cuts a cycle of parents at the youngest', () => {
    const tree = treeOf(
      makeSubsegment('a', 'c'),
      makeSubsegment('b', 'a', { start_time: START + 0.2 }),
      makeSubsegment('c', 'b', { start_time: START + 0.1 }),
    );
    expect(draw(tree)).toEqual(['b', '  c', '    a']);
    expect(tree.diagnostics).toMatchObject([{ code: 'cycle', id: toId('b') }, { code: 'parent-missing' }]);
  });

  it('cuts an entity that names itself as its parent', () => {
    const tree = treeOf(makeSubsegment('a', 'a'));
    expect(draw(tree)).toEqual(['a']);
    expect(tree.diagnostics).toMatchObject([{ code: 'cycle' }, { code: 'parent-missing' }]);
  });

  it('keeps a segment whose id a subsegment has too', () => {
    const tree = treeOf(makeSegment('a', { subsegments: [makeEmbedded('a', { name: 'inside' })] }));
    expect(draw(tree)).toEqual(['a root']);
    expect(tree.diagnostics).toMatchObject([{ code: 'id-used-twice', id: toId('a') }]);
  });

  it('calls a status of 500 without fault by its name', () => {
    const tree = treeOf(makeSegment('a', { http: { response: { status: 500 } } }));
    expect(tree.diagnostics).toMatchObject([{ code: 'status-without-fault', id: toId('a') }]);
  });

  it('takes 20,000 subsegments below one another', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => makeSubsegment(`${i + 1}`, `${i}`));
    const tree = treeOf(makeSegment('0'), ...chain);
    expect(tree.waiting).toEqual([]);
    expect(tree.entities.at(-1)?.owner).toBe(tree.root);
  });
});

describe('inferred segments', () => {
  const call = (fields: JsonObject): JsonObject => makeSegment('a', { subsegments: [makeEmbedded('b', fields)] });

  it('appear for a call that nobody answered, and vanish when the segment comes', () => {
    const web = call({ name: 'api.test', namespace: 'remote' });
    expect(draw(treeOf(web))).toEqual(['a root', '  api.test', '    api.test inferred']);
    expect(draw(treeOf(web, makeSegment('c', { parent_id: toId('b') })))).toEqual(['a root', '  api.test', '    c']);
  });

  it('carry what the call tells about the service, and nothing about the caller', () => {
    const fields = {
      name: 'DynamoDB',
      namespace: 'aws',
      aws: { operation: 'Query', table_name: 'books' },
      http: { response: { status: 400 } },
      error: true,
      throttle: true,
      annotations: { plan: 'gold' },
      metadata: { default: {} },
    };
    const inferred = treeOf(call(fields)).segments.find((segment) => segment.inferred);
    expect(inferred?.fields).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'DynamoDB',
      start_time: START,
      end_time: START + 1,
      parent_id: toId('b'),
      inferred: true,
      origin: 'AWS::DynamoDB::Table',
      aws: { ...fields.aws, resource_names: ['books'] },
      http: fields.http,
      error: true,
      throttle: true,
    });
  });

  it('stay for a queue when a consumer answers', () => {
    const producer = call({ name: 'SQS', namespace: 'aws', aws: { queue_url: 'https://sqs.test/1/orders' } });
    const consumer = makeSegment('c', { parent_id: toId('b'), start_time: START + 3, end_time: START + 4 });
    expect(draw(treeOf(producer, consumer))).toEqual(['a root', '  SQS', '    SQS inferred', '    c']);
  });

  it.each([
    ['DynamoDB', { table_name: 'books' }, 'books'],
    ['S3', { bucket_name: 'files' }, 'files'],
    ['SQS', { queue_url: 'https://sqs.test/1/orders' }, 'orders'],
    ['Lambda', { function_name: 'resize' }, 'resize'],
  ])('and calls of %s carry the name of the resource, under the name of the service', (name, aws, resource) => {
    const { segments, entities } = treeOf(call({ name, namespace: 'aws', aws }));
    const inferred = segments.find((segment) => segment.inferred);
    const caller = entities.find(({ kind }) => kind === 'subsegment');
    for (const entity of [inferred, caller]) {
      expect(entity?.fields).toMatchObject({ name, aws: { ...aws, resource_names: [resource] } });
    }
  });

  it('leave resource names alone that were received', () => {
    const aws = { table_name: 'books', resource_names: ['mine'] };
    const { entities } = treeOf(call({ name: 'DynamoDB', namespace: 'aws', aws }));
    expect(entities.map(({ fields }) => fields['aws'])).toEqual([undefined, aws, aws]);
  });

  it('come behind what was received, and a child behind its parent, where all start together', () => {
    const together = { start_time: START, end_time: START + 1 };
    for (const [caller, called] of ['ab', 'ba'].map((pair) => [...pair] as [string, string])) {
      const root = makeSegment(caller, {
        ...together,
        subsegments: [makeEmbedded(called, { ...together, name: 'S3', namespace: 'aws' })],
      });
      expect(treeOf(root).entities.map(({ kind, inferred }) => (inferred ? 'inferred' : kind))).toEqual([
        'segment',
        'subsegment',
        'inferred',
      ]);
    }
  });

  it('do not appear for work inside the service', () => {
    expect(draw(treeOf(call({ name: 'render' })))).toEqual(['a root', '  render']);
  });
});

it('gives the same answers for every order of arrival, however often each document comes', () => {
  const documents = [
    makeSegment('a', { end_time: undefined, in_progress: true }),
    makeSegment('a', {
      fault: true,
      annotations: { plan: 'gold' },
      subsegments: [makeEmbedded('b', { namespace: 'remote', fault: true, end_time: START + 0.5 })],
    }),
    makeSegment('c', {
      parent_id: toId('b'),
      fault: true,
      subsegments: [makeEmbedded('d', { name: 'SQS', namespace: 'aws' })],
    }),
    makeSubsegment('e', 'd', { name: 'DynamoDB', namespace: 'aws' }),
    makeSubsegment('f', 'e'),
    makeSubsegment('aa', 'bb', { annotations: { plan: 'free' } }),
    makeSegment('9', { parent_id: toId('d'), start_time: START + 2, end_time: START + 3 }),
    makeSubsegment('7', '8'),
    makeSubsegment('8', '7'),
  ];
  const answers = (given: readonly JsonObject[]): unknown => {
    const tree = treeOf(...given);
    const { diagnostics, ...trace } = toTrace(TRACE_ID, 1, tree);
    return {
      trace,
      notes: diagnostics.filter(({ code }) => code !== 'repeated'),
      derived: { ...deriveTrace({ id: TRACE_ID, revision: 1, bytes: 0 }, tree), notes: [] },
    };
  };
  const expected = answers(documents);
  const everyOrder = fc
    .array(fc.constantFrom(...documents), { maxLength: 6 })
    .chain((repeated) =>
      fc.shuffledSubarray([...documents, ...repeated], { minLength: documents.length + repeated.length }),
    );
  fc.assert(
    fc.property(everyOrder, (order) => {
      expect(answers(order)).toEqual(expected);
    }),
  );
});

describe('clocks', () => {
  const call = makeEmbedded('b', { namespace: 'remote', start_time: START + 0.2, end_time: START + 0.6 });
  const skewOf = (start: number, end: number, fields: JsonObject = {}): readonly unknown[] =>
    treeOf(
      makeSegment('a', { subsegments: [{ ...call, ...fields }] }),
      makeSegment('c', { parent_id: toId('b'), start_time: START + start, end_time: START + end }),
    ).diagnostics;

  it.each([
    [0.25, 0.55, []],
    [
      0.1,
      0.4,
      [
        {
          code: 'clock-skew',
          id: toId('c'),
          shift: 150_000,
          message: 'It starts 100 ms before the call that it answers: the clocks seem to differ.',
        },
      ],
    ],
    [
      0.5,
      0.8,
      [
        {
          code: 'clock-skew',
          id: toId('c'),
          shift: -250_000,
          message: 'It ends 200 ms after the call that it answers: the clocks seem to differ.',
        },
      ],
    ],
    // It works on after it answered.
    [0.3, 2, []],
    [0.1995, 0.5, []],
  ])('a segment from %d to %d in a call from 0.2 to 0.6', (start, end, expected) => {
    expect(skewOf(start, end)).toEqual(expected);
  });

  it('are not suspected behind a queue', () => {
    expect(skewOf(5, 5.1, { name: 'SQS', namespace: 'aws' })).toEqual([]);
  });
});
