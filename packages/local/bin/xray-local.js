#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import '../dist/esm/cli.js';
