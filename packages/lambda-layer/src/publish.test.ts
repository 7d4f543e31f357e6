import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../publish.mjs');
/** SHA-256 of the archive's content, "zip". */
const SHA256 = '4a70fe9aa6436e02c2dea340fbd1e352e4ef2d8ce6ca52ad25d4b95471fc8bf2';

/** Stores its arguments, one call a line, and answers as the AWS CLI does. It has no access to one region. */
const AWS_CLI = `#!/usr/bin/env node
const args = process.argv.slice(2);
require('node:fs').appendFileSync(__dirname + '/calls', JSON.stringify(args) + '\\n');
const region = args[args.indexOf('--region') + 1];
if (region === 'us-east-1') { console.error('AccessDenied'); process.exit(254); }
if (args[1] === 'publish-layer-version') console.log('arn:aws:lambda:' + region + ':123456789012:layer:otel-xray:7');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-xray-publish-'));
  writeFileSync(join(folder, 'layer.zip'), 'zip');
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(folder, 'aws'), AWS_CLI);
  chmodSync(join(folder, 'aws'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

function publish(...args: string[]) {
  const files = ['--zip', join(folder, 'layer.zip'), '--out', join(folder, 'layers.json')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...files, ...args], {
    env: { PATH: folder + delimiter + process.env['PATH'] },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const calls = (): string[][] =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('publish.mjs', () => {
  it('prints the commands and runs none of them with --dry-run', () => {
    const { status, stdout } = publish('--regions', 'eu-west-1,eu-north-1', '--public', '--dry-run');
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /^aws lambda publish-layer-version --region eu-west-1 --layer-name otel-xray --description 'otel-xray \d+\.\d+\.\d+, SHA-256 [0-9a-f]{64}' --license-info Apache-2\.0 --zip-file fileb:\S+layer\.zip --compatible-runtimes nodejs20\.x nodejs22\.x nodejs24\.x --compatible-architectures x86_64 arm64 --query LayerVersionArn --output text$/,
    );
    expect(lines[1]).toBe(
      "aws lambda add-layer-version-permission --region eu-west-1 --layer-name otel-xray --version-number VERSION --statement-id public --principal '*' --action lambda:GetLayerVersion",
    );
    expect(existsSync(join(folder, 'calls'))).toBe(false);
    expect(existsSync(join(folder, 'layers.json'))).toBe(false);
  });

  it('publishes to each region and writes the ARNs, without a public permission', () => {
    const { status, stdout } = publish('--regions', 'eu-west-1, eu-north-1');
    expect(status).toBe(0);
    expect(calls().map(([, operation, , region]) => [operation, region])).toEqual([
      ['publish-layer-version', 'eu-west-1'],
      ['publish-layer-version', 'eu-north-1'],
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8'))).toEqual({
      'eu-west-1': 'arn:aws:lambda:eu-west-1:123456789012:layer:otel-xray:7',
      'eu-north-1': 'arn:aws:lambda:eu-north-1:123456789012:layer:otel-xray:7',
    });
    expect(stdout).toContain('| eu-west-1 | `arn:aws:lambda:eu-west-1:123456789012:layer:otel-xray:7` |');
    expect(stdout).toContain(`SHA-256 of the archive: ${SHA256}`);
  });

  it('makes the published version public', () => {
    publish('--regions', 'eu-west-1', '--public', '--name', 'tracing');
    expect(calls()[1]).toEqual(
      'lambda add-layer-version-permission --region eu-west-1 --layer-name tracing --version-number 7 --statement-id public --principal * --action lambda:GetLayerVersion'.split(
        ' ',
      ),
    );
  });

  it('reports a region that fails and publishes to the others', () => {
    const { status, stderr } = publish('--regions', 'us-east-1,eu-west-1');
    expect([status, stderr]).toEqual([1, 'us-east-1: AccessDenied\n']);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8')))).toEqual(['eu-west-1']);
  });

  it.each([
    [[], '--regions is "", expected names such as eu-west-1,us-east-1\n'],
    [['--regions', 'Ireland'], '--regions is "Ireland", expected names such as eu-west-1,us-east-1\n'],
    [['--regions', 'eu-west-1', '--zip', 'none.zip'], 'none.zip cannot be read: write it with npm run layer\n'],
  ])('rejects %j', (args, message) => {
    expect(publish(...args)).toEqual({ status: 2, stdout: '', stderr: message });
  });
});
