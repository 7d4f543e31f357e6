import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultDataFolder } from './data-folder.ts';

it.each([
  ['linux', {}, join('/home/ann', '.local', 'share', 'xray-local')],
  ['linux', { XDG_DATA_HOME: '' }, join('/home/ann', '.local', 'share', 'xray-local')],
  ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'xray-local')],
  ['darwin', { XDG_DATA_HOME: '/data' }, join('/home/ann', 'Library', 'Application Support', 'xray-local')],
  ['win32', {}, join('/home/ann', 'AppData', 'Local', 'xray-local')],
  ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'xray-local')],
] as const)('on %s with %o is %s', (platform, env, folder) => {
  expect(defaultDataFolder(platform, env, '/home/ann')).toBe(folder);
});
