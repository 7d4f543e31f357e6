import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

const folder = join(import.meta.dirname, 'lambda');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

/** CloudFormation's short forms: `!Ref Table` becomes `{ Ref: 'Table' }`. */
const yaml = (path: string) =>
  parseYaml(read(path), {
    customTags: ['Ref', 'GetAtt'].map((name) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) })),
  });
const hcl = (path: string) => parseHcl(path, read(path)) as Promise<Record<string, Parsed>>;

// biome-ignore lint/suspicious/noExplicitAny: a parsed file of any form
type Parsed = any;

/** A reference as Terraform and the Serverless Framework write it. */
const reference = (expression: string): string => `\${${expression}}`;

/** Variables of the environment of each way to trace. */
const WRAPPER = ['TABLE'];
const LAYER = ['AWS_LAMBDA_EXEC_WRAPPER', 'TABLE'];

/** Whether the module of a handler string exists: in the sources, or as the output of bundle.mjs. */
function hasHandler(path: string, code: string, handler: string): boolean {
  const module = join(path, code, handler.replace(/\.\w+$/, '.mjs'));
  return module === 'dist/handler.mjs'
    ? read('bundle.mjs').includes("'dist')") && read('bundle.mjs').includes("'handler.mjs')")
    : existsSync(join(folder, module));
}

describe.each([
  ['template.yaml', WRAPPER, undefined],
  ['layer/template.yaml', LAYER, [{ Ref: 'Layer' }]],
])('SAM, %s', (path, variables, layers) => {
  const { Transform, Parameters, Globals, Resources } = yaml(path);
  const common = Globals.Function;

  it('has a function with Active and one with PassThrough', () => {
    expect(Transform).toBe('AWS::Serverless-2016-10-31');
    const functions = Object.values<Parsed>(Resources).filter(({ Type }) => Type === 'AWS::Serverless::Function');
    expect(functions.map(({ Properties }) => Properties.Tracing)).toEqual(['Active', 'PassThrough']);
    for (const { Properties } of functions)
      expect(Properties.Policies).toEqual([{ DynamoDBWritePolicy: { TableName: { Ref: 'Table' } } }]);
  });

  it('names runtime, architecture, layer and handler', () => {
    expect(common).toMatchObject({ Runtime: 'nodejs24.x', Architectures: [{ Ref: 'Architecture' }] });
    expect(Parameters.Architecture.Default).toBe('arm64');
    expect(common.Layers).toEqual(layers);
    expect(Object.keys(Parameters)).toEqual(layers === undefined ? ['Architecture'] : ['Layer', 'Architecture']);
    expect(Object.keys(common.Environment.Variables)).toEqual(variables);
    expect(hasHandler(path.replace(/template.yaml$/, ''), common.CodeUri, common.Handler)).toBe(true);
  });
});

describe.each([
  ['main.tf', WRAPPER, undefined],
  ['layer/main.tf', LAYER, [reference('var.layer')]],
])('Terraform, %s', (path, variables, layers) => {
  it('has a function whose tracing mode is a variable, with a role that may send', async () => {
    const { resource, variable } = await hcl(path);
    const [orders] = resource.aws_lambda_function.orders;
    expect(orders.tracing_config).toEqual([{ mode: reference('var.tracing_mode') }]);
    const [mode] = variable.tracing_mode;
    expect(mode.default).toBe('Active');
    expect(mode.validation[0].condition).toBe(reference('contains(["Active", "PassThrough"], var.tracing_mode)'));
    expect(resource.aws_iam_role_policy_attachment.xray[0].policy_arn).toMatch(/AWSXRayDaemonWriteAccess$/);
  });

  it('names runtime, architecture, layer and handler', async () => {
    const { resource, variable, data } = await hcl(path);
    const [orders] = resource.aws_lambda_function.orders;
    expect(orders).toMatchObject({ runtime: 'nodejs24.x', architectures: [reference('var.architecture')] });
    expect(variable.architecture[0].default).toBe('arm64');
    expect(orders.layers).toEqual(layers);
    expect('layer' in variable).toBe(layers !== undefined);
    expect(Object.keys(orders.environment[0].variables).sort()).toEqual(variables);
    const source: string = data.archive_file.orders[0].source_file.replace(`${reference('path.module')}/`, '');
    expect(orders.handler).toMatch(/^(handler|orders)\.handler$/);
    expect(source).toMatch(new RegExp(`${orders.handler.replace('.handler', '')}\\.mjs$`));
    expect(hasHandler(path.replace('main.tf', ''), '', source.replace('.mjs', '.handler'))).toBe(true);
  });
});

describe.each([
  ['serverless.yml', WRAPPER, undefined],
  ['layer/serverless.yml', LAYER, [reference('param:layer')]],
])('Serverless Framework, %s', (path, variables, layers) => {
  const { params, provider, functions, build } = yaml(path);

  it('has a function whose tracing mode is a parameter', () => {
    expect(provider.tracing).toEqual({ lambda: reference('param:tracing') });
    expect(params.default).toEqual({ tracing: 'Active', architecture: 'arm64' });
  });

  it('names runtime, architecture, layer and handler', () => {
    expect(provider).toMatchObject({
      name: 'aws',
      runtime: 'nodejs24.x',
      architecture: reference('param:architecture'),
    });
    expect(provider.layers).toEqual(layers);
    expect(Object.keys(provider.environment)).toEqual(variables);
    expect(hasHandler(path.replace('serverless.yml', ''), '', functions.orders.handler)).toBe(true);
    // The framework bundles by itself: the layer needs the AWS SDK outside of the bundle.
    expect(build.esbuild).toEqual(layers === undefined ? false : { external: ['@aws-sdk/*'] });
  });
});

it('sets the variable that switches the layer on to its wrapper script', async () => {
  const values = [
    yaml('layer/template.yaml').Globals.Function.Environment.Variables,
    yaml('layer/serverless.yml').provider.environment,
    (await hcl('layer/main.tf'))['resource'].aws_lambda_function.orders[0].environment[0].variables,
  ].map(({ AWS_LAMBDA_EXEC_WRAPPER }) => AWS_LAMBDA_EXEC_WRAPPER);
  expect(values).toEqual(Array(3).fill('/opt/otel-xray-wrapper'));
  expect(existsSync(join(folder, '../../packages/lambda-layer/otel-xray-wrapper'))).toBe(true);
});
