import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createPackedProject, findNode, publishedPackages } from '@otel-xray/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';

/** What people rely on. Each package's other names are found in its source. */
const PUBLIC_NAMES: Readonly<Record<string, readonly string[]>> = {
  '@otel-xray/aws-client': ['traceAWSClient'],
  '@otel-xray/codemod': ['migrate'],
  '@otel-xray/exporter': ['AWSXRayExporter', 'AWSXRaySpanProcessor'],
  '@otel-xray/filter-expression': ['complete', 'format', 'parse'],
  '@otel-xray/format': ['addMetadata', 'annotate', 'formatTraceHeader', 'parseTraceHeader'],
  '@otel-xray/id-generator': ['AWSXRayIdGenerator'],
  '@otel-xray/lambda': ['sampleOnlyInHandlers', 'wrapHandler'],
  '@otel-xray/local': ['startLocalXRay'],
  '@otel-xray/propagator': [
    'AWSXRAY_TRACE_ID_ENV_VAR',
    'AWSXRAY_TRACE_ID_HEADER',
    'AWSXRayLambdaPropagator',
    'AWSXRayPropagator',
    'propagatorFromEnv',
  ],
  '@otel-xray/register': ['registerXRay'],
  '@otel-xray/sampler': ['AWSXRayRemoteSampler', 'AWSXRayRuleSampler', 'LocalRulesSampler', 'samplerFromEnv'],
  '@otel-xray/translator': ['createTranslator', 'serializeDocument', 'translateToBytes'],
};

// The X-Ray SDK's replacements have the shape of their originals: test/migration looks at them.
const ofOpenTelemetry = publishedPackages().filter(
  ({ manifest }) => !manifest.name.startsWith('@otel-xray/aws-xray-sdk'),
);
const packages = ofOpenTelemetry.map(({ folder, manifest }) => ({
  name: manifest.name,
  folder,
  engines: manifest.engines.node,
  paths: Object.keys(manifest.exports).map((subpath) => manifest.name + subpath.slice(1)),
}));
const onNode20 = packages.filter(({ engines }) => />=\s*(18|20)\./.test(engines));

const node20 = findNode(20);
const runtimes = [
  { title: 'this Node, SDK 3.x', node: process.execPath, sdk: 3 as const, packages },
  { title: 'this Node, SDK 2.x', node: process.execPath, sdk: 2 as const, packages },
  {
    title: node20 ? 'Node 20, SDK 2.x' : 'Node 20, SDK 2.x: skipped, as there is no Node 20 on PATH',
    node: node20,
    sdk: 2 as const,
    packages: onNode20,
  },
];

interface Answer {
  /** Package name → the names it gives, or why it could not be loaded. */
  names: Record<string, string[] | string>;
  /** Path → the file it stands for. */
  files: Record<string, string>;
  /** Whether a span context came through the header, with the ids and the API of this project. */
  roundTrip: boolean;
}

const BODY = `
const names = {};
for (const name of NAMES) names[name] = await load(name).then((module) => Object.keys(module).sort(), String);
const files = Object.fromEntries(PATHS.map((path) => [path, find(path)]));

const { AWSXRayIdGenerator } = await load('@otel-xray/id-generator');
const { AWSXRayPropagator } = await load('@otel-xray/propagator');
const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter, trace } = await load('@opentelemetry/api');
const ids = new AWSXRayIdGenerator();
const sent = { traceId: ids.generateTraceId(), spanId: ids.generateSpanId(), traceFlags: 1 };
const carrier = {};
const propagator = new AWSXRayPropagator();
propagator.inject(trace.setSpanContext(ROOT_CONTEXT, sent), carrier, defaultTextMapSetter);
const read = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));
const roundTrip = read.traceId === sent.traceId && read.spanId === sent.spanId && read.traceFlags === 1;

console.log(JSON.stringify({ names, files, roundTrip }));
process.exit();`;

const PROGRAMS = {
  'imported.mjs': `const load = (name) => import(name);
    const find = (path) => import.meta.resolve(path);
    ${BODY}`,
  'required.cjs': `const load = async (name) => require(name);
    const find = (path) => require.resolve(path);
    void (async () => { ${BODY} })();`,
};

describe.each(runtimes)('$title', ({ node, sdk, packages }) => {
  describe.skipIf(node === undefined).each(Object.entries(PROGRAMS))('%s', (file, program) => {
    let answer: Answer;
    beforeAll(() => {
      const project = createPackedProject({ sdk });
      try {
        const lists = {
          NAMES: packages.map(({ name }) => name),
          PATHS: packages.flatMap(({ paths }) => paths),
        };
        const head = Object.entries(lists).map(([name, list]) => `const ${name} = ${JSON.stringify(list)};\n`);
        project.write(file, head.join('') + program);
        const { status, stdout, stderr } = spawnSync(node!, [file], { cwd: project.folder, encoding: 'utf8' });
        expect(status, stderr).toBe(0);
        answer = JSON.parse(stdout);
      } finally {
        project.remove();
      }
    });

    it.each(packages)('$name gives each name of its source', async ({ name, folder }) => {
      const source = await import(/* @vite-ignore */ join(folder, 'src/index.ts'));
      expect(answer.names[name]).toEqual(Object.keys(source).sort());
      expect(answer.names[name]).toEqual(expect.arrayContaining([...(PUBLIC_NAMES[name] ?? [])]));
    });

    const format = file === 'imported.mjs' ? 'esm' : 'cjs';
    it.each(packages.flatMap(({ paths }) => paths))('%s is a file of the right format', (path) => {
      const expected = path.endsWith('package.json')
        ? /\/package\.json$/
        : new RegExp(`/dist/${format}/[\\w.-]+\\.js$`);
      expect(answer.files[path]?.replaceAll('\\', '/')).toMatch(expected);
    });

    it('carries ids through the header', () => {
      expect(answer.roundTrip).toBe(true);
    });
  });
});
