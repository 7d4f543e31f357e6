// Starts the shop: the three services, each with `node --import @otel-xray/register/auto`, and what they talk to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
// Settings of whoever starts the shop are not meant for it.
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|OTEL)_/.test(name)));
const surroundings = {
  // Keys of the local servers, not of an account; and no request goes to the instance for others.
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  ORDERS_TABLE: 'shop-orders',
  FILES_BUCKET: 'shop-files',
};

/**
 * Starts everything on free ports.
 * @param daemonAddress where the traces go, `host:port`
 * @param folder where the services' files are, and from where their modules are found
 * @param started called with each process's name as it begins to listen
 * @param signal ends all processes when it is aborted, also while they start
 * @returns `url` of the shop; `stop()`, which ends all processes, the services first, so that they send what they have
 */
export async function startShop({ daemonAddress, folder = here, started = () => {}, signal }) {
  const running = [];
  const stop = async () => {
    for (const process of running.toReversed()) await end(process);
  };
  signal?.addEventListener('abort', stop);
  const start = async (name, args, cwd, env, listening = [name]) => {
    signal?.throwIfAborted();
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...inherited, ...surroundings, ...env },
      stdio: OUTPUT,
    });
    running.push(child);
    const urls = await urlsOf(child, name, listening);
    started(name);
    return urls;
  };
  const service = async (name, env) => {
    const traced = ['--import', '@otel-xray/register/auto', `${name}.mjs`];
    const settings = { OTEL_SERVICE_NAME: name, AWS_XRAY_DAEMON_ADDRESS: daemonAddress, ...env };
    return (await start(name, traced, folder, settings))[name];
  };

  try {
    const [{ dynamodb, s3 }, { rates }] = await Promise.all([
      start('local-aws', ['local-aws.mjs'], here, {}, ['dynamodb', 's3']),
      start('rates', ['rates.mjs'], here, {}),
    ]);
    const payment = await service('payment-api', {});
    const orders = await service('orders', {
      PAYMENT_URL: payment,
      RATES_URL: rates.replace('127.0.0.1', 'rates.example.com'),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ENDPOINT_URL_S3: s3,
    });
    const url = await service('web', { ORDERS_URL: orders });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const OUTPUT = ['ignore', 'pipe', 'inherit'];

/** Reads `… listens on …` from a process's output until all that it serves is there. */
async function urlsOf(child, name, listening) {
  const urls = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, server, url] = /^(\S+) listens on (\S+)$/.exec(line) ?? [];
    if (server) urls[server] = url;
    if (listening.every((one) => one in urls)) {
      child.stdout.resume();
      return urls;
    }
  }
  throw new Error(`${name} ended before it listened`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const { url, stop } = await startShop({ daemonAddress: process.env.AWS_XRAY_DAEMON_ADDRESS ?? '127.0.0.1:2000' });
  console.log(`The shop is open at ${url}. Ctrl+C closes it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop().then(() => process.exit()));
}
