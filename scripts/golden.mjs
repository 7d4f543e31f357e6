// Renews the answers of our own goldens (test/conformance/golden/README.md) and the tables in the translator's README.
import './from-sources.mjs';
import { writeFileSync } from 'node:fs';

const { answerGolden, goldenAnswerPath, goldenCases } = await import('../test/conformance/golden.ts');
const { TRANSLATOR_README, withTables } = await import('../test/conformance/readme-tables.ts');

const names = goldenCases();
for (const name of names) writeFileSync(goldenAnswerPath(name), `${JSON.stringify(answerGolden(name), null, 2)}\n`);
writeFileSync(TRANSLATOR_README, withTables());
console.log(`${names.length} goldens written, and the README's tables`);
