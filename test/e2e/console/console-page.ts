import { type LocalXRay, type LocalXRayOptions, startLocalXRay } from '@otel-xray/local';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { makeOtlpRequest, NOW_MILLIS, type Order } from './documents.ts';

/** A row that appears within this time was pushed by the server: the page itself polls every 30 s only. */
export const LIVE_MILLIS = 10_000;

/** A browser and a server, with the errors of the pages. */
export interface Stage {
  readonly xray: LocalXRay;
  readonly browser: Browser;
  /** Opens the console in a profile of its own; `bypassCSP` lets a test add styles to it. */
  open(hash?: string, options?: PageOptions): Promise<Page>;
  /** Errors of scripts, refused by policy, and requests to anyone but the server. Empty in a good run. */
  readonly faults: string[];
  /** How many pages were opened and not closed. */
  readonly pages: number;
  /** Closes the pages that were opened last, down to a number. */
  closePages(down: number): Promise<void>;
  close(): Promise<void>;
}

/** Options of a page. */
interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly bypassCSP?: boolean;
  /** Default `en-US`; `none` leaves it to the browser. */
  readonly locale?: string;
  readonly motion?: 'reduce' | 'no-preference';
}

/** Options of Local X-Ray beside a free port, and the browser's environment. */
export interface StageOptions extends Pick<LocalXRayOptions, 'forward'> {
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts both. The server's clock is fixed at `NOW_MILLIS`. */
export async function startStage({ env, ...options }: StageOptions = {}): Promise<Stage> {
  const xray = await startLocalXRay({ port: 0, now: () => NOW_MILLIS, ...options });
  const { path, args } = inject('browser');
  const browser = await chromium.launch({
    executablePath: path,
    args: [...args],
    headless: true,
    ...(env && { env: { ...(process.env as Record<string, string>), ...env } }),
  });
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  const closePages = async (down: number): Promise<void> => {
    await Promise.all(contexts.splice(down).map((context) => context.close()));
  };
  return {
    xray,
    browser,
    faults,
    async open(hash = '', options: PageOptions = {}) {
      const {
        theme = 'light',
        width = 1_440,
        height = 860,
        bypassCSP = false,
        locale = 'en-US',
        motion = 'reduce',
      } = options;
      const context = await browser.newContext({
        colorScheme: theme,
        viewport: { width, height },
        reducedMotion: motion,
        bypassCSP,
        timezoneId: 'UTC',
        ...(locale !== 'none' && { locale }),
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
    get pages() {
      return contexts.length;
    },
    closePages,
    async close() {
      await closePages(0);
      await browser.close();
      await xray.close();
    },
  };
}

/** A stage for all tests of a file, with these orders in its store. After the tests it fails if a page had an error. */
export function useStage(
  orders: readonly Order[],
  options: StageOptions = {},
): Omit<Stage, 'close' | 'closePages' | 'pages'> {
  let started: Stage | undefined;
  const stage = (): Stage => {
    if (!started) throw new Error('The stage is for tests: it starts before the first one.');
    return started;
  };
  beforeAll(async () => {
    started = await startStage(options);
    await started.xray.ingest(orders.flatMap(({ documents }) => documents));
  });
  // Each open page is live, and slows down the tests after its own. Pages of `beforeAll` stay.
  let kept = 0;
  beforeEach(() => {
    kept = stage().pages;
  });
  afterEach(() => stage().closePages(kept));
  afterAll(async () => {
    await started?.close();
    expect(started?.faults).toEqual([]);
  });
  return {
    get xray() {
      return stage().xray;
    },
    get browser() {
      return stage().browser;
    },
    get faults() {
      return stage().faults;
    },
    open: (hash, how) => stage().open(hash, how),
  };
}

/** The input of a user. */
export interface Input {
  readonly clicks: number;
  readonly keys: number;
}

/** Counts clicks and keys on a page from now on. */
export async function countInput(page: Page): Promise<() => Promise<Input>> {
  const counts = await page.evaluateHandle(() => {
    const counted = { clicks: 0, keys: 0 };
    addEventListener('pointerdown', () => counted.clicks++, true);
    addEventListener('keydown', () => counted.keys++, true);
    return counted;
  });
  return () => counts.jsonValue();
}

/** Sends a span as OpenTelemetry's exporters do. */
export async function sendOtlp(url: string, traceId: string, ageSeconds: number): Promise<void> {
  const body = JSON.stringify(makeOtlpRequest(traceId, ageSeconds));
  const answer = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
}

/** The text of all rows of the list that are in the page. */
export async function rowTexts(page: Page): Promise<string[]> {
  const texts = await page.locator('.traces .row').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}
