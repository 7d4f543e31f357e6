// Installs, bundles and starts the packed packages outside of the repository, in every way of test/install, and prints a table of cells.
// Arguments select cells by parts of their names: `npm run install-matrix -- webpack register`.
import { Skipped } from '../test/install/cell.ts';
import { cells } from '../test/install/matrix.ts';
import { openProjects } from '../test/install/projects.ts';

const words = process.argv.slice(2);
const chosen = cells.filter(({ group, name }) => words.every((word) => `${group}: ${name}`.includes(word)));
const counts = { ok: 0, skipped: 0, 'NOT OK': 0 };
const projects = await openProjects();
try {
  for (const cell of chosen) {
    const started = performance.now();
    const [outcome, remark] = await cell.run(projects).then(
      (text) => ['ok', text ?? ''],
      (error) => (error instanceof Skipped ? ['skipped', error.message] : ['NOT OK', error.stack ?? error]),
    );
    counts[outcome]++;
    const seconds = `${((performance.now() - started) / 1_000).toFixed(1)} s`;
    console.log(`| ${outcome} | ${cell.group} | ${cell.name} | ${seconds} | ${remark} |`);
  }
} finally {
  await projects.close();
}
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', '),
);
process.exitCode = counts['NOT OK'] > 0 || chosen.length === 0 ? 1 : 0;
