import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A started `xray-local`. */
export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly output: () => string;
  readonly errors: () => string;
  readonly exit: Promise<number | string>;
}

/**
 * Starts the built command, as npm installs it, with a home of its own; `close` ends what still runs.
 * @param given more of the environment
 */
export function commandRunner(given: NodeJS.ProcessEnv = {}): {
  home: string;
  run(...args: string[]): Running;
  close(): void;
} {
  const home = mkdtempSync(join(tmpdir(), 'xray-local-'));
  const started = new Set<Running['child']>();
  return {
    home,
    run(...args) {
      const { AWS_ENDPOINT_URL_XRAY: _, ...others } = process.env;
      const env = { ...others, XDG_DATA_HOME: home, LOCALAPPDATA: home, HOME: home, ...given };
      const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
      started.add(child);
      let output = '';
      let errors = '';
      child.stdout.on('data', (data) => (output += data));
      child.stderr.on('data', (data) => (errors += data));
      const exit = once(child, 'close').then(([code, signal]) => code ?? signal);
      return { child, output: () => output, errors: () => errors, exit };
    },
    close() {
      for (const child of started) child.kill('SIGKILL');
      rmSync(home, { recursive: true });
    },
  };
}

/** Waits until the output contains a string. @throws (rejects) if the command ends before */
export async function untilSays({ child, output, exit, errors }: Running, text: string): Promise<void> {
  const ended = exit.then((code) => Promise.reject(new Error(`ended with ${code}: ${output()}${errors()}`)));
  ended.catch(() => {});
  while (!output().includes(text)) await Promise.race([once(child.stdout, 'data'), ended]);
}

const COMMAND = join(import.meta.dirname, '../bin/xray-local.js');
