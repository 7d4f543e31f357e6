import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentsOf, type Entity } from './collect.ts';
import { differingPaths, normalForm } from './normal-form.ts';

const require = createRequire(import.meta.url);
const SDK = require.resolve('aws-xray-sdk-core');
const OURS = require.resolve('@otel-xray/aws-xray-sdk-core');

const LAMBDA = { LAMBDA_TASK_ROOT: '/var/task', AWS_LAMBDA_FUNCTION_NAME: 'function' };

/** Documents of a program on a core, with the packages whose names begin so. */
function run(core: string, satellites: string, file: string, env: Record<string, string> = {}): Promise<Entity[]> {
  return documentsOf([join(import.meta.dirname, 'run-program.cjs'), core, satellites, file], env);
}

/** Rows of the table of documents in the README: `path` → reason. */
function differencesOfReadme(): string[] {
  const readme = readFileSync(join(import.meta.dirname, '../../packages/shims/core/README.md'), 'utf8');
  const [, section = ''] = readme.split('### Documents');
  return [...(section.split('\n#')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path as string);
}

describe('documents equal those of the X-Ray SDK, but for the rows of the README, in the program', () => {
  const seen = new Set<string>();
  const programs = globSync(join(import.meta.dirname, 'programs/*.cjs')).sort();

  it.each(programs.map((file) => [basename(file, '.cjs'), file]))('%s', async (name, file) => {
    const env = name === 'lambda' ? LAMBDA : {};
    const [theirs, ours] = (await Promise.all([run(SDK, '', file, env), run(OURS, '', file, env)])).map(normalForm);
    expect(theirs).not.toEqual([]);
    const paths = differingPaths(theirs, ours);
    for (const path of paths) seen.add(path);
    const unexpected = paths.filter((path) => !differencesOfReadme().includes(path));
    // The whole documents, since the paths alone do not say enough.
    if (unexpected.length > 0) expect({ unexpected, documents: ours }).toEqual({ unexpected: [], documents: theirs });
  });

  afterAll(() => {
    // A row that no program shows would promise a difference that is gone.
    expect([...seen].sort()).toEqual(differencesOfReadme().sort());
  });
});

describe('the packages around the core give the same documents, each on both cores', () => {
  const programs = globSync(join(import.meta.dirname, 'satellites/*.cjs')).sort();
  const env = { AWS_XRAY_COLLECT_SQL_QUERIES: '1', POSTGRES_DRIVER_VERSION: '8', MYSQL_DATABASE_VERSION: '9' };

  it.each(programs.map((file) => [basename(file, '.cjs'), file]))('%s', async (_, file) => {
    const theirs = normalForm(await run(SDK, 'aws-xray-sdk', file, env));
    expect(theirs).not.toEqual([]);
    const others = [
      [OURS, '@otel-xray/aws-xray-sdk'],
      [OURS, 'aws-xray-sdk'],
      [SDK, '@otel-xray/aws-xray-sdk'],
    ] as const;
    for (const [core, satellites] of others) {
      const ours = normalForm(await run(core, satellites, file, env));
      const unexpected = differingPaths(theirs, ours).filter((path) => !path.startsWith('aws.xray.sdk'));
      if (unexpected.length > 0)
        expect({ unexpected, core, satellites, documents: ours }).toEqual({ documents: theirs });
    }
  });
});
