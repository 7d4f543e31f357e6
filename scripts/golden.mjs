// Renews the answers of our own goldens (test/conformance/golden/README.md), the documents of the corpus (test/corpus/README.md) and the
// tables in the translator's README.
import './from-sources.mjs';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const { answerGolden, goldenAnswerPath, goldenCases } = await import('../test/conformance/golden.ts');
const { documentsOf } = await import('../test/corpus/documents.ts');
const { documentsPath, formatJson, recordings } = await import('../test/corpus/recorder/recording.ts');
const { TRANSLATOR_README, withTables } = await import('../test/conformance/readme-tables.ts');

const names = goldenCases();
for (const name of names) writeFileSync(goldenAnswerPath(name), `${JSON.stringify(answerGolden(name), null, 2)}\n`);

rmSync(new URL('../test/corpus/documents', import.meta.url), { recursive: true, force: true });
for (const recording of recordings()) {
  const file = documentsPath(recording);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, formatJson(await documentsOf(recording)));
}
writeFileSync(TRANSLATOR_README, withTables());
console.log(
  `${names.length} goldens and ${recordings().length} documents of recordings written, and the README's tables`,
);
