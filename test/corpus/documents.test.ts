import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documentsOf } from './documents.ts';
import { documentsPath, recordings } from './recorder/recording.ts';

it.each(recordings())('makes the same documents of $scenario on $sdk', async (name) => {
  expect(await documentsOf(name)).toEqual(JSON.parse(readFileSync(documentsPath(name), 'utf8')));
});
