// No committed file names the host of a package registry: a clone installs from wherever its user's npm points.
import { spawnSync } from 'node:child_process';

// Put together here, so that this file does not find itself.
const HOSTS = [
  'registry\\.np' + 'mjs',
  'proxy\\.gol' + 'ang',
  'py' + 'pi\\.org',
  'repo1?\\.mav' + 'en',
  'crates\\.i' + 'o',
];
const RESOLVED = '"resolved": "ht' + 'tp';

const { status, stdout, stderr } = spawnSync('git', ['grep', '-nIE', `(${HOSTS.join('|')}|${RESOLVED})`, '--', '.'], {
  encoding: 'utf8',
});
// git grep: 0 found something, 1 found nothing, more is trouble.
if (status !== 1) console.log(`${stdout}${stderr}`);
process.exitCode = status === 1 ? 0 : 1;
