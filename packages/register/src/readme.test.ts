import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkOptions } from './options.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const { peerDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

describe('the README', () => {
  it('lists every option', () => {
    const table = readme.split('\n## ').find((section) => section.startsWith('Options'))!;
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    const { processor, ...options } = checkOptions({});
    expect(listed).toEqual(Object.keys(options));
  });

  it.each(['3.x', '2.x'])('installs every peer for SDK %s', (generation) => {
    const command = readme.split(`OpenTelemetry SDK ${generation}:`)[1]!.split('```')[1]!;
    const installed = [...command.matchAll(/(@opentelemetry\/[\w-]+)@/g)].map(([, name]) => name);
    expect(installed.sort()).toEqual(Object.keys(peerDependencies).sort());
  });
});
