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
    'Found by its annotation customer_id = customer-3',
    'Trace your own program into it',
    'The same question for the AWS CLI',
    'npm run demo -- --serve keeps it all running.',
  ]);
});

it('stays up with --serve until Ctrl+C', async () => {
  const demo = runNode(['scripts/demo.mjs', '--serve']);
  const [, host] = await demo.line(/AWS_XRAY_DAEMON_ADDRESS=(\S+) node --import/);
  await demo.line(/^Ctrl\+C ends it\.$/);
  const response = await fetch(`http://${host}/TraceSummaries`, {
    method: 'POST',
    body: JSON.stringify({ StartTime: Date.now() / 1000 - 60, EndTime: Date.now() / 1000 }),
  });
  expect(await response.json()).toMatchObject({ TraceSummaries: { length: 8 } });
  demo.kill('SIGINT');
  expect(await demo.ended).toMatchObject({ code: 0, errors: '' });
});

it('refuses an option that it does not know', async () => {
  const { code, errors } = await runNode(['scripts/demo.mjs', '--sreve']).ended;
  expect(code).toBe(1);
  expect(errors).toContain("Unknown option '--sreve'");
});
