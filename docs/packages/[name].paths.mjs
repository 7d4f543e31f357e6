import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PACKAGE_NAMES } from '../.vitepress/package-names.mjs';

const folder = fileURLToPath(new URL('../../packages', import.meta.url));

export default {
  watch: ['../../packages/*/README.md'],
  /** One page per package: its README. */
  paths: () =>
    PACKAGE_NAMES.map((name) => ({ params: { name }, content: readFileSync(`${folder}/${name}/README.md`, 'utf8') })),
};
