import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Api } from '../client/api.ts';
import { environmentOf } from '../server/environment.ts';
import type { LocalXRay } from '../server/local-xray.ts';
import { traceReport } from '../terminal/trace-report.ts';
import { Lines } from './follow.ts';
import { LogSender } from './log-sender.ts';

/**
 * Runs a command that sends to a Local X-Ray, then looks for traces that must not be.
 * @param command for the system's shell
 * @param failOn filter expressions; a trace that one selects is a failure
 * @returns the exit code: the command's own, else 1 if a filter matched
 * @throws (rejects) FilterError before the command runs, if a filter cannot be read
 */
export async function execute(xray: LocalXRay, command: string, failOn: readonly string[]): Promise<number> {
  for (const filter of failOn) await xray.traces(filter);
  const sender = new LogSender(new Api(xray.url), (message) => console.error(`xray-local: logs: ${message}`));
  const code = await run(command, { ...process.env, ...environmentOf(xray.url) }, sender);
  await sender.flush();
  await untilQuiet(xray);
  let hasMatch = false;
  for (const filter of failOn) {
    const traces = await xray.traces(filter);
    if (traces.length === 0) continue;
    hasMatch = true;
    console.error(
      `\nxray-local: ${traces.length === 1 ? 'a trace matches' : `${traces.length} traces match`} ${filter}`,
    );
    for (const { id, segments } of traces.slice(0, SHOWN_TRACES)) {
      const documents = segments.map((segment) => ({ ...segment }));
      console.error(['', id, '', ...traceReport(documents, process.cwd())].join('\n'));
    }
  }
  return code === 0 && hasMatch ? 1 : code;
}

async function run(command: string, env: NodeJS.ProcessEnv, sender: LogSender): Promise<number> {
  // A terminal sends Ctrl+C to the shell and all that it has started. Elsewhere they become a group of their own, so that a signal can be
  // passed to all of it; a shell that is stopped alone leaves the rest running.
  const isGroup = !process.stdin.isTTY && process.platform !== 'win32';
  const child = spawn(command, {
    shell: true,
    stdio: ['inherit', 'pipe', 'pipe'],
    // A program that writes to a pipe leaves colours out.
    env: process.stdout.isTTY && !env['NO_COLOR'] ? { FORCE_COLOR: '1', ...env } : env,
    detached: isGroup,
  });
  const outputs = [
    passOn(child.stdout, process.stdout, (line) => sender.add(line, STDOUT)),
    passOn(child.stderr, process.stderr, (line) => sender.add(line, STDERR)),
  ];
  const stop = (signal: NodeJS.Signals): void => {
    try {
      if (isGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It has ended by itself.
    }
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // A program that it leaves behind may keep them open.
    await Promise.race([Promise.all(outputs), setTimeout(OUTPUT_MILLIS, undefined, { ref: false })]);
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Writes what a program writes, and reads its lines. */
async function passOn(from: Readable, to: NodeJS.WriteStream, onLine: (line: string) => void): Promise<void> {
  const lines = new Lines(onLine);
  for await (const chunk of from) {
    lines.add(chunk as Buffer);
    if (!to.write(chunk as Buffer)) await once(to, 'drain');
  }
  lines.end();
}

// The last datagrams may still be in the socket's buffer.
async function untilQuiet(xray: LocalXRay): Promise<void> {
  const received = async (): Promise<number> => (await xray.intake()).datagrams;
  for (let before = -1, now = await received(); now !== before; now = await received()) {
    before = now;
    await setTimeout(QUIET_MILLIS);
  }
}

const STDOUT = { stream: 'stdout' } as const;
const STDERR = { stream: 'stderr' } as const;
const OUTPUT_MILLIS = 1_000;
const QUIET_MILLIS = 100;
const SHOWN_TRACES = 5;
