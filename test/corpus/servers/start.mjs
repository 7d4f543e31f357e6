// Starts real servers on free ports of 127.0.0.1, each in a folder of its own that goes when it stops.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Folders with servers that distributions keep off the PATH. */
const EXTRA_FOLDERS = ['/usr/sbin', '/usr/lib/rabbitmq/bin', ...versionsOf('/usr/lib/postgresql')];
const START_MILLIS = 60_000;
/** PostgreSQL refuses to run as root; as root, it runs as `nobody`. */
const NOBODY = 65_534;

/**
 * Starts the server that `./<name>.mjs` describes.
 *
 * @returns `{ port, usualPort, stop() }`, or `{ missing }` with the reason when it is not on this machine
 */
export async function startServer(name) {
  const { default: server } = await import(`./${name}.mjs`);
  const commands = Object.fromEntries((server.commands ?? []).map((command) => [command, find(command)]));
  const absent = Object.keys(commands).filter((command) => commands[command] === undefined);
  if (absent.length > 0) return { missing: `no ${absent.join(', ')} on this machine` };
  const missing = server.missing?.();
  if (missing) return { missing };

  const folder = mkdtempSync(join(tmpdir(), `corpus-${name}-`));
  const asNobody = server.notAsRoot && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (asNobody.uid) chownSync(folder, NOBODY, NOBODY);
  const port = await freePort();
  const {
    command,
    args,
    env = {},
    after,
  } = await server.prepare({ folder, port, commands, freePort, run: runner(folder, asNobody) });
  const child = spawn(command, args, {
    cwd: folder,
    stdio: process.env.CORPUS_DEBUG ? 'inherit' : 'ignore',
    env: { ...process.env, ...env },
    ...asNobody,
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill(server.signal ?? 'SIGTERM');
      await once(child, 'exit');
    }
    after?.();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listens(port, child);
    await server.ready?.({ port });
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start: ${error.message}`);
  }
  return { port, usualPort: server.usualPort, stop };
}

/** Resolves to a port of 127.0.0.1 at which nothing listens. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function runner(cwd, identity) {
  return (command, ...args) => {
    const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8', ...identity });
    if (status !== 0) throw new Error(`${command} failed: ${stderr || stdout}`);
  };
}

async function listens(port, child) {
  for (const end = Date.now() + START_MILLIS; Date.now() < end; await delay(100)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await accepts(port)) return;
  }
  throw new Error(`nothing listens after ${START_MILLIS / 1000} s`);
}

function accepts(port) {
  const { promise, resolve } = Promise.withResolvers();
  const socket = connect(port, '127.0.0.1');
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

function find(command) {
  return [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS]
    .map((folder) => join(folder, command))
    .findLast(existsSync);
}

function versionsOf(folder) {
  return existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, 'bin')) : [];
}
