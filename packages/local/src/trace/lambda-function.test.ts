import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import { toPredicate } from '../filter/predicate.ts';
import { readFilter } from '../filter/read-filter.ts';
import type { JsonObject } from '../ground/json.ts';
import { readTraceFile } from '../intake/trace-file.ts';
import { timeline } from '../terminal/timeline.ts';
import { toTrace } from './assembled-trace.ts';
import { connectionsOf } from './connections.ts';
import { deriveTrace } from './derived-trace.ts';
import { toFullTrace } from './full-trace.ts';
import { observe } from './observations.ts';
import { nodeOf } from './service-node.ts';
import { assemble, type TraceTree } from './trace-tree.ts';

const treeOf = (documents: readonly JsonObject[], functionName?: string): TraceTree =>
  assemble(
    documents.flatMap((document) => observe(document)),
    { functionName },
  );

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live';
const aws = (request: string, arn = ARN): JsonObject => ({
  function_arn: arn,
  request_id: request,
  account_id: '123456789012',
});

/** A handler's subsegment below a segment that only Lambda would send. */
const handler = (id: string, fields: JsonObject = {}, parent = 'f0'): JsonObject =>
  makeSubsegment(id, parent, { name: 'orders', aws: aws('r-1'), ...fields });

/** Origin or name of each entity, indented below its parent, with marks. */
function draw(tree: TraceTree): string[] {
  const lines: string[] = [];
  const visit = (entity: TraceTree['entities'][number], depth: number): void => {
    const marks = [entity.inferred && 'inferred', entity.fault && 'fault', entity === tree.root && 'root'];
    const name = entity.kind === 'segment' ? (nodeOf(entity).type ?? entity.name) : entity.name;
    lines.push(['  '.repeat(depth) + name, ...marks.filter(Boolean)].join(' '));
    for (const child of entity.children) visit(child, depth + 1);
  };
  for (const entity of tree.entities) if (entity.parent === undefined) visit(entity, 0);
  return lines;
}

const failed = handler('a', {
  fault: true,
  http: { request: { method: 'POST', url: 'https://shop.example.com/orders' } },
  annotations: { 'faas.coldstart': true },
  metadata: { default: { 'aws.lambda.init_duration_ms': 250 } },
  cause: { exceptions: [{ id: toId('e1'), type: 'RangeError', message: 'no price' }] },
  subsegments: [makeEmbedded('b', { name: 'DynamoDB', namespace: 'aws', aws: { table_name: 'prices' } })],
});

describe('a function without the segments of Lambda', () => {
  it('gets them, with the phases of a cold start', () => {
    const tree = treeOf([failed]);
    expect(draw(tree)).toEqual([
      'AWS::Lambda inferred fault root',
      '  AWS::Lambda::Function inferred fault',
      '    Initialization inferred',
      '    Invocation inferred fault',
      '      orders fault',
      '        DynamoDB',
      '          AWS::DynamoDB::Table inferred',
    ]);
    expect(tree.waiting).toEqual([]);
    expect(tree.diagnostics).toEqual([]);
    const [lambda, own] = tree.segments;
    expect(own?.id).toBe(toId('f0'));
    expect([lambda, own].map((segment) => segment?.startMicros)).toEqual([
      START * 1e6 - 250_000,
      START * 1e6 - 250_000,
    ]);
    expect(own?.fields).toMatchObject({
      resource_arn: ARN,
      aws: { function_arn: ARN, request_id: 'r-1', account_id: '123456789012', resource_names: ['orders'] },
    });
  });

  it('is one path on the map, named and typed as in AWS', () => {
    const steps = connectionsOf(treeOf([failed])).map(({ from, to }) => `${from.type} → ${to.type} ${to.name}`);
    expect(steps.sort()).toEqual([
      'AWS::Lambda → AWS::Lambda::Function orders',
      'AWS::Lambda::Function → AWS::DynamoDB::Table prices',
      'client → AWS::Lambda orders',
    ]);
  });

  it.each([
    'service("orders")',
    'service(id(name: "orders", type: "AWS::Lambda::Function")) { fault }',
    'edge(id(type: "AWS::Lambda"), id(type: "AWS::Lambda::Function")) { fault }',
    'fault AND http.method = "POST" AND http.status = 502',
    'responsetime = 1.25',
    'annotation[faas.coldstart] = true',
    'service("orders") { annotation.faas_coldstart }',
    'rootcause.fault.exception { name = "RangeError" }',
    'inferred',
  ])('is found by %s', (expression) => {
    expect(toPredicate(readFilter(expression, () => undefined))(treeOf([failed]))).toBe(true);
  });

  it('carries the exception once, at the handler', () => {
    const { failures } = deriveTrace({ id: TRACE_ID, revision: 1, bytes: 0 }, treeOf([failed]));
    expect(failures.map(({ entity, exception }) => [entity, exception?.type])).toEqual([[toId('a'), 'RangeError']]);
    const { summary } = toTrace(TRACE_ID, 1, treeOf([failed]));
    expect(summary.FaultRootCauses.map(({ Services }) => Services.map(({ Type }) => Type))).toEqual([
      ['AWS::Lambda', 'AWS::Lambda::Function'],
    ]);
    expect(summary).toMatchObject({ HasFault: true, EntryPoint: { Name: 'orders', Type: 'AWS::Lambda' } });
  });

  it('is on the timeline of the terminal', () => {
    const { segments } = toTrace(TRACE_ID, 1, treeOf([failed]));
    const lines = timeline(segments.map((segment) => ({ ...segment })));
    expect(lines.map((line) => line.trimStart().split(/ {2,}/)[0])).toEqual([
      'orders',
      '└ orders',
      '├ Initialization',
      '└ Invocation',
      '└ orders',
      '└ DynamoDB',
    ]);
  });

  it('is restored from a file that BatchGetTraces answered', () => {
    const { documents } = readTraceFile(JSON.stringify({ Traces: [toFullTrace(TRACE_ID, treeOf([failed]))] }));
    expect(documents).toHaveLength(1);
    expect(draw(treeOf(documents.map((text) => JSON.parse(text))))).toEqual(draw(treeOf([failed])));
  });

  it.each([
    ['fails by HTTP', { fault: true, http: { request: { method: 'GET' } } }, 502],
    ['fails otherwise', { fault: true }, 200],
    ['answers by HTTP', { http: { request: { method: 'GET' }, response: { status: 201 } } }, 201],
    ['answers otherwise', {}, 200],
    ['is still running', { end_time: undefined, in_progress: true }, undefined],
  ])('has the status of Lambda where it %s', (_how, fields, status) => {
    const { summary } = toTrace(TRACE_ID, 1, treeOf([handler('a', fields)]));
    expect(summary.Http.HttpStatus).toBe(status);
    expect(summary.IsPartial).toBe(status === undefined);
  });

  it('is a pair for each request of one header', () => {
    const tree = treeOf([handler('a'), handler('b', { aws: aws('r-2'), start_time: START + 2, end_time: START + 3 })]);
    expect(draw(tree)).toEqual(
      ['root', ''].flatMap((mark) => [
        ...[`AWS::Lambda inferred ${mark}`.trim(), '  AWS::Lambda::Function inferred'],
        ...['    Invocation inferred', '      orders'],
      ]),
    );
  });

  it('also holds what else names its segment as parent', () => {
    const tree = treeOf([handler('a'), makeSubsegment('b', 'f0'), makeSegment('c', { parent_id: toId('f0') })]);
    expect(tree.waiting).toEqual([]);
    expect(tree.entities.find(({ id }) => id === toId('b'))?.owner?.id).toBe(toId('f0'));
    expect(tree.entities.find(({ id }) => id === toId('c'))?.parent?.id).toBe(toId('f0'));
  });

  it('hangs below the call that invoked it', () => {
    const call = (id: string, request?: string): JsonObject =>
      makeEmbedded(id, { name: 'Lambda', namespace: 'aws', aws: { function_name: 'orders', request_id: request } });
    const tree = treeOf([
      handler('a'),
      makeSegment('1', { name: 'web', subsegments: [call('2', 'r-9'), call('3', 'r-1')] }),
    ]);
    const lines = draw(tree);
    expect(lines.slice(0, 4)).toEqual(['web root', '  Lambda', '    AWS::Lambda::Function inferred', '  Lambda']);
    expect(lines.slice(4)).toEqual([
      '    AWS::Lambda inferred',
      '      AWS::Lambda::Function inferred',
      '        Invocation inferred',
      '          orders',
    ]);
  });

  it('may call itself', () => {
    const call = makeEmbedded('c', { name: 'Lambda', namespace: 'aws', aws: { function_name: 'orders' } });
    const outer = handler('a', { subsegments: [call] });
    const inner = handler('b', { aws: aws('r-2'), start_time: START + 0.1 }, 'f1');
    expect(draw(treeOf([inner, outer]))).toEqual([
      'AWS::Lambda inferred root',
      '  AWS::Lambda::Function inferred',
      '    Invocation inferred',
      '      orders',
      '        Lambda',
      '          AWS::Lambda inferred',
      '            AWS::Lambda::Function inferred',
      '              Invocation inferred',
      '                orders',
    ]);
  });

  it('is named by hand where its documents do not name it', () => {
    const orphans = [
      makeSubsegment('a', 'f0', { name: '## handler' }),
      makeSubsegment('b', 'f0', { namespace: 'remote' }),
    ];
    expect(treeOf(orphans).waiting).toHaveLength(2);
    const tree = treeOf(orphans, 'resize');
    expect(tree.waiting).toEqual([]);
    expect(tree.segments.map((segment) => `${nodeOf(segment).name} ${nodeOf(segment).type}`)).toEqual([
      'resize AWS::Lambda',
      'resize AWS::Lambda::Function',
      'b remote',
    ]);
  });
});

describe('the segments of Lambda', () => {
  const service = makeSegment('e0', { name: 'orders', origin: 'AWS::Lambda', aws: { request_id: 'r-1' } });
  const own = makeSegment('f0', { name: 'orders', origin: 'AWS::Lambda::Function', parent_id: toId('e0') });

  it.each([
    ['the function’s', [failed, own]],
    ['both', [failed, service, own]],
  ])('replace the inferred ones: %s', (_which, documents) => {
    const tree = treeOf(documents);
    expect(tree.segments.filter(({ inferred }) => inferred).map(({ name }) => name)).toEqual(['DynamoDB']);
    expect(tree.waiting).toEqual([]);
  });

  it('are inferred only as far as they are missing', () => {
    const tree = treeOf([handler('a'), service]);
    expect(draw(tree)).toEqual([
      'AWS::Lambda root',
      '  AWS::Lambda::Function inferred',
      '    Invocation inferred',
      '      orders',
    ]);
    // The segment of another request is left alone.
    expect(treeOf([handler('a'), { ...service, aws: { request_id: 'r-7' } }]).segments).toHaveLength(3);
  });

  it('give the same answers in every order of arrival', () => {
    const call = { name: 'Lambda', namespace: 'aws', aws: { function_name: ARN, request_id: 'r-1' } };
    const documents = [
      failed,
      handler('d', { aws: aws('r-2'), start_time: START + 0.5 }),
      handler('5', { aws: aws('r-3') }, 'f5'),
      makeSubsegment('6', 'f5', { namespace: 'remote' }),
      makeSegment('1', { name: 'web', subsegments: [makeEmbedded('2', call), makeEmbedded('3', call)] }),
      makeSegment('e5', { name: 'orders', origin: 'AWS::Lambda', aws: { request_id: 'r-3' } }),
    ];
    const answers = (given: readonly JsonObject[]): unknown => {
      const tree = treeOf(given);
      return [toTrace(TRACE_ID, 1, tree), deriveTrace({ id: TRACE_ID, revision: 1, bytes: 0 }, tree), draw(tree)];
    };
    const expected = answers(documents);
    fc.assert(
      fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (order) => {
        expect(answers(order)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

it('never makes a cycle, whatever calls whatever', () => {
  const id = fc.constantFrom('1', '2', '3', '4', '5', '6');
  const document = fc
    .record({ id, parent: id, isHandler: fc.boolean(), request: fc.constantFrom('r-1', 'r-2') })
    .map(({ id, parent, isHandler, request }) =>
      isHandler
        ? handler(id, { aws: aws(request) }, parent)
        : makeSubsegment(id, parent, { name: 'Lambda', namespace: 'aws', aws: { function_name: 'orders' } }),
    );
  fc.assert(
    fc.property(fc.array(document, { maxLength: 8 }), (documents) => {
      const tree = treeOf(documents);
      for (const entity of tree.entities) {
        let steps = 0;
        for (let above = entity.parent; above; above = above.parent) expect(++steps).toBeLessThan(100);
      }
      toTrace(TRACE_ID, 1, tree);
    }),
  );
});
