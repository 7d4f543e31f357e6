import { createSocket } from 'node:dgram';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import protobuf from 'protobufjs/light.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';
import { decodeRequest } from './protobuf.ts';
import { spansOf } from './spans.ts';

const TRACE_ID = '6adf02405a560cc3949d4b8bc5df4664';
const SPAN = {
  traceId: TRACE_ID,
  spanId: '53995c3f42cd8ad8',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: '1793000000123456789',
  endTimeUnixNano: '1793000001123456789',
};
const requestOf = (...spans: object[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [{ scope: { name: 'test' }, spans }],
    },
  ],
});

// The request of SPAN, written down byte by byte: 1 resourceSpans, 2 scopeSpans, 2 spans.
const bytesOf = (...fields: (string | Buffer)[]) => Buffer.concat(fields.map((field) => Buffer.from(field)));
const field = (id: number, content: string | Buffer) => bytesOf(Buffer.from([id * 8 + 2, content.length]), content);
const PROTOBUF = field(
  1,
  field(
    2,
    field(
      2,
      bytesOf(
        field(1, Buffer.from(TRACE_ID, 'hex')),
        field(2, Buffer.from('53995c3f42cd8ad8', 'hex')),
        field(5, 'GET /'),
        Buffer.from([6 * 8, 2]),
        ...['1793000000123456789', '1793000001123456789'].map((nanos, i) => {
          const fixed = Buffer.alloc(9, (7 + i) * 8 + 1);
          fixed.writeBigUInt64LE(BigInt(nanos), 1);
          return fixed;
        }),
      ),
    ),
  ),
);

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, maxRequestBytes: 1_000_000 });
});
afterEach(() => xray.close());

const post = (type: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${xray.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

describe('POST /v1/traces', () => {
  it.each([
    [JSON_TYPE, JSON.stringify(requestOf(SPAN)), {}],
    ['application/json; charset=utf-8', JSON.stringify(requestOf(SPAN)), {}],
    [JSON_TYPE, gzipSync(JSON.stringify(requestOf(SPAN))), { 'content-encoding': 'gzip' }],
    [PROTOBUF_TYPE, PROTOBUF, {}],
    [PROTOBUF_TYPE, gzipSync(PROTOBUF), { 'content-encoding': 'gzip' }],
  ])('takes %s', async (type, body, headers) => {
    const answer = await post(type, body, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type.split(';')[0]]);
    expect(await answer.text()).toBe(type === PROTOBUF_TYPE ? '' : '{}');
    expect(await xray.traces()).toMatchObject([
      {
        id: '1-6adf0240-5a560cc3949d4b8bc5df4664',
        root: { id: SPAN.spanId, start_time: 1793000000.1234567, end_time: 1793000001.1234567 },
      },
    ]);
  });

  it('takes a body whose length nobody said', async () => {
    const status = await new Promise((resolve, reject) => {
      const call = request(`${xray.url}/v1/traces`, { method: 'POST', headers: { 'content-type': PROTOBUF_TYPE } });
      call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      call.write(PROTOBUF.subarray(0, 10));
      call.end(PROTOBUF.subarray(10));
    });
    expect(status).toBe(200);
    expect(await xray.traces()).toHaveLength(1);
  });

  it('keeps the good spans of a request, and counts the others under their reasons', async () => {
    const answer = await post(JSON_TYPE, JSON.stringify(requestOf(SPAN, { ...SPAN, spanId: 'x' }, {})));
    const body = (await answer.json()) as { partialSuccess: { errorMessage: string } };
    expect([answer.status, body]).toEqual([
      200,
      { partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringMatching(/^\d × /) } },
    ]);
    expect(await xray.traces()).toHaveLength(1);
    const { rejected } = await xray.intake();
    expect(Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(2);

    // The same in protobuf: field 1, in it 1 = rejected spans, 2 = why.
    const bad = Buffer.from(PROTOBUF);
    bad.fill(0, PROTOBUF.indexOf(Buffer.from(TRACE_ID, 'hex')), PROTOBUF.indexOf(Buffer.from(TRACE_ID, 'hex')) + 16);
    const binary = Buffer.from(await (await post(PROTOBUF_TYPE, bad)).arrayBuffer());
    expect([binary[0], ...binary.subarray(2, 5)]).toEqual([0x0a, 0x08, 1, 0x12]);
    expect(binary.subarray(6).toString()).toMatch(/^1 × /);
  });

  const deep = `{"a":${'['.repeat(500)}${']'.repeat(500)}}`;
  it.each([
    ['text/plain', 'x', {}, 415, 3, 'Content-Type: expected application/x-protobuf or application/json.'],
    [JSON_TYPE, 'x', {}, 400, 3, 'The body is not a JSON object.'],
    [JSON_TYPE, '[]', {}, 400, 3, 'The body is not a JSON object.'],
    [JSON_TYPE, deep, {}, 400, 3, 'The body is nested too deeply.'],
    [JSON_TYPE, '{"resourceSpans":{}}', {}, 400, 3, 'resourceSpans: expected a list of objects.'],
    [JSON_TYPE, '{"resourceSpans":[{"scopeSpans":[1]}]}', {}, 400, 3, 'resourceSpans[].scopeSpans: expected a list'],
    [JSON_TYPE, '{}', { 'content-encoding': 'br' }, 415, 3, 'Content-Encoding "br" is not supported'],
    [JSON_TYPE, '{}', { 'content-encoding': 'gzip' }, 400, 3, 'The body is not gzip.'],
    [JSON_TYPE, gzipSync(Buffer.alloc(1_000_001)), { 'content-encoding': 'gzip' }, 413, 8, 'larger than 1000000 bytes'],
    [JSON_TYPE, ' '.repeat(1_000_001), {}, 413, 8, 'larger than 1000000 bytes'],
    [JSON_TYPE, '{}', { origin: 'https://evil.example' }, 403, 7, 'Origin: https://evil.example is not allowed.'],
    [PROTOBUF_TYPE, Buffer.from([0x0a, 0xff]), {}, 400, 3, 'not an ExportTraceServiceRequest'],
  ])('refuses %s %.60j', async (type, body, headers, status, code, message) => {
    const answer = await post(type, body, headers);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(status);
    if (type === PROTOBUF_TYPE) {
      expect([...bytes.subarray(0, 3)]).toEqual([0x08, code, 0x12]);
      expect(bytes.toString()).toContain(message);
    } else expect(JSON.parse(bytes.toString())).toEqual({ code, message: expect.stringContaining(message) });
    expect(await xray.traces()).toEqual([]);
  });

  it('shows a body that it cannot read among what was rejected', async () => {
    await post(JSON_TYPE, '{"resourceSpans":{}}');
    const { rejected, lastRejections } = await xray.intake();
    expect(rejected).toEqual({ 'not OTLP': 1 });
    expect(lastRejections).toMatchObject([
      {
        reason: 'not OTLP',
        message: 'resourceSpans: expected a list of objects.',
        way: 'otlp',
        head: '{"resourceSpans":{}}',
        bytes: 20,
      },
    ]);
  });

  it('refuses a body whose length nobody said as soon as it is too large', async () => {
    const status = await new Promise((resolve, reject) => {
      const call = request(`${xray.url}/v1/traces`, { method: 'POST', headers: { 'content-type': JSON_TYPE } });
      call.on('response', (response) => {
        resolve(response.resume().statusCode);
        call.destroy();
      });
      call.on('error', reject);
      for (let i = 0; i < 20; i++) call.write(' '.repeat(60_000));
    });
    expect(status).toBe(413);
  });
});

describe("ADOT's datagrams", () => {
  it.each(['T1S', 'T1U'])('%s become traces', async (prefix) => {
    const socket = createSocket('udp4');
    const waiting = xray.waitFor(TRACE_ID);
    socket.send(`{"format":"json","version":1}\n${prefix}${PROTOBUF.toString('base64')}`, xray.udpPort, '127.0.0.1');
    expect((await waiting).root).toMatchObject({ id: SPAN.spanId });
    socket.close();
  });
});

describe('the readers', () => {
  it('never throw anything but a refusal, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(PROTOBUF.length - 1), fc.nat(255), (bytes, at, value) => {
        const damaged = Buffer.from(PROTOBUF);
        damaged[at] = value;
        for (const each of [bytes, damaged]) {
          try {
            spansOf(decodeRequest(each));
          } catch (error) {
            expect(error).toMatchObject({ name: 'InvalidRequestException' });
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('stop at values nested without end', () => {
    const within = (id: number, content: Uint8Array): Uint8Array =>
      protobuf.Writer.create()
        .uint32(id * 8 + 2)
        .bytes(content)
        .finish();
    // A list of one value, which is a list of one value …
    let value: Uint8Array = new Uint8Array();
    for (let i = 0; i < 2_000; i++) value = within(5, within(1, value));
    // … in the attribute of a span, of a scope, of a resource.
    const body = [2, 9, 2, 2, 1].reduce((content, id) => within(id, content), value);
    expect(() => decodeRequest(body)).toThrow('not an ExportTraceServiceRequest');
  });

  const value = (given: object) =>
    spansOf(requestOf({ ...SPAN, attributes: [{ key: 'k', value: given }] }))[0]?.span.attributes['k'];
  it.each([
    [{ stringValue: '' }, ''],
    [{ boolValue: false }, false],
    [{ intValue: '42' }, 42],
    [{ intValue: 42 }, 42],
    [{ intValue: '9223372036854775807' }, '9223372036854775807'],
    [{ doubleValue: 0.5 }, 0.5],
    [{ doubleValue: 'NaN' }, Number.NaN],
    [{ arrayValue: { values: [{ intValue: 1 }, { stringValue: 'a' }] } }, [1, 'a']],
    [{ arrayValue: {} }, []],
    [{ kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } }, { a: 1 }],
    [{ bytesValue: 'AQL/' }, new Uint8Array([1, 2, 255])],
    [{}, undefined],
  ])('read the value %j', (given, expected) => expect(value(given)).toEqual(expected));
});
