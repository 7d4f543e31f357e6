import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { findConsole } from './console-files.ts';
import { serveConsole } from './serve-console.ts';

const files = findConsole()!;
const app = new Hono();
serveConsole(app, files, () => ({ hostile: '</script><script>alert(1)</script>', dollar: '$&' }));
const script = [...files.assets.keys()].find((name) => name.endsWith('.js'))!;

describe('the console', () => {
  it('is found in the repository', () => expect(files).toBeDefined());

  it('answers / with a page that is never kept, and a policy that lets only its own files run', async () => {
    const answer = await app.request('/');
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    for (const [, style] of page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g))
      expect(policy).toContain(createHash('sha256').update(style!).digest('base64'));
    expect(page).not.toMatch(/<script(?![^>]*\b(?:src=|type="application\/json"))/);
    expect(page).not.toMatch(/\bhttps?:\/\/(?!www\.w3\.org)/);
  });

  it('puts into the page what it starts with, whatever is in it', async () => {
    const page = await (await app.request('/')).text();
    const json = /id="boot">(.*?)<\/script>/.exec(page)![1]!;
    expect(JSON.parse(json)).toEqual({ hostile: '</script><script>alert(1)</script>', dollar: '$&' });
  });

  it.each([
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('answers assets compressed as asked for: %s', async (accepted, encoding) => {
    const answer = await app.request(`/assets/${script}`, { headers: { 'accept-encoding': accepted } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('javascript');
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (encoding === 'gzip') expect(gunzipSync(bytes).length).toBeGreaterThan(bytes.length);
  });

  it.each(['nothing.js', '..%2Findex.html', '%2e%2e%2f%2e%2e%2fpackage.json'])('has no %s', async (name) => {
    expect((await app.request(`/assets/${name}`)).status).toBe(404);
  });

  it('says so where it was not built', async () => {
    const bare = new Hono();
    serveConsole(bare, undefined);
    expect((await bare.request('/')).status).toBe(503);
    expect((await bare.request('/assets/x.js')).status).toBe(404);
  });
});
