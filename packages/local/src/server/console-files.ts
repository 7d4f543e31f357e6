import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ownFolder } from '../ground/own-folder.ts';

/** The web console as it was built: its page, and the assets that the page loads. */
export interface ConsoleFiles {
  /** HTML with `BOOT_PLACE` where the page expects what it starts with. */
  readonly page: string;
  /** The value of `Content-Security-Policy` that lets this page run and nothing else. */
  readonly contentSecurityPolicy: string;
  /** Name → file; `app.js.br` is `app.js` compressed ready-made. */
  readonly assets: ReadonlyMap<string, { readonly path: string; readonly type: string }>;
}

/** Where the page has its JSON to start with. */
export const BOOT_PLACE = '<script type="application/json" id="boot">{}</script>';

/** Finds the console: in the package as published, else where the repository builds it. `undefined` if it was not built. */
export function findConsole(): ConsoleFiles | undefined {
  const here = ownFolder();
  const folder = PLACES.map((place) => join(here, place)).find((each) => existsSync(join(each, 'index.html')));
  return folder === undefined ? undefined : readConsole(folder);
}

// From dist/esm and dist/cjs; from the sources.
const PLACES = ['../console', '../../../console/dist/app'];

function readConsole(folder: string): ConsoleFiles {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const assets = join(folder, 'assets');
  return {
    page,
    contentSecurityPolicy: contentSecurityPolicy(page),
    assets: new Map(
      readdirSync(assets).map((name) => [name, { path: join(assets, name), type: typeOf(name) }] as const),
    ),
  };
}

/** Text from documents can never run or load anything; the style in the page itself is allowed by its hash. */
function contentSecurityPolicy(page: string): string {
  const hashes = [...page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...hashes].join(' '),
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function typeOf(name: string): string {
  return TYPES[extname(name.replace(/\.(?:gz|br)$/, ''))] ?? 'application/octet-stream';
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
