import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The repository's root, from where every workspace's package is found. */
export const root: string = join(import.meta.dirname, '../..');

/** A program that runs. */
export interface RunningProcess {
  /** Resolves with the match once the output has a line like it; rejects when the process ends without one. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves once the process has ended and its output is complete. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string; errors: string }>;
  kill(signal: NodeJS.Signals): void;
}

/** What every process of these tests runs under: nothing of this machine's settings, dummy keys, and nobody asks the instance for others. */
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|OTEL)_/.test(name))),
  AWS_ACCESS_KEY_ID: 'dummy',
  AWS_SECRET_ACCESS_KEY: 'dummy',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
};

/** Starts `node` with these arguments. */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd: string = root): RunningProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, output, errors }));

  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const find = (): RegExpExecArray | null => new RegExp(pattern.source, 'm').exec(output);
    for (let found = find(); ; found = find()) {
      if (found) return found;
      const more = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
      if (!more && !find()) throw new Error(`ended without ${pattern}\n${output}\n${errors}`);
    }
  };
  return { line, ended, kill: (signal) => void child.kill(signal) };
}
