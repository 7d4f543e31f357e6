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
    expect(readTraceFile(JSON.stringify(value, null, 2))).toEqual({ documents, requests });
  });

  it('reads any of them a line', () => {
    const lines = [DOCUMENT, REQUEST, traces({ Document: TEXT })].map((value) => JSON.stringify(value));
    expect(readTraceFile(`${lines.join('\n')}\n\n`)).toEqual({ documents: [TEXT, TEXT], requests: [REQUEST] });
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
    ['{"a":1}', 'value 1: expected Traces, resourceSpans or a document with a trace_id.'],
    ['[1]', 'value 1: expected an object.'],
    [`${TEXT}\n{`, 'line 2: '],
    [JSON.stringify({ Traces: [{}] }), 'value 1: a trace without Segments.'],
    [JSON.stringify(traces({})), 'value 1: a segment without Document.'],
    [JSON.stringify(traces({ Document: '{' })), 'value 1: '],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => readTraceFile(text)).toThrow(message);
  });

  it('throws nothing but errors that say where', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          readTraceFile(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(?:line|value) \d+: /);
        }
      }),
    );
  });
});
