import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { name, version } from './version.ts';

it('is that of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(`@otel-xray/${name}@${version}`).toBe(`${manifest.name}@${manifest.version}`);
});
