import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, toId } from '../../test/make-document.ts';
import { readTraceFile } from './trace-file.ts';

const DOCUMENT = makeSegment('a');
const TEXT = JSON.stringify(DOCUMENT);
const REQUEST = { resourceSpans: [] };
const traces = (...segments: object[]) => ({ Traces: [{ Id: 'x', Segments: segments }] });

describe('readTraceFile', () => {
  it.each([
    ['a document', DOCUMENT, [TEXT], []],
    ['documents', [DOCUMENT, DOCUMENT], [TEXT, TEXT], []],
    ["BatchGetTraces' answer", traces({ Id: 'a', Document: TEXT }), [TEXT], []],
    ['one trace, parsed, as trace --json prints it', { Id: 'x', Segments: [{ Document: DOCUMENT }] }, [TEXT], []],
    [
      'inferred segments',
      traces({ Document: TEXT }, { Document: JSON.stringify(makeSegment('b', { inferred: true })) }),
      [TEXT],
      [],
    ],
    ['an OTLP request', REQUEST, [], [REQUEST]],
    ['a bundle', { bundle: 'xray-local', version: 1, documents: [{ text: TEXT, way: 'udp' }] }, [TEXT], []],
    ['nothing', [], [], []],
  ])('reads %s', (_, value, documents, requests) => {
    expect(readTraceFile(JSON.stringify(value, null, 2))).toEqual({ documents, requests, logs: [] });
  });

  it('reads any of them a line', () => {
    const lines = [DOCUMENT, REQUEST, traces({ Document: TEXT })].map((value) => JSON.stringify(value));
    expect(readTraceFile(`${lines.join('\n')}\n\n`)).toEqual({
      documents: [TEXT, TEXT],
      requests: [REQUEST],
      logs: [],
    });
  });

  it.each([
    ['values without lines between', `${TEXT}${TEXT} ${TEXT}`, 3],
    ['pretty-printed values', `${JSON.stringify(DOCUMENT, null, 2)}\n${JSON.stringify(DOCUMENT, null, 2)}\n`, 2],
    ['a list on two lines, and a document', `[\n${TEXT},\n${TEXT}]\n${TEXT}`, 3],
    ['documents as texts, as PutTraceSegments takes them', JSON.stringify([TEXT, TEXT]), 2],
    ['a byte order mark', `\ufeff${TEXT}`, 1],
    ['brackets and quotes in texts', JSON.stringify(makeSegment('a', { annotations: { a: '}{ \\" [' } })).repeat(2), 2],
  ])('reads %s', (_, text, count) => {
    expect(readTraceFile(text).documents).toHaveLength(count);
    expect(readTraceFile(gzipSync(text)).documents).toHaveLength(count);
    expect(readTraceFile(Buffer.from(text)).documents).toHaveLength(count);
  });

  it('keeps numbers as they are written', () => {
    const text = TEXT.replace('"start_time":', '"annotations":{"big":9007199254740993,"price":1.10},"start_time":');
    expect(readTraceFile(`${text}\n${text}`).documents).toEqual([text, text]);
  });

  it("reads Tempo's answers, whose ids are base64", () => {
    const span = {
      traceId: Buffer.from('6adf02405a560cc3949d4b8bc5df4664', 'hex').toString('base64'),
      spanId: Buffer.from('53995c3f42cd8ad8', 'hex').toString('base64'),
      name: 'GET /',
    };
    const read = { traceId: '6adf02405a560cc3949d4b8bc5df4664', spanId: '53995c3f42cd8ad8', name: 'GET /' };
    const batches = [{ resource: {}, instrumentationLibrarySpans: [{ spans: [span] }] }];
    const expected = [{ resourceSpans: [{ resource: {}, scopeSpans: [{ spans: [read] }] }] }];
    expect(readTraceFile(JSON.stringify({ batches })).requests).toEqual(expected);
    expect(readTraceFile(JSON.stringify({ trace: { batches } })).requests).toEqual(expected);
    expect(readTraceFile(JSON.stringify({ trace: { resourceSpans: expected[0]?.resourceSpans } })).requests).toEqual(
      expected,
    );
  });

  it('stops unpacking at its limit', () => {
    expect(() => readTraceFile(gzipSync(' '.repeat(10_000)), 1_000)).toThrow();
  });

  it('takes a segment apart that is larger than a document may be', () => {
    const subsegments = ['b', 'c'].map((id) => makeEmbedded(id, { metadata: { x: { y: 'z'.repeat(40_000) } } }));
    const { documents } = readTraceFile(JSON.stringify(makeSegment('a', { subsegments })));
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.every((text) => text.length <= 64_000)).toBe(true);
    const ids = documents.flatMap((text) => [...text.matchAll(/"id":"(\w+)"/g)].map(([, id]) => id));
    expect(ids.sort()).toEqual(['a', 'b', 'c'].map(toId));
  });

  it.each([
    ['{"a":1}', 'line 1: expected Traces, resourceSpans, batches or a document with a trace_id.'],
    ['[1]', 'line 1, item 1: expected an object.'],
    [`${TEXT}\n{`, 'line 2: '],
    [JSON.stringify({ Traces: [{}] }), 'line 1: a trace without Segments.'],
    [JSON.stringify(traces({})), 'line 1: a segment without Document.'],
    [JSON.stringify(traces({ Document: '{' })), 'line 1: '],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => readTraceFile(text)).toThrow(message);
  });

  it('throws nothing but errors that say where', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          readTraceFile(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^line \d+(?:, item \d+)*: /);
        }
      }),
    );
  });
});
