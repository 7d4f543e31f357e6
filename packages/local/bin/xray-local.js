#!/usr/bin/env -S node --disable-warning=ExperimentalWarning --max-semi-space-size=8
import { createRequire } from 'node:module';
import { runCli } from '../dist/esm/cli.js';

const { version } = createRequire(import.meta.url)('../package.json');
await runCli(process.argv, version);
