// Publishes dist/layer.zip as a version of a Lambda layer in each region, with the AWS CLI and its credentials.
// Usage: node publish.mjs --regions eu-west-1,us-east-1 [--public] [--dry-run] [--name otel-xray] [--zip FILE] [--out layers.json]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
const ARCHITECTURES = ['x86_64', 'arm64'];

/** https://docs.aws.amazon.com/cli/latest/reference/lambda/publish-layer-version.html */
function publishCommand({ name, zip }, region, description) {
  return [
    ...['lambda', 'publish-layer-version', '--region', region, '--layer-name', name],
    ...['--description', description, '--license-info', 'Apache-2.0', '--zip-file', `fileb://${zip}`],
    ...['--compatible-runtimes', ...RUNTIMES, '--compatible-architectures', ...ARCHITECTURES],
    ...['--query', 'LayerVersionArn', '--output', 'text'],
  ];
}

/** Allows every account to use a version. https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html */
function permissionCommand({ name }, region, version) {
  return [
    ...[
      'lambda',
      'add-layer-version-permission',
      '--region',
      region,
      '--layer-name',
      name,
      '--version-number',
      version,
    ],
    ...['--statement-id', 'public', '--principal', '*', '--action', 'lambda:GetLayerVersion'],
  ];
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      regions: { type: 'string' },
      public: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      name: { type: 'string', default: 'otel-xray' },
      zip: { type: 'string', default: join(import.meta.dirname, 'dist/layer.zip') },
      out: { type: 'string', default: join(import.meta.dirname, 'layers.json') },
    },
  });
  const regions = [...new Set((values.regions ?? '').split(',').map((region) => region.trim()))];
  const wrong = regions.filter((region) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  if (wrong.length > 0)
    throw new Error(`--regions is "${values.regions ?? ''}", expected names such as eu-west-1,us-east-1`);
  return { ...values, regions, isDryRun: values['dry-run'] };
}

function readZip(file) {
  try {
    return readFileSync(file);
  } catch {
    throw new Error(`${file} cannot be read: write it with npm run layer`);
  }
}

/** As a POSIX shell reads it. */
function shellText(args) {
  return ['aws', ...args]
    .map((arg) => (/^[\w./:,=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function publishTo(region, options, description) {
  const aws = (args) => execFileSync('aws', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const arn = aws(publishCommand(options, region, description));
  const version = /:(\d+)$/.exec(arn)?.[1];
  if (version === undefined) throw new Error(`the AWS CLI printed "${arn}" instead of a layer version's ARN`);
  if (options.public) aws(permissionCommand(options, region, version));
  return arn;
}

function main() {
  const options = readOptions();
  const sha256 = createHash('sha256').update(readZip(options.zip)).digest('hex');
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
  const description = `otel-xray ${version}, SHA-256 ${sha256}`;
  if (options.isDryRun) {
    for (const region of options.regions) {
      console.log(shellText(publishCommand(options, region, description)));
      if (options.public) console.log(shellText(permissionCommand(options, region, 'VERSION')));
    }
    return;
  }
  const arns = {};
  for (const region of options.regions) {
    try {
      arns[region] = publishTo(region, options, description);
    } catch (error) {
      console.error(`${region}: ${String(error.stderr || error.message).trim()}`);
      process.exitCode = 1;
    }
  }
  if (Object.keys(arns).length === 0) return;
  writeFileSync(options.out, `${JSON.stringify(arns, null, 2)}\n`);
  const rows = Object.entries(arns).map(([region, arn]) => `| ${region} | \`${arn}\` |`);
  console.log(['| region | ARN |', '| --- | --- |', ...rows].join('\n'));
  console.log(`\nSHA-256 of the archive: ${sha256}`);
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
