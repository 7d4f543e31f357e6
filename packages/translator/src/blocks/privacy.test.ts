import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';
import { cleanConnectionString, cleanStatement, cleanText } from '../read/clean-text.ts';
import { cleanUrl } from '../read/clean-url.ts';

const SECRET = 'wX9';
const textOf = (fields: SpanFields, options = {}) =>
  JSON.stringify(createTranslator({ indexAllAttributes: true, ...options }).translate([makeSpan(fields)]).documents);

describe('a URL shows no secret', () => {
  it.each([
    ['https://u:wX9@h/p', 'https://h/p'],
    ['//u:wX9@h/p', '//h/p'],
    ['https://u:p/wX9@h/p?q=1', 'https://h/p?q=1'],
    ['https://h/p@wat/x', 'https://h/p@wat/x'],
    ['https://h:8080/@scope/pkg', 'https://h:8080/@scope/pkg'],
    ['https://h/?mail=a@b.c', 'https://h/?mail=a@b.c'],
    ['https://[::1]:80/@x', 'https://[::1]:80/@x'],
    ['https://h/k?X-Amz-Signature=wX9&a=1', 'https://h/k?X-Amz-Signature=REDACTED&a=1'],
    ['https://h/k?x-goog-signature=wX9', 'https://h/k?x-goog-signature=REDACTED'],
    ['https://h/k?a=1;sig=wX9;b=2', 'https://h/k?a=1;sig=REDACTED;b=2'],
    ['https://h/k?%73ig=wX9', 'https://h/k?%73ig=REDACTED'],
    ['https://h/cb#access_token=wX9&state=1', 'https://h/cb#access_token=REDACTED&state=1'],
    ['/path?token=wX9', '/path?token=REDACTED'],
    ['https://h/k?design=1&keyboard=2', 'https://h/k?design=1&keyboard=2'],
    ['https://h/#a?b', 'https://h/#a?b'],
  ])('%s', (url, shown) => {
    expect(cleanUrl(url, 'keep')).toBe(shown);
  });
});

describe('a connection string shows no password', () => {
  it.each([
    ['Server=db;User ID=sa;Password=wX9;Database=shop', 'Server=db;User ID=sa;Password=REDACTED;Database=shop'],
    ['Server=db;Password="p;wX9";Database=shop', 'Server=db;Password=REDACTED;Database=shop'],
    ['Server=db;Pwd = my wX9 ;Database=shop', 'Server=db;Pwd = REDACTED;Database=shop'],
    ['jdbc:sqlserver://h;user=sa;password={p;wX9};', 'jdbc:sqlserver://h;user=sa;password=REDACTED;'],
    ['jdbc:sqlserver://h;password={p}}wX9};a=1', 'jdbc:sqlserver://h;password=REDACTED;a=1'],
    ["host=h user=u password='a wX9' port=1", 'host=h user=u password=REDACTED port=1'],
    ['host=h password=wX9 port=1', 'host=h password=REDACTED port=1'],
    ['host=h sslpassword=wX9', 'host=h sslpassword=REDACTED'],
    ['postgresql://u:wX9@h/d?sslpassword=wX9&a=1', 'postgresql://h/d?sslpassword=REDACTED&a=1'],
    ['jdbc:mysql://h/d?user=u&password=wX9', 'jdbc:mysql://h/d?user=u&password=REDACTED'],
    ['jdbc:oracle:thin:scott/wX9@//h:1521/svc', 'jdbc:oracle:thin:@//h:1521/svc'],
    ['jdbc:oracle:thin:scott/"t@wX9"@h:1521:x', 'jdbc:oracle:thin:@h:1521:x'],
    ['scott/wX9@h:1521/svc', '@h:1521/svc'],
    ['AccountName=a;AccountKey=wX9==;EndpointSuffix=c', 'AccountName=a;AccountKey=REDACTED;EndpointSuffix=c'],
    [
      'Endpoint=sb://h/;SharedAccessKeyName=k;SharedAccessKey=wX9',
      'Endpoint=sb://h/;SharedAccessKeyName=REDACTED;SharedAccessKey=REDACTED',
    ],
    ['mongodb://u:p/wX9@h/d', 'mongodb://h/d'],
    ['mysql://h:3306/shop', 'mysql://h:3306/shop'],
  ])('%s', (given, shown) => {
    expect(cleanConnectionString(given)).toBe(shown);
  });
});

describe('a statement shows no password', () => {
  it.each([
    ["CREATE USER u IDENTIFIED BY 'wX9'", "CREATE USER u IDENTIFIED BY 'REDACTED'"],
    ["ALTER ROLE u WITH PASSWORD 'it''s wX9' LOGIN", "ALTER ROLE u WITH PASSWORD 'REDACTED' LOGIN"],
    ["SET PASSWORD = 'wX9'", 'SET PASSWORD = REDACTED'],
    ["SELECT dblink('host=h password=wX9')", "SELECT dblink('host=h password=REDACTED')"],
    ["COPY t FROM 's3://k:wX9@b/x'", "COPY t FROM 's3://b/x'"],
    ['AUTH wX9', 'AUTH REDACTED'],
    ['auth [1 other arguments]', 'auth [1 other arguments]'],
    ['SELECT password FROM users WHERE id = ?', 'SELECT password FROM users WHERE id = ?'],
    ['SELECT * FROM author', 'SELECT * FROM author'],
  ])('%s', (given, shown) => {
    expect(cleanStatement(given)).toBe(shown);
  });
});

describe('a string shows no secret of a URL in it', () => {
  it.each([
    ['GET https://u:wX9@h/p failed', 'GET https://h/p failed'],
    ['403 for "https://b/k?X-Amz-Signature=wX9"', '403 for "https://b/k?X-Amz-Signature=REDACTED"'],
    ['cannot connect: host=h password=wX9 port=1', 'cannot connect: host=h password=REDACTED port=1'],
    ['a = b, c@d', 'a = b, c@d'],
  ])('%s', (given, shown) => {
    expect(cleanText(given, 'keep')).toBe(shown);
  });
});

const url = `https://u:${SECRET}@h/p?X-Amz-Signature=${SECRET}`;
const exception = {
  'exception.type': 'E',
  'exception.message': `no: ${url}`,
  'exception.stacktrace': `E: ${url}\nat x`,
};
const event = { name: 'exception', time: [1, 0] as const, attributes: exception };

describe('a secret leaves the process nowhere', () => {
  it.each<[string, SpanFields]>([
    ['the name of a span', { name: `GET ${url}` }],
    ['the name of a segment without service', { name: `GET ${url}`, kind: 1 }],
    ['a status message', { status: { code: 2, message: url } }],
    ['an exception event', { status: { code: 2 }, events: [event] }],
    ['an exception on the span', { status: { code: 2 }, attributes: exception }],
    [
      'a chain of causes',
      {
        status: { code: 2 },
        resource: { 'telemetry.sdk.language': 'nodejs' },
        events: [
          {
            ...event,
            attributes: {
              ...exception,
              'exception.stacktrace': `E: m\n    at f (/a.js:1:1)\nCaused by: E: ${url}\n    at g (/a.js:2:1)`,
            },
          },
        ],
      },
    ],
    ['another event', { events: [{ name: 'redirect', time: [1, 0] as const, attributes: { 'url.full': url } }] }],
    [
      'a link',
      {
        kind: 1,
        links: [{ context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16) }, attributes: { 'url.full': url } }],
      },
    ],
    [
      'a host',
      { kind: 2, parent: 'local', attributes: { 'server.address': `u:${SECRET}@h`, 'http.request.method': 'GET' } },
    ],
    ['the resource', { resource: { 'process.command_args': ['node', `--db=${url}`, `--password=${SECRET}`] } }],
    ...['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'X_Api_Key'].flatMap(
      (name): [string, SpanFields][] => [
        [`the header ${name}`, { attributes: { [`http.request.header.${name}`]: [SECRET] } }],
        [`the header ${name} of the answer`, { attributes: { [`http.response.header.${name}`]: SECRET } }],
      ],
    ),
    ['metadata of gRPC', { attributes: { 'rpc.grpc.request.metadata.authorization': [SECRET] } }],
    ['a redirect', { attributes: { 'http.response.header.location': [url] } }],
    ['another URL', { attributes: { 'webhook.url': url, callback_uri: url } }],
    ['another connection string', { attributes: { 'cache.dsn': `redis://:${SECRET}@h` } }],
    ['a statement', { attributes: { 'db.system': 'mysql', 'db.statement': `SET PASSWORD = '${SECRET}'` } }],
  ])('from %s', (_what, fields) => {
    expect(textOf(fields)).not.toContain(SECRET);
  });

  it('in profile collector it stays, as the reference has it', () => {
    expect(textOf({ attributes: { 'url.full': url } }, { profile: 'collector' })).toContain(SECRET);
  });
});

describe('content of models', () => {
  const CONTENT = [
    'gen_ai.prompt',
    'gen_ai.prompt.0.content',
    'gen_ai.completion',
    'gen_ai.completion.1.tool_calls.0.arguments',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.tool.definitions',
    'gen_ai.tool.call.arguments',
    'gen_ai.tool.call.result',
    'gen_ai.retrieval.query.text',
    'gen_ai.retrieval.documents',
    'gen_ai.input.something_new',
    'ai.prompt',
    'ai.prompt.messages',
    'ai.response.text',
    'ai.response.toolCalls',
    'ai.response.something_new',
    'ai.toolCall.args',
    'ai.toolCall.result',
    'ai.value',
    'ai.embeddings',
    'input.value',
    'output.value',
    'llm.input_messages.0.message.content',
    'llm.output_messages.0.message.content',
    'llm.prompts',
    'llm.completions.0',
    'retrieval.documents.0.document.content',
    'tool.parameters',
    'traceloop.entity.input',
    'traceloop.entity.output',
    'langfuse.observation.input',
  ];
  const OTHER = [
    'gen_ai.request.model',
    'gen_ai.output.type',
    'gen_ai.tool.call.id',
    'gen_ai.prompt.name',
    'ai.response.model',
    'ai.response.id',
    'ai.response.msToFinish',
    'ai.toolCall.name',
    'ai.model.id',
    'llm.model_name',
    'input.mime_type',
    'llm.token_count.total',
    'message.type',
    'tool.name',
    'aim.prompt',
    'gen_ai.usage.input_tokens',
  ];

  it.each(CONTENT)('%s is dropped, and named', (key) => {
    const span = makeSpan({ parent: 'local', attributes: { [key]: SECRET, 'gen_ai.system': 'openai' } });
    const { documents, report } = createTranslator({ genAiContent: 'drop' }).translate([span]);
    expect(JSON.stringify(documents)).not.toContain(SECRET);
    expect(report.truncated).toEqual([key]);
    const events = [{ name: 'step', time: [1, 0] as const, attributes: { [key]: SECRET } }];
    expect(textOf({ events }, { genAiContent: 'drop' })).not.toContain(SECRET);
  });

  it.each(CONTENT)('%s is cut at 4,000 characters by default', (key) => {
    const span = makeSpan({ parent: 'local', attributes: { [key]: SECRET + 'x'.repeat(5_000) } });
    const { documents, report } = createTranslator().translate([span]);
    const text = JSON.stringify(documents);
    expect([text.includes(SECRET), text.includes('x'.repeat(4_001)), report.truncated]).toEqual([true, false, [key]]);
  });

  it.each(OTHER)('%s is none', (key) => {
    expect(textOf({ parent: 'local', attributes: { [key]: SECRET } }, { genAiContent: 'drop' })).toContain(SECRET);
  });

  it('stays where the options say so', () => {
    const attributes = { 'gen_ai.prompt': 'x'.repeat(5_000) };
    expect(textOf({ attributes }, { genAiContent: 'keep' })).toContain('x'.repeat(5_000));
  });
});

describe('cleaning', () => {
  it.each([
    'a'.repeat(100_000),
    'a.'.repeat(50_000),
    `password=${'('.repeat(100_000)}`,
    `${"'".repeat(50_000)}password=`,
  ])('ends for 100,000 characters, %#', (given) => {
    // A pattern that looks back from each character would run into the time limit of the test.
    for (const clean of [cleanConnectionString, cleanStatement]) expect(clean(`${given}=;auth`)).toBeTypeOf('string');
    cleanText(`${given}@=://`, 'keep');
    cleanUrl(`http://${given}@=`, 'keep');
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'password=',
      '"',
      "'",
      '{',
      '}',
      '@',
      '//',
      ':',
      '/',
      '?',
      '&',
      ';',
      ' ',
      'a',
      '%7',
      '=',
      '#',
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (given) => {
        for (const clean of [cleanConnectionString, cleanStatement]) expect(typeof clean(given)).toBe('string');
        for (const query of ['keep', 'strip', 'redact'] as const) {
          expect(typeof cleanUrl(given, query)).toBe('string');
          expect(typeof cleanText(given, query)).toBe('string');
        }
      }),
    );
  });
});
