// Puts the built console into this package, which is published with it.
import { cpSync, rmSync } from 'node:fs';

rmSync('dist/console', { recursive: true, force: true });
cpSync('../console/dist/app', 'dist/console', { recursive: true });
