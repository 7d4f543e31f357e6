import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';

const SYSTEM = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser to start, and the arguments it needs. */
export interface FoundBrowser {
  readonly path: string;
  readonly args: readonly string[];
  /** It is that of npm, the same on every machine. */
  readonly isPackaged: boolean;
}

/**
 * Finds a Chrome: `CHROME_PATH`, one of the system, else the one of npm, which is unpacked on first use. Call it once: two processes that unpack at
 * the same time break each other's file.
 * @throws (rejects) if there is none: a test without a browser shows nothing
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const own = process.env['CHROME_PATH'];
  if (own !== undefined && own !== '') {
    if (!existsSync(own)) throw new Error(`CHROME_PATH: there is no ${own}.`);
    return { path: own, args: ARGS, isPackaged: false };
  }
  const system = SYSTEM.find((path) => existsSync(path));
  if (system !== undefined) return { path: system, args: ARGS, isPackaged: false };
  return {
    path: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !UNWANTED.test(arg)), ...ARGS],
    isPackaged: true,
  };
}

// Containers have no sandbox to give; the pages come from this repository.
const ARGS = [
  '--no-sandbox',
  '--force-prefers-reduced-motion',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
];

// Made for functions: the first two would keep a page from being tested as it is, the last starts a browser of another kind.
const UNWANTED = /^--(?:disable-web-security|allow-running-insecure-content|headless|single-process)/;
