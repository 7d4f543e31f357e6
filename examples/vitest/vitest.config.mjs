import { defineConfig } from 'vitest/config';

// Stands here so that the configuration of the repository around it is not taken.
export default defineConfig({});
