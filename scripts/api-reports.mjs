// Compares the types that each entry of each package exports with its report in `api/`. `--update` writes the reports again:
// a change of the public API shows in the difference of a commit.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { publishedPackages } from '../test/kit/src/packed-project.ts';

const update = process.argv.includes('--update');
const reports = join(process.cwd(), 'api');
const scratch = mkdtempSync(join(tmpdir(), 'otel-xray-api-'));
mkdirSync(reports, { recursive: true });

/** Entries with types of their own, by name: `./otlp` → its declarations. */
const entriesOf = ({ folder, manifest }) =>
  Object.entries(manifest.exports).flatMap(([entry, conditions]) => {
    const types = conditions?.import?.types;
    // Deep paths (`./dist/lib/*`) have no report: they are the X-Ray SDK's, and `test/migration` compares them.
    return types && !types.includes('*') ? [[entry, join(folder, types)]] : [];
  });

const reportOf = (folder, name, types) => {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: 'nodenext', target: 'es2023', skipLibCheck: true, types: ['node'] },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: scratch,
        reportTempFolder: join(scratch, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: { extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
    },
  });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  return readFileSync(join(scratch, `${name}.api.md`), 'utf8');
};

try {
  for (const published of publishedPackages())
    for (const [entry, types] of entriesOf(published)) {
      const name = `${published.manifest.name.replace('@otel-xray/', '')}${entry.slice(1).replaceAll('/', '.')}`;
      const file = join(reports, `${name}.api.md`);
      const report = reportOf(published.folder, name, types);
      if (update) writeFileSync(file, report);
      else if (!existsSync(file) || readFileSync(file, 'utf8') !== report) {
        console.log(
          `NOT OK ${relative('.', file)}: the exported types differ. Run npm run api, and read the difference.`,
        );
        process.exitCode = 1;
      }
    }
} finally {
  rmSync(scratch, { recursive: true });
}
