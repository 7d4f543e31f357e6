import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder } from '../ground/own-folder.ts';

/** The version of this package. */
export function ownVersion(): string {
  const here = ownFolder();
  // From dist/esm and dist/cjs; from the sources.
  for (const place of ['../../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(here, place), 'utf8')) as Record<string, string>;
      if (name === '@otel-xray/local' && version !== undefined) return version;
    } catch {
      // The other place, then.
    }
  }
  return '';
}
