import type { TestProject } from 'vitest/node';
import { type FoundBrowser, findBrowser } from './find-browser.ts';

/** Finds the browser once for all test files. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('browser', await findBrowser());
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly browser: FoundBrowser;
  }
}
