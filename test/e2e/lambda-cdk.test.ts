import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installLocked } from '../../scripts/install-locked.mjs';
import { root, runNode } from './run-process.ts';

const app = join(root, 'examples/lambda/cdk');
const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:otel-xray:1';

/** The part of a CloudFormation template that is read. */
interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
}

let folder: string;
beforeAll(async () => {
  installLocked(app);
  folder = await mkdtemp(join(tmpdir(), 'otel-xray-cdk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Synthesizes the app as `cdk synth` does, without bundling. */
async function synthesize(context: Readonly<Record<string, string>>): Promise<(stack: string) => Promise<Template>> {
  const { code, errors } = await runNode([join(app, 'app.ts')], {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
  }).ended;
  expect([code, errors]).toEqual([0, '']);
  return async (stack) => JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8'));
}

const resourceOf = ({ Resources }: Template, type: string) =>
  Object.values(Resources).find(({ Type }) => Type === type)?.Properties;

describe('the CDK app of examples/lambda', () => {
  it('has a function with the layer, and a role that may send', async () => {
    const template = await (await synthesize({ layer: LAYER }))('OrdersWithLayer');
    expect(resourceOf(template, 'AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Layers: [LAYER],
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-xray-wrapper', TABLE: { Ref: expect.any(String) } },
      },
    });
    expect(JSON.stringify(resourceOf(template, 'AWS::IAM::Policy'))).toContain('xray:PutTraceSegments');
  });

  it('has a function that wraps its handler, without the layer, with PassThrough by context', async () => {
    const template = await (await synthesize({ tracing: 'PassThrough', architecture: 'x86_64' }))('OrdersWithWrapper');
    const orders = resourceOf(template, 'AWS::Lambda::Function');
    expect(orders).toMatchObject({ Architectures: ['x86_64'], TracingConfig: { Mode: 'PassThrough' } });
    expect(orders).not.toHaveProperty('Layers');
    expect(orders).not.toHaveProperty('Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER');
    expect(JSON.stringify(resourceOf(template, 'AWS::IAM::Policy'))).toContain('xray:PutTraceSegments');
  });
});
