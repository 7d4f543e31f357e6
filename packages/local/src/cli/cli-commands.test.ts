import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, toId } from '../../test/make-document.ts';
import { commandRunner, untilSays } from '../../test/run-command.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const NOW = Math.floor(Date.now() / 1_000);
const ID = `1-${NOW.toString(16)}-5a560cc3949d4b8bc5df4664`;
const OTHER = `1-${NOW.toString(16)}-5a560cc3949d4b8bc5df4665`;
const http = (method: string, url: string, status: number): JsonObject => ({
  http: { request: { method, url }, response: { status } },
});
const at = (start: number, end: number): JsonObject => ({ start_time: NOW + start, end_time: NOW + end });
const CAUSE = { exceptions: [{ id: toId('e'), type: 'RangeError', message: 'too \u001b[31mfar', stack: [] }] };
const FAULTY = makeSegment('a', {
  trace_id: ID,
  name: 'shop',
  fault: true,
  ...at(0, 0.4),
  ...http('POST', 'http://shop.test/cart?a=1', 500),
  subsegments: [makeEmbedded('b', { name: 'pay', namespace: 'remote', fault: true, ...at(0.1, 0.3), cause: CAUSE })],
});
const FINE = makeSegment('c', {
  trace_id: OTHER,
  name: 'shop',
  ...at(0.5, 0.6),
  ...http('GET', 'http://shop.test/', 200),
});

const SPAN = {
  traceId: `${NOW.toString(16)}5a560cc3949d4b8bc5df4666`,
  spanId: toId('a'),
  name: 'GET',
  kind: 2,
  startTimeUnixNano: `${NOW}000000000`,
  endTimeUnixNano: `${NOW}500000000`,
};

let xray: LocalXRay;
let commands: ReturnType<typeof commandRunner>;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0 });
  await xray.ingest([FAULTY, FINE]);
  commands = commandRunner();
});
afterEach(async () => {
  commands.close();
  await xray.close();
});

async function outputOf(...args: string[]): Promise<string> {
  const { output, errors, exit } = commands.run(...args, '--endpoint', xray.url);
  expect([await exit, errors()]).toEqual([0, '']);
  return output();
}

const line = (state: string, request: string, time: string, who: string, id: string): string =>
  [state.padEnd(12), request.padEnd(24), time.padStart(10), who.padEnd(16), id].join('  ');
/** The lines of the two traces without their times of day. */
const FAULTY_LINE = line('500 fault', 'POST /cart?a=1', '400.0 ms', 'shop +1', ID);
const fineLine = (id: string): string => line('200 ok', 'GET /', '100.0 ms', 'shop', id);
const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} {2}/, ''));

describe('xray-local', { timeout: 30_000 }, () => {
  it('query prints the traces that a filter selects, oldest first', async () => {
    expect(linesIn(await outputOf('query'))).toEqual([FAULTY_LINE, fineLine(OTHER)]);
    expect(linesIn(await outputOf('query', 'service("pay") AND fault'))).toEqual([FAULTY_LINE]);
    expect(linesIn(await outputOf('query', '-n', '1'))).toHaveLength(1);
    expect(await outputOf('query', 'throttle')).toBe('');
    expect(JSON.parse(await outputOf('query', 'fault', '--json'))).toMatchObject([{ Id: ID, HasFault: true }]);
  });

  it.each([ID, ID.replaceAll('-', '').slice(1), `Root=${ID};Sampled=1`, `00-${ID.replaceAll('-', '').slice(1)}-00-01`])(
    'trace %s prints a timeline and the exception',
    async (text) => {
      expect((await outputOf('trace', text)).split('\n')).toEqual([
        `${ID}  ${xray.url}/#/traces/${ID}`,
        '',
        'shop   segment  400.0 ms  500 fault  ████████████████████████████████████',
        '└ pay  remote   200.0 ms  fault              ██████████████████',
        '',
        'in pay',
        // Nothing of a document reaches the terminal as a command.
        'RangeError: too ?[31mfar',
        '',
      ]);
    },
  );

  it('trace --json prints the documents', async () => {
    const trace = JSON.parse(await outputOf('trace', ID, '--json'));
    expect(trace).toMatchObject({
      Id: ID,
      Segments: [{ Document: { name: 'shop' } }, { Document: { name: 'pay', inferred: true } }],
    });
  });

  it('map prints nodes and calls, of all traces or of some', async () => {
    const lines = linesIn(await outputOf('map'));
    expect(lines).toContain('shop  service      2   1      0         0      1  250.0 ms');
    expect(lines).toContain('shop    →  pay   1 calls  200.0 ms');
    expect(linesIn(await outputOf('map', '!fault')).some((line) => line.includes('pay'))).toBe(false);
    expect(await outputOf('map', 'throttle')).toBe('No traces.\n');
    expect(JSON.parse(await outputOf('map', '--json'))).toMatchObject([{ Name: 'pay' }, {}, { Name: 'shop' }]);
  });

  it('insights prints the insights, or how to enable them', async () => {
    expect(await outputOf('insights')).toBe(
      'No insights.\nThey are not enabled. Enable them: aws xray update-group --group-name Default ' +
        `--insights-configuration InsightsEnabled=true --endpoint-url ${xray.url}\n`,
    );
    const body = JSON.stringify({ GroupName: 'Default', InsightsConfiguration: { InsightsEnabled: true } });
    await fetch(`${xray.url}/UpdateGroup`, { method: 'POST', body });
    expect(await outputOf('insights')).toBe('No insights.\n');
    const minutes = [4, 3].map((back) => (Math.floor(NOW / 60) - back) * 60);
    await xray.ingest(
      minutes.flatMap((start_time) =>
        Array.from({ length: 10 }, (_, i) =>
          makeSegment('a', {
            trace_id: `1-${start_time.toString(16)}-${String(i).padStart(24, '0')}`,
            ...{ name: 'shop', fault: true, start_time, end_time: start_time + 1 },
          }),
        ),
      ),
    );
    expect(await outputOf('insights', '--group', 'Default')).toBe(
      `${new Date((minutes[0] ?? 0) * 1e3).toISOString().slice(0, 16).replace('T', ' ')}  active  2 min  shop  Default  ` +
        '100 % of 20 requests to shop failed; the forecast was at most 0 %. Clients saw 100 % of their requests fail.\n',
    );
    expect(JSON.parse(await outputOf('insights', '--json'))).toMatchObject([{ State: 'ACTIVE' }]);
  });

  it('tail prints the last traces, then each that comes, and ends with Ctrl+C', async () => {
    const tail = commands.run('tail', '-n', '1', '--endpoint', xray.url);
    await untilSays(tail, OTHER);
    const later = `1-${NOW.toString(16)}-000000000000000000000001`;
    await xray.ingest([{ ...FINE, trace_id: later }]);
    await untilSays(tail, later);
    expect(linesIn(tail.output())).toEqual([fineLine(OTHER), fineLine(later)]);
    tail.child.kill('SIGINT');
    expect([await tail.exit, tail.errors()]).toEqual([0, '']);

    const ended = commands.run('tail', '--endpoint', xray.url);
    await untilSays(ended, later);
    const json = commands.run('tail', 'fault', '--json', '--endpoint', xray.url);
    await untilSays(json, '\n');
    expect(JSON.parse(json.output())).toMatchObject({ Id: ID, HasFault: true, Http: { HttpStatus: 500 } });
    const faulty = `1-${NOW.toString(16)}-000000000000000000000002`;
    await xray.ingest([
      { ...FINE, trace_id: later, id: toId('d') },
      { ...FAULTY, trace_id: faulty },
    ]);
    await untilSays(json, faulty);
    expect(json.output().trim().split('\n')).toHaveLength(2);
    await xray.close();
    expect([await ended.exit, ended.errors()]).toEqual([1, 'xray-local: The Local X-Ray has ended.\n']);
  });

  it('export and import carry traces from one to another', async () => {
    const file = join(commands.home, 'traces.json');
    await outputOf('export', '-o', file);
    const before = await xray.traces();
    await xray.reset();
    expect(await outputOf('import', file)).toBe('2 documents\n');
    const after = await xray.traces();
    expect(after.map(({ summary, segments }) => ({ summary, segments }))).toEqual(
      before.map(({ summary, segments }) => ({ summary, segments })),
    );
  });

  it.each(['otlp', 'bundle'])('export --format %s gives spans back as they came', async (format) => {
    await xray.reset();
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] });
    await fetch(`${xray.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const [before] = await xray.traces();
    const text = await outputOf('export', 'service("GET")', '-f', format);
    if (format === 'otlp') expect(JSON.stringify(JSON.parse(text))).toBe(body);
    const file = join(commands.home, 'spans.json');
    writeFileSync(file, text);
    await xray.reset();
    expect(await outputOf('import', file)).toBe(format === 'otlp' ? '1 OTLP request\n' : '1 document\n');
    expect((await xray.traces())[0]?.root).toEqual(before?.root);
  });

  it('open shows a file in an instance of its own, however old its traces are', async () => {
    const file = join(commands.home, 'old.json');
    const old = makeSegment('a', {
      trace_id: '1-581cf771-a006649127e371903a2de979',
      start_time: 1478293361,
      end_time: 1478293362,
    });
    writeFileSync(file, JSON.stringify([old, { ...old, id: 'x' }]));
    const opened = commands.run('open', file);
    await untilSays(opened, 'Stop with Ctrl+C.');
    expect(opened.output()).toMatch(
      /^1 trace, 1 document of .*old\.json\nrefused: InvalidId: .*\n\nLocal X-Ray listens on /,
    );
    const [, endpoint = ''] = /AWS_ENDPOINT_URL_XRAY=(\S+)/.exec(opened.output()) ?? [];
    const found = commands.run('trace', '581cf771a006649127e371903a2de979', '--endpoint', endpoint);
    expect(await found.exit).toBe(0);
    opened.child.kill('SIGTERM');
    expect([await opened.exit, opened.errors()]).toEqual([0, '']);

    const refused = commands.run('open', join(commands.home, '../package.json'));
    expect(await refused.exit).toBe(1);
    writeFileSync(file, '{}');
    const empty = commands.run('open', file);
    expect([await empty.exit, empty.errors()]).toEqual([
      1,
      expect.stringContaining('old.json: The file cannot be read'),
    ]);
  });

  it('import reads the standard input, OTLP and lines, splits what is too large and counts what is refused', async () => {
    await xray.reset();
    const large = makeSegment('c', {
      trace_id: OTHER,
      subsegments: ['d', 'e', 'f'].map((id) =>
        makeEmbedded(id, { metadata: { default: { text: 'x'.repeat(30_000) } } }),
      ),
    });
    const lines = [
      { resourceSpans: [{ scopeSpans: [{ spans: [SPAN, {}] }] }] },
      { Traces: [{ Id: OTHER, Segments: [{ Id: toId('c'), Document: JSON.stringify(large) }] }] },
      { ...FINE, id: 'x' },
    ];
    const { child, output, errors, exit } = commands.run('import', '-', '--endpoint', xray.url);
    child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect([await exit, errors()]).toEqual([0, '']);
    expect(output().split('\n')).toEqual([
      expect.stringMatching(/^[2-4] documents$/),
      '1 document refused (InvalidId)',
      '1 OTLP request',
      expect.stringMatching(/^1 span refused \(1 × /),
      '',
    ]);
    const [trace] = await xray.traces(OTHER);
    expect(trace?.root?.subsegments).toHaveLength(3);
  });

  it('says what is wrong in a line', async () => {
    const file = join(commands.home, 'bad.json');
    writeFileSync(file, '{"a":1}');
    for (const [args, message] of [
      [['query', 'falt'], 'Invalid filter expression at 0: unknown keyword "falt"; did you mean fault?'],
      [['trace', `1-${'0'.repeat(8)}-${'0'.repeat(24)}`], `There is no trace 1-${'0'.repeat(8)}-${'0'.repeat(24)}.`],
      [['import', file], 'line 1: expected Traces, resourceSpans, batches or a document with a trace_id.'],
    ] as const) {
      const { errors, exit } = commands.run(...args, '--endpoint', xray.url);
      expect([await exit, errors()]).toEqual([1, `xray-local: ${message}\n`]);
    }
    await xray.close();
    const { errors, exit } = commands.run('query', '--endpoint', xray.url);
    expect(await exit).toBe(1);
    expect(errors()).toContain(`Nothing answers at ${xray.url}. Start xray-local`);
  });
});

describe('xray-local logs', { timeout: 30_000 }, () => {
  const line = (msg: string, level = 'info'): string =>
    `${JSON.stringify({ level, msg, service: 'shop', xray_trace_id: ID, time: NOW * 1e3 + 100 })}\n`;

  it('--follow sends the lines of a file, and those that are appended, also of a new file', async () => {
    const file = join(commands.home, 'app.log');
    writeFileSync(file, line('first') + 'without a trace\n');
    const running = commands.run('logs', '--follow', file, '--endpoint', xray.url);
    const texts = async (): Promise<unknown> => {
      const answer = await fetch(`${xray.url}/-/traces/${ID}/logs`);
      return ((await answer.json()) as { logs: { text: string; source: string }[] }).logs.map(({ text, source }) => [
        text,
        source,
      ]);
    };
    const until = (expected: string[]) =>
      expect.poll(texts, { timeout: 20_000 }).toEqual(expected.map((text) => [text, 'app.log']));
    await until(['first']);
    appendFileSync(file, line('second'));
    await until(['first', 'second']);
    renameSync(file, `${file}.1`);
    writeFileSync(file, line('third'));
    await until(['first', 'second', 'third']);
    running.child.kill('SIGTERM');
    expect([await running.exit, running.errors()]).toEqual([0, '']);
  });

  it('reads the standard input, finds messages, and prints them beside a trace', async () => {
    await xray.ingest([FAULTY]);
    const sending = commands.run('logs', '--follow', '-', '--endpoint', xray.url);
    sending.child.stdin.end(line('found the lamp') + line('no \u001b[31mprice', 'error'));
    expect(await sending.exit).toBe(0);
    const found = commands.run('logs', 'price', '--level', 'warn', '--endpoint', xray.url);
    expect(await found.exit).toBe(0);
    expect(found.output()).toMatch(/^\d\d:\d\d:\d\d\.100 {2}ERROR {2}shop {2}no price\n$/);
    const shown = commands.run('trace', ID, '--logs', '--endpoint', xray.url);
    expect(await shown.exit).toBe(0);
    expect(shown.output()).toMatch(
      / 100\.0 ms {2}INFO {3}shop {2}found the lamp\n {4}100\.0 ms {2}ERROR {2}shop {2}no price\n$/,
    );
    const json = commands.run('trace', ID, '--logs', '--json', '--endpoint', xray.url);
    await json.exit;
    expect(JSON.parse(json.output()).logs).toHaveLength(2);
  });
});

describe('xray-local --exec', { timeout: 30_000 }, () => {
  // Sends a trace and ends with a code, as a test runner would.
  const script = (code: number): string => {
    const file = join(commands.home, `sends-${code}.mjs`);
    const body = JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(FAULTY)] });
    writeFileSync(
      file,
      `import { createSocket } from 'node:dgram';
       const { AWS_ENDPOINT_URL_XRAY: url, AWS_XRAY_DAEMON_ADDRESS: daemon } = process.env;
       await fetch(url + '/TraceSegments', { method: 'POST', body: ${JSON.stringify(body)} });
       const socket = createSocket('udp4');
       const [host, port] = daemon.split(':');
       await new Promise((done) => socket.send('hello', Number(port), host, done));
       socket.close();
       process.exitCode = ${code};`,
    );
    return `"${process.execPath}" "${file}"`;
  };

  it.each([
    [0, [], 0],
    [0, ['service() { throttle }'], 0],
    [0, ['service() { throttle }', 'service("pay") { fault }'], 1],
    [3, [], 3],
    [3, ['fault'], 3],
  ])('a command that ends with %j, failing on %j, gives %j', async (code, failOn, expected) => {
    const { exit, errors, output } = commands.run(
      '--exec',
      script(code),
      ...failOn.flatMap((filter) => ['--fail-on', filter]),
    );
    expect([await exit, output()]).toEqual([expected, '']);
    const matches = failOn.filter((filter) => filter.includes('fault'));
    expect(errors().includes(`xray-local: a trace matches ${matches[0]}`)).toBe(matches.length > 0);
    expect(errors().includes('└ pay')).toBe(matches.length > 0);
  });

  it('does not run the command when a filter cannot be read', async () => {
    const file = join(commands.home, 'ran');
    const { exit, errors } = commands.run('--exec', `echo > "${file}"`, '--fail-on', 'falt');
    expect(await exit).toBe(1);
    expect(errors()).toContain('unknown keyword "falt"');
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('stores the lines of the command that name a trace, and passes all on', async () => {
    const file = join(commands.home, 'logs.mjs');
    const traceId = ID.slice(2).replace('-', '');
    writeFileSync(
      file,
      `await fetch(process.env.AWS_ENDPOINT_URL_XRAY + '/TraceSegments', {
         method: 'POST',
         body: JSON.stringify({ TraceSegmentDocuments: [${JSON.stringify(JSON.stringify(FAULTY))}] }),
       });
       console.log('ready');
       console.log(JSON.stringify({ level: 'info', msg: 'found the lamp', trace_id: '${traceId}', service: 'shop' }));
       console.error('[${ID}] ERROR no price');
       console.error('    at price (shop.js:1:1)');
       // Whoever asks within the command finds what it wrote before.
       for (let found = []; found.length < 3; )
         found = (await (await fetch(process.env.AWS_ENDPOINT_URL_XRAY + '/-/traces/${ID}/logs')).json()).logs;
       console.log('stored');`,
    );
    const { exit, errors, output } = commands.run('--exec', `"${process.execPath}" "${file}"`);
    expect(await exit).toBe(0);
    expect(output()).toMatch(/^ready\n\{.*"found the lamp".*\}\nstored\n$/);
    expect(errors()).toBe(`[${ID}] ERROR no price\n    at price (shop.js:1:1)\n`);
  });

  it('passes a signal on', async () => {
    const running = commands.run('--exec', `"${process.execPath}" -e "console.log(1);setInterval(() => {}, 1000)"`);
    await untilSays(running, '1');
    running.child.kill('SIGTERM');
    expect(await running.exit).toBe(143);
  });
});
