import { expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

it('shows the shop as X-Ray sees it, and ends', async () => {
  const { code, output, errors } = await runNode(['scripts/demo.mjs']).ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).not.toContain('\u001b');
  expect(output).not.toContain(root);

  const lines = output.split('\n');
  const sections = lines.filter((line) => /^\S/.test(line));
  expect(
    sections.map((line) => line.replace(/[\d.]+ s$/, '… s').replace(/1-[0-9a-f]{8}-[0-9a-f]{24}/, '<trace id>')),
  ).toEqual([
    '✓ Building the packages … s',
    '✓ Starting Local X-Ray … s',
    '✓ Starting the shop: web, orders, payment-api … s',
    '✓ Sending 8 requests … s',
    '✓ Closing the shop … s',
    'Service map',
    'Timeline of the slowest trace, <trace id>',
    'Exception of <trace id>',
    'Found by annotation.customer_id = "customer-3"',
    'Look at it in the browser',
    'Trace your own program into it',
    'Ask it yourself',
    'npm run demo -- --serve keeps it all running, with --open in the browser.',
  ]);
  for (const line of [
    /^ {2}web +service +8 +5 +1 +1 +1 +[\d.]+ ms$/,
    /^ {2}rates\.example\.com +remote +6 +6 +0 +0 +0 +[\d.]+ ms$/,
    /^ {2}shop-orders +AWS::DynamoDB::Table +6 +6 +0 +0 +0 +[\d.]+ ms$/,
    /^ {2}orders +→ +payment-api +6 calls +[\d.]+ ms$/,
    /^ {6}│ └ payment-api +segment +[\d.]+ ms {2}200 ok +█+$/,
    /^ {2}RangeError: the ledger of this card is closed$/,
    /^ {6}at openLedger \(examples\/shop\/payment-api\.mjs:\d+\)$/,
    /^ {2}annotations of orders {2}\{"customer_id":"customer-3"\}$/,
    /^ {2}metadata\.shop of orders {2}\{"cart":\[\{"sku":"lamp","count":1\}\]\}$/,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(line));
  }
});

it.each([
  ['SIGINT', 0],
  ['SIGTERM', 143],
] as const)('stays up with --serve until %s, and leaves nothing behind', async (signal, code) => {
  const demo = runNode(['scripts/run.mjs', 'node', 'scripts/demo.mjs', '--serve']);
  const [, local, shop] = await demo.line(/Local X-Ray is up at (\S+), the shop at (\S+)$/);
  await demo.line(/^Ctrl\+C ends it\.$/);
  const now = Date.now() / 1000;
  const summaries = await fetch(`${local}/TraceSummaries`, {
    method: 'POST',
    body: JSON.stringify({ StartTime: now - 60, EndTime: now }),
  });
  expect(await summaries.json()).toMatchObject({ TraceSummaries: { length: 8 } });
  const page = await fetch(local!);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('<title>Local X-Ray</title>');
  expect((await fetch(`${shop}/orders/o-1`)).status).toBe(200);

  demo.kill(signal);
  expect(await demo.ended).toMatchObject({ code, errors: '' });
  for (const url of [local!, shop!]) await expect(fetch(url)).rejects.toThrow('fetch failed');
});

it('leaves nothing behind when it is ended while it starts', async () => {
  const demo = runNode(['scripts/demo.mjs']);
  await demo.line(/Starting Local X-Ray/);
  demo.kill('SIGTERM');
  expect(await demo.ended).toMatchObject({ code: 143, errors: '' });
});

it('refuses an option that it does not know', async () => {
  const { code, errors } = await runNode(['scripts/demo.mjs', '--sreve']).ended;
  expect(code).toBe(1);
  expect(errors).toContain("Unknown option '--sreve'");
});

it.each([
  [['--help'], 0],
  [['--bogus'], 1],
])('prints its options after %j and ends with %i', async (args, code) => {
  const ended = await runNode(['scripts/demo.mjs', ...args]).ended;
  expect(ended.code).toBe(code);
  expect(ended.output + ended.errors).toContain('--serve  keep the shop');
});
