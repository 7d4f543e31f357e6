// Puts the built console into this package, which is published with it, and the licences of what the console contains.
import { cpSync, renameSync, rmSync } from 'node:fs';

rmSync('dist/console', { recursive: true, force: true });
cpSync('../console/dist/app', 'dist/console', { recursive: true });
renameSync('dist/console/THIRD-PARTY.md', 'THIRD-PARTY.md');
