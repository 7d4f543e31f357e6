import { readFile } from 'node:fs/promises';
import type { Env, Hono } from 'hono';
import { BOOT_PLACE, type ConsoleFiles } from './console-files.ts';

/**
 * Answers `/` with the console's page and `/assets/…` with what it loads: the page never from a cache, the assets, whose names are their
 * contents' hashes, for ever.
 * @param boot what the page starts with; `undefined` lets it ask
 */
export function serveConsole<E extends Env>(
  app: Hono<E>,
  files: ConsoleFiles | undefined,
  boot: () => object | undefined = () => undefined,
): void {
  app.get('/', (c) => {
    if (!files) return c.text('The console was not built: npm run build makes it.\n', 503);
    const json = JSON.stringify(boot() ?? {}).replaceAll('<', '\\u003c');
    const page = files.page.replace(BOOT_PLACE, () => BOOT_PLACE.replace('{}', () => json));
    return c.html(page, 200, {
      ...SAFE,
      'cache-control': 'no-store',
      'content-security-policy': files.contentSecurityPolicy,
    });
  });
  app.get('/assets/:name', async (c) => {
    const name = c.req.param('name');
    const accepted = c.req.header('accept-encoding') ?? '';
    const [suffix, encoding] =
      ENCODINGS.find(([ending, token]) => accepts(accepted, token) && files?.assets.has(name + ending)) ?? [];
    const file = files?.assets.get(name + (suffix ?? ''));
    if (!file) return c.notFound();
    return c.body(new Uint8Array(await readFile(file.path)), 200, {
      ...SAFE,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': file.type,
      vary: 'accept-encoding',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    });
  });
}

const SAFE = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' } as const;

const ENCODINGS = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
] as const;

function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    return name === encoding && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
  });
}
