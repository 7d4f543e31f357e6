import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { NOW_MILLIS } from './documents.ts';

/** A browser and a server, with what went wrong in the pages. */
export interface Stage {
  readonly xray: LocalXRay;
  readonly browser: Browser;
  /** Opens the console in a profile of its own. */
  open(hash?: string, options?: { theme?: 'light' | 'dark'; width?: number; height?: number }): Promise<Page>;
  /** Errors of scripts, refused by policy, and requests to anyone but the server. Empty in a good run. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Starts both. The server's clock stands still at `NOW_MILLIS` unless another is given. */
export async function startStage(options: { now?: () => number } = {}): Promise<Stage> {
  const xray = await startLocalXRay({ port: 0, now: options.now ?? (() => NOW_MILLIS) });
  const { path, args } = inject('browser');
  const browser = await chromium.launch({ executablePath: path, args: [...args], headless: true });
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    xray,
    browser,
    faults,
    async open(hash = '', { theme = 'light', width = 1_440, height = 860 } = {}) {
      const context = await browser.newContext({
        colorScheme: theme,
        viewport: { width, height },
        reducedMotion: 'reduce',
        timezoneId: 'UTC',
        locale: 'en-US',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      contexts.push(context);
      const page = await context.newPage();
      // Long, for machines that do much else; nothing waits longer than it must.
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => {
        const isGone = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|Failed to load resource/.test(message.text());
        if (message.type() === 'error' && !isGone) faults.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(`${xray.url}/`) && !/^(?:data|blob):/.test(url)) faults.push(`request: ${url}`);
      });
      await page.goto(`${xray.url}/${hash}`);
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await xray.close();
    },
  };
}

/** The text of all rows of the list that are in the page. */
export async function rowTexts(page: Page): Promise<string[]> {
  const texts = await page.locator('.traces .row').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}
