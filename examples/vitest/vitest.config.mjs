import { defineConfig } from 'vitest/config';

// This file keeps vitest from the configuration of the repository around it.
export default defineConfig({});
