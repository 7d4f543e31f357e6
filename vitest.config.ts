import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const sourceOf = (name: string): string => join(root, 'packages', name, 'src/index.ts');
const packages = [
  'format',
  'id-generator',
  'filter-expression',
  'propagator',
  'translator',
  'aws-client',
  'codemod',
  'exporter',
  'sampler',
  'lambda',
  'local',
  'register',
  'runtime',
];

/** The replacements of the X-Ray SDK's packages. */
const shims = ['core', 'sdk', 'express', 'mysql', 'postgres', 'fetch', 'fastify', 'hapi', 'koa2', 'restify'];

// Tests see the sources, not the builds: what is tested is what is edited. The packed builds have their own tests in test/compat.
const alias = [
  // The packages around the core import it by the SDK's name. Tests that compare load the SDK by `require`.
  { find: 'aws-xray-sdk-core', replacement: sourceOf('shims/core') },
  {
    find: '@otel-xray/aws-xray-sdk-(express|mysql|postgres)/create',
    replacement: join(root, 'packages/shims/$1/src/create.ts'),
  },
  ...shims.map((name) => ({
    find: `@otel-xray/aws-xray-sdk${name === 'sdk' ? '' : `-${name}`}`,
    replacement: sourceOf(`shims/${name}`),
  })),
  ...packages.map((name) => ({ find: `@otel-xray/${name}`, replacement: sourceOf(name) })),
  { find: '@otel-xray/test-kit', replacement: join(root, 'test/kit/src/index.ts') },
].map(({ find, replacement }) => ({ find: new RegExp(`^${find}$`), replacement }));

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: ['default', ['json', { outputFile: join(root, '.report/vitest.json') }]],
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      AWS_REGION: 'us-east-1',
    },
    // The default leaves one core idle, half of a machine with two.
    maxWorkers: '100%',
    coverage: { provider: 'v8', include: ['packages/*/src/**'], exclude: ['**/*.test.ts', '**/*.test-d.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/e2e/console/**/*.test.ts'],
          globalSetup: join(root, 'test/e2e/console/global-setup.ts'),
          // After the others, and two at a time: a browser beside everything else is slow for no reason of its own.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As long as the pages wait for an element: what is read appears when the machine has come to it.
          expect: { poll: { timeout: 20_000 } },
          // Real keys and pointers beside a busy machine: one more try, which the report names.
          retry: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          // Properties run thousands of cases; their time depends on the machine.
          testTimeout: 30_000,
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/shims/*/src/**/*.test.ts',
            'test/kit/**/*.test.ts',
            'test/conformance/**/*.test.ts',
            'test/corpus/documents.test.ts',
            'scripts/**/*.test.ts',
            'examples/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'tsc',
            // Errors outside the type tests are the business of `npm run check`, which knows the library of the tests.
            ignoreSourceErrors: true,
            include: ['packages/*/src/**/*.test-d.ts', 'packages/shims/*/src/**/*.test-d.ts', 'test/**/*.test-d.ts'],
            tsconfig: join(root, 'tsconfig.test.json'),
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{compat,e2e,faults,install,migration}/**/*.test.ts', 'test/corpus/record.test.ts'],
          exclude: ['test/e2e/console/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
