import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder outside of the repository, with nothing above it that has a `node_modules`. */
export interface Folder {
  /** Its absolute path. */
  readonly path: string;
  /** Writes a file, its path relative to the folder; returns its absolute path. */
  write(file: string, text: string): string;
  /** Copies all that this folder holds into a new one, which is removed with this one. */
  copyFrom(source: string): void;
  /**
   * Runs a program in the folder and waits for its end.
   * @throws if it does not end with `expectedCode`, with what it printed
   */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Output>;
  /** Runs a line as a shell does, such as one of a README. */
  shell(line: string, options?: RunOptions): Promise<Output>;
  remove(): void;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: 0. `undefined` accepts each. */
  readonly expectedCode?: number | undefined;
  readonly timeoutMillis?: number;
}

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes an empty folder. The caller removes it. */
export function createFolder(name: string): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `otel-xray-install-${name}-`)));
  return {
    path,
    write(file, text) {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    },
    copyFrom: (source) => cpSync(source, path, { recursive: true, verbatimSymlinks: true }),
    run: (program, args, options) => run(program, args, path, false, options),
    shell: (line, options) => run(line, [], path, true, options),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Environment of every program: without the variables that npm sets for scripts of this repository, and without any AWS account. */
function environment(extra: RunOptions['env']): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_(registry|userconfig|cache)$)|NODE_(?!EXTRA_CA_CERTS$)|VITEST|OTEL_|AWS_|TURBO)/i.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'dummy',
    AWS_SECRET_ACCESS_KEY: 'dummy',
    // The one that runs the tests, whatever comes first on the PATH of the machine.
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    ...extra,
  };
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  shell: boolean,
  { env, timeoutMillis = 300_000, ...options }: RunOptions = {},
): Promise<Output> {
  const child = spawn(program, args, { cwd, shell, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMillis);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  const expected = 'expectedCode' in options ? options.expectedCode : 0;
  if (expected !== undefined && code !== expected) {
    const line = [program, ...args].join(' ');
    throw new Error(`"${line}" ended with ${code}, expected ${expected}\n${shorten(stdout)}\n${shorten(stderr)}`);
  }
  return { code, stdout, stderr };
}

/** The first and the last lines: errors of bundlers and package managers are long. */
function shorten(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.length <= 40 ? lines : [...lines.slice(0, 25), '…', ...lines.slice(-14)]).join('\n');
}
