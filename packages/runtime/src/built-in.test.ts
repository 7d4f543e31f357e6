import { createRequire } from 'node:module';
import { afterEach, expect, it, vi } from 'vitest';
import { builtIn } from './built-in.ts';

const require = createRequire(import.meta.url);

afterEach(() => {
  vi.restoreAllMocks();
});

it.each(['node:dns', 'node:http'] as const)('gives the module that require gives: %s', (name) => {
  expect(builtIn(name)).toBe(require(name));
});

it('gives it where Node has no process.getBuiltinModule', () => {
  vi.spyOn(process as { getBuiltinModule: unknown }, 'getBuiltinModule', 'get').mockReturnValue(undefined);
  expect(builtIn('node:dns')).toBe(require('node:dns'));
});
