import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { plugin } from './surface.ts';

it('the plugin has the version of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(plugin.version).toBe(manifest.version);
});
