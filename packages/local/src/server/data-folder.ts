import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the `xray-local` command keeps its data when nothing else is said: the user's data folder, as each system has it. */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), FOLDER);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', FOLDER);
  // XDG Base Directory Specification: unset or empty means ~/.local/share.
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), FOLDER);
}

const FOLDER = 'xray-local';
