#!/usr/bin/env node
import { createRequire } from 'node:module';
import { runDoctor } from '../dist/esm/doctor-cli.js';

const { version } = createRequire(import.meta.url)('../package.json');
process.exitCode = await runDoctor(process.argv.slice(2), (text) => process.stdout.write(text), version);
