import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogger } from '../ground/logger.ts';
import { recordDocuments, takeDocuments } from '../recorded-documents.ts';
import { xray } from '../xray.ts';

const theirs = createRequire(import.meta.url)('aws-xray-sdk-core');

// biome-ignore lint/suspicious/noExplicitAny: the same program runs on the API of the SDK and on ours
type Anything = any;

const logged = vi.fn();
const logger = { error: logged, warn: logged, info: () => undefined, debug: () => undefined };

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  logged.mockClear();
  setLogger(logger);
  theirs.setLogger(logger);
});

/** Random members and times become their kinds. */
function normal(text: string): unknown {
  return JSON.parse(text, (key, value) => {
    if (/^(id|trace_id|parent_id)$/.test(key)) return typeof value;
    if (/_time$/.test(key)) return 'time';
    if (key === 'sdk' || key === 'sdk_version') return 'ours or theirs';
    return key === 'stack' ? value.length > 0 : value;
  });
}

const ERROR = new Error('a failure');

const OPERATIONS: [string, (entity: Anything, XRay: Anything) => void][] = [
  ['nothing', () => undefined],
  ['annotations', (e) => ['text', 1.5, true].map((value, index) => e.addAnnotation(`k${index}`, value))],
  ['an annotation that is an object', (e) => e.addAnnotation('k', {})],
  ['an annotation that is undefined', (e) => e.addAnnotation('k', undefined)],
  ['an annotation with a key that is no string', (e) => e.addAnnotation(5, 'x')],
  ['metadata', (e) => e.addMetadata('k', { a: [1] })],
  ['metadata in a namespace', (e) => e.addMetadata('k', 'v', 'ns')],
  ['metadata that is null', (e) => e.addMetadata('k', null)],
  ['metadata with a key that is no string', (e) => e.addMetadata(5, null)],
  ['metadata in a namespace that is no string', (e) => e.addMetadata('k', 1, 5)],
  ['metadata with a bigint', (e) => e.addMetadata('k', 5n)],
  ['flags', (e) => [e.addErrorFlag(), e.addFaultFlag(), e.addThrottleFlag()]],
  ['an error', (e) => e.addError(ERROR)],
  ['a remote error', (e) => e.addError(ERROR, true)],
  ['two errors', (e) => [e.addError(ERROR), e.addError(new TypeError('another'))]],
  ['a string as an error', (e) => e.addError('text')],
  ['an object as an error', (e) => e.addError({ message: 'm', name: 'n' })],
  ['a number as an error', (e) => e.addError(5)],
  ['close with an error', (e) => e.close(ERROR)],
  ['close with null', (e) => e.close(null)],
  ['close', (e) => e.close()],
  ['subsegments', (e) => e.addNewSubsegment('child').addNewSubsegment('grandchild').addAnnotation('a', 1)],
  ['a subsegment that ends', (e) => e.addNewSubsegment('child').close()],
  ['an error seen by a child', (e) => [e.addNewSubsegment('child').close(ERROR), e.addError(ERROR)]],
  ['members that are assigned', (e) => Object.assign(e, { namespace: 'remote', http: { request: {} }, origin: 'x' })],
];

describe('format() equals that of the X-Ray SDK after', () => {
  it.each(OPERATIONS)('%s, on a segment', (_, run) => {
    const [mine, sdks] = [xray, theirs].map((XRay: Anything) => {
      const segment = new XRay.Segment('name');
      run(segment, XRay);
      return segment;
    });
    expect(normal(mine.format())).toEqual(normal(sdks.format()));
    expect(mine.counter).toBe(sdks.counter);
    expect(logged.mock.calls.length % 2, 'both log the same number of lines').toBe(0);
  });

  it.each(OPERATIONS)('%s, on a subsegment', (_, run) => {
    const [mine, sdks] = [xray, theirs].map((XRay: Anything) => {
      const segment = new XRay.Segment('name');
      const subsegment = segment.addNewSubsegment('child');
      run(subsegment, XRay);
      return subsegment;
    });
    expect(normal(mine.format())).toEqual(normal(sdks.format()));
    expect([mine.counter, mine.segment.counter]).toEqual([sdks.counter, sdks.segment.counter]);
  });

  it.each([
    ['name', (XRay: Anything) => new XRay.Segment(5)],
    ['name of a subsegment', (XRay: Anything) => new XRay.Subsegment(undefined)],
    ['subsegment', (XRay: Anything) => new XRay.Segment('s').addSubsegment({})],
    ['subsegment to remove', (XRay: Anything) => new XRay.Segment('s').removeSubsegment({})],
  ])('both throw for a wrong %s', (_, run) => {
    expect(() => run(theirs)).toThrow();
    expect(() => run(xray)).toThrow();
  });
});

describe('documents', () => {
  it('hold what was added after close', () => {
    const segment = new xray.Segment('s');
    const sub = segment.addNewSubsegment('child');
    sub.close();
    sub.addAnnotation('late', 1);
    segment.close();
    expect(takeDocuments()).toMatchObject([{ name: 's', subsegments: [{ annotations: { late: 1 } }] }]);
  });

  it('are sent although a subsegment is open', () => {
    const segment = new xray.Segment('s');
    segment.addNewSubsegment('open');
    segment.close();
    expect(takeDocuments()).toMatchObject([{ name: 's' }]);
  });

  it('count a second close as none', () => {
    const segment = new xray.Segment('s');
    const [first, second] = [segment.addNewSubsegment('1'), segment.addNewSubsegment('2')];
    first.close();
    first.close(new Error('too late'));
    expect(segment.counter).toBe(1);
    second.close();
    segment.close();
    expect(takeDocuments()[0]?.subsegments?.map(({ fault }) => fault)).toEqual([undefined, undefined]);
  });

  it.each([
    ['the segment', (segment: Anything) => Object.assign(segment, { notTraced: true })],
    ['a child without sampling', (segment: Anything) => segment.addNewSubsegmentWithoutSampling('hidden').close()],
    ['a subsegment without parent', () => new xray.Subsegment('detached').close()],
    ['a child that was removed', (s: Anything) => s.removeSubsegment(s.addNewSubsegment('removed'))],
  ])('leave out %s', (what, run) => {
    const segment = new xray.Segment('s');
    run(segment);
    segment.close();
    const documents = takeDocuments();
    expect(documents).toHaveLength(what === 'the segment' ? 0 : 1);
    expect(documents[0]?.subsegments).toBeUndefined();
  });

  it('carry ids that were assigned', () => {
    const segment = new xray.Segment('s');
    segment.trace_id = '1-5759e988-bd862e3fe1be46a994272793';
    segment.id = '53995c3f42cd8ad8';
    segment.parent_id = '1111111111111111';
    const child = segment.addNewSubsegment('c');
    child.close();
    segment.close();
    expect(takeDocuments()).toMatchObject([
      { trace_id: '1-5759e988-bd862e3fe1be46a994272793', id: '53995c3f42cd8ad8', parent_id: '1111111111111111' },
    ]);
  });

  it('leave out a member that is circular', () => {
    const segment = new xray.Segment('s');
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    segment.addMetadata('circle', circle);
    segment.addAnnotation('kept', 1);
    segment.close();
    expect(takeDocuments()).toMatchObject([{ annotations: { kept: 1 } }]);
  });

  it.each([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [5n, 5],
    [2n ** 60n, '1152921504606846976'],
    [null, undefined],
    [[], undefined],
  ])('hold the annotation %s as %s', (given, expected) => {
    const segment = new xray.Segment('s');
    segment.addAnnotation('k', given as never);
    expect(segment.annotations?.['k']).toBe(expected);
  });

  it('link the causes of an error', () => {
    const segment = new xray.Segment('s');
    segment.close(new Error('outer', { cause: new AggregateError([new Error('first')], 'inner') }));
    const exceptions = (takeDocuments()[0] as Anything).cause.exceptions;
    expect(exceptions.map((e: Anything) => e.message)).toEqual(['outer', 'inner', 'first']);
    expect(exceptions.map((e: Anything) => e.cause)).toEqual([exceptions[1].id, exceptions[2].id, undefined]);
  });
});

describe('stack frames', () => {
  it.each([
    ['    at fn (/a/b.js:1:2)', { path: '/a/b.js', line: 1, label: 'fn' }],
    ['    at /a/b.js:1:2', { path: '/a/b.js', line: 1, label: 'anonymous' }],
    ['    at async fn (file:///a/b.mjs:3:4)', { path: '/a/b.mjs', line: 3, label: 'async fn' }],
    ['    at async file:///a/b.mjs:3:4', { path: '/a/b.mjs', line: 3, label: 'async' }],
    [
      '    at Module._load (node:internal/modules/cjs/loader:10:2)',
      {
        path: 'node:internal/modules/cjs/loader',
        line: 10,
        label: 'Module._load',
      },
    ],
    ['    at C:\\app\\a.js:7:1', { path: 'C:\\app\\a.js', line: 7, label: 'anonymous' }],
    ['    at new Foo (/a.js:1:1)', { path: '/a.js', line: 1, label: 'new Foo' }],
    ['    at <anonymous>', { path: '<anonymous>', line: 0, label: 'anonymous' }],
  ])('%s', (text, frame) => {
    const segment = new xray.Segment('s');
    segment.addError(Object.assign(new Error('two\nlines'), { stack: `Error: two\nlines\n${text}` }));
    expect((segment.cause as Anything).exceptions[0].stack).toEqual([frame]);
  });
});
