// npm run demo: traces a small shop end to end into Local X-Ray. It prints the result.
// With `-- --serve` both stay up until Ctrl+C, with `-- --open` the console opens in the browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { startShop } from '../examples/shop/start.mjs';
import { sendTraffic, traffic } from '../examples/shop/traffic.mjs';
import { openBrowser } from './demo/open-browser.mjs';
import { step } from './demo/progress.mjs';
import { filterOf, report, section } from './demo/report.mjs';
import { openXRay } from './demo/xray.mjs';

const root = join(import.meta.dirname, '..');
// Whose trace is looked for: the one whose payment fails.
const CUSTOMER = 'customer-3';

const USAGE = `npm run demo [-- options]

Traces the requests of a small shop into Local X-Ray and prints the traces.

  --serve  keep the shop and Local X-Ray running until Ctrl+C, and print the address of the console
  --open   with --serve: open the console in the browser
  --help   print this
`;
const { serve, open } = readArguments();
const openings = [];
let closing;

// Ctrl+C is how --serve ends. In a terminal the signal may come twice, from it and from the process above.
for (const [signal, code] of [
  ['SIGINT', serve ? 0 : 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => closeAll().then(() => process.exit(code)));
}

try {
  await demo();
  if (!serve) await closeAll();
} catch (error) {
  // A process that fails while it is being ended is no failure.
  if (!closing) console.error(`\nThe demo failed: ${error.message}`, error.cause ?? '');
  await closeAll();
  process.exitCode = 1;
}

async function demo() {
  await step('Building the packages', build);
  // Loaded only now: it is what was built.
  const { startLocalXRay } = await import('@otel-xray/local');
  const terminal = await import('../packages/local/dist/esm/terminal/index.js');

  const local = await step('Starting Local X-Ray', () => startLocalXRay({ port: 0 }));
  openings.push(() => local.close());
  const shop = await step('Starting the shop: web, orders, payment-api', (started) => {
    const interruption = new AbortController();
    const opening = startShop({ daemonAddress: new URL(local.url).host, started, signal: interruption.signal });
    openings.push(async () => {
      interruption.abort();
      await opening.then(
        ({ stop }) => stop(),
        () => {},
      );
    });
    return opening;
  });

  // The API needs whole seconds.
  const from = new Date(Math.floor(Date.now() / 1000) * 1000);
  await step(`Sending ${traffic.length} requests`, (note) => sendTraffic(shop.url, note));
  // Services that end have sent everything.
  if (!serve) await step('Closing the shop', () => shop.stop());

  const xray = openXRay(local.url);
  openings.push(async () => xray.close());
  if (serve) await step('Waiting for the traces', () => settled(xray, from, traffic.length));
  await report(xray, terminal, { from, to: inASecond(), customer: CUSTOMER, folder: root });
  if (serve && open) openBrowser(local.url);
  printWhatNext(serve ? local.url : 'http://127.0.0.1:2000', shop.url);
}

async function build() {
  const child = spawn(join(root, 'node_modules/.bin/turbo'), ['run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  openings.push(async () => child.kill());
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the build failed\n${Buffer.concat(output)}`);
}

/** Until all traces are there and did not change between two looks. */
async function settled(xray, from, count) {
  const deadline = Date.now() + 10_000;
  for (let before = ''; Date.now() < deadline; ) {
    const summaries = await xray.summaries(from, inASecond());
    const now = JSON.stringify(summaries.map(({ Id, Revision }) => `${Id} ${Revision}`).sort());
    if (summaries.length >= count && now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`X-Ray did not have ${count} traces within 10 s`);
}

function inASecond() {
  return new Date(Date.now() + 1_000);
}

function printWhatNext(endpoint, shopUrl) {
  const { host } = new URL(endpoint);
  const start = serve ? [`# Local X-Ray is up at ${endpoint}, the shop at ${shopUrl}`] : ['npx @otel-xray/local'];
  section('Look at it in the browser', [`${endpoint}/#/service-map`, `${endpoint}/#/traces?filter=fault`]);
  section('Trace your own program into it', [
    ...start.map(quiet),
    'npm install @otel-xray/register',
    `AWS_XRAY_DAEMON_ADDRESS=${host} node --import @otel-xray/register/auto app.js`,
  ]);
  const filter = filterOf(CUSTOMER);
  section('Ask it yourself', [
    `export AWS_ENDPOINT_URL_XRAY=${endpoint}`,
    `npx @otel-xray/local query '${filter}'`,
    'npx @otel-xray/local map',
    `aws xray get-trace-summaries --region us-east-1 --no-sign-request --filter-expression '${filter}' \\`,
    '    --start-time $(( $(date +%s) - 600 )) --end-time $(date +%s)',
  ]);
  console.log(
    serve
      ? '\nCtrl+C ends it.'
      : `\n${quiet('npm run demo -- --serve keeps it all running, with --open in the browser.')}`,
  );
}

function quiet(text) {
  return styleText('gray', text, { stream: process.stdout });
}

async function closeAll() {
  closing ??= (async () => {
    while (openings.length > 0) {
      // The rest is closed all the same.
      await openings
        .pop()()
        .catch((error) => console.error(error));
    }
  })();
  await closing;
}

/** Ends the process after `--help`, and with 1 after an option that is not known. */
function readArguments() {
  try {
    const { help, ...chosen } = parseArgs({
      options: {
        serve: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
    if (!help) return chosen;
    process.stdout.write(USAGE);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 1;
  }
  process.exit();
}
