import { join } from 'node:path';
import { publishedPackages } from '@otel-xray/test-kit';
import type { Cell } from './cell.ts';

const root = join(import.meta.dirname, '../..');

const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

const names = publishedPackages().flatMap(({ manifest }) =>
  Object.keys(manifest.exports)
    // A pattern stands for files that programs name by themselves.
    .filter((path) => path !== './package.json' && !path.includes('*'))
    .map((path) => manifest.name + path.slice(1)),
);

/** Types of every entry, imported from an ES module and from a CommonJS file. */
export const typesCells: readonly Cell[] = RESOLUTIONS.map((resolution) => ({
  group: 'types',
  name: `TypeScript with ${resolution.moduleResolution}`,
  cheap: resolution.moduleResolution === 'nodenext',
  async run(projects) {
    const own = publishedPackages().map(({ manifest }) => manifest.name);
    const project = projects.installed([...own, '@opentelemetry/api', '@types/node', '@opentelemetry/sdk-trace']);
    const imports = names
      .map((name, at) => `import * as entry${at} from '${name}';\nexport { entry${at} };\n`)
      .join('');
    const use = `import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { TracerProvider } from '@opentelemetry/sdk-trace';
new TracerProvider({ idGenerator: new AWSXRayIdGenerator(), spanProcessors: [new AWSXRaySpanProcessor()] });
// @ts-expect-error proves that the types were found
new AWSXRaySpanProcessor({ target: 1 });
`;
    project.write('all.mts', imports + use);
    project.write('all.cts', imports + use);
    const compilerOptions = { ...resolution, strict: true, noEmit: true, target: 'es2022', types: ['node'] };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['all.mts', 'all.cts'] }));
    await project.run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    return `${names.length} entries, as ES module and CommonJS`;
  },
}));
