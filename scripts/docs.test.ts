import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CODEMOD_RULES, codemodRulesPage } from './codemod-rules.mjs';

it('the page of codemod rules is that of the goldens: node scripts/codemod-rules.mjs writes it', () => {
  expect(readFileSync(CODEMOD_RULES, 'utf8')).toBe(codemodRulesPage());
});
