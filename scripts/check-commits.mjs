// Checks the subjects of commits since this check exists: conventional, imperative, at most 72 columns.
import { spawnSync } from 'node:child_process';
import { subjectProblem } from './prose/subject.mjs';

const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';

const [first] = git('log', '--reverse', '--diff-filter=A', '--format=%H', '--', 'scripts/check-commits.mjs').split(
  '\n',
);
if (!first || git('rev-parse', '--is-shallow-repository') === 'true') {
  console.log('skipped: the history is not here');
} else {
  for (const subject of git('log', '--no-merges', '--format=%s', `${first}..HEAD`).split('\n').filter(Boolean)) {
    const problem = subjectProblem(subject);
    if (problem === undefined) continue;
    console.log(`"${subject}": ${problem}`);
    process.exitCode = 1;
  }
}
