// Renews the answers of our own goldens (test/conformance/golden/README.md).
import './from-sources.mjs';
import { writeFileSync } from 'node:fs';

const { answerGolden, goldenAnswerPath, goldenCases } = await import('../test/conformance/golden.ts');

const names = goldenCases();
for (const name of names) writeFileSync(goldenAnswerPath(name), `${JSON.stringify(answerGolden(name), null, 2)}\n`);
console.log(`${names.length} goldens written`);
