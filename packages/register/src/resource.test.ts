import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  awsBeanstalkDetector,
  awsEc2Detector,
  awsEcsDetector,
  awsEksDetector,
  awsLambdaDetector,
} from '@opentelemetry/resource-detector-aws';
import { envDetector, hostDetector, processDetector } from '@opentelemetry/resources';
import { afterAll, describe, expect, it } from 'vitest';
import { autoDetectors, fallbackNameDetector, packageNameOf } from './resource.ts';

describe('autoDetectors', () => {
  const name = fallbackNameDetector({}, undefined);
  const onMachines = [awsBeanstalkDetector, awsEksDetector, awsEcsDetector];
  it.each([
    ['queries every platform on an EC2 instance', {}, true, [awsEc2Detector, ...onMachines]],
    ['does not query the instance where there is none', {}, false, onMachines],
    ['nor when that is switched off', { AWS_EC2_METADATA_DISABLED: 'TRUE' }, true, onMachines],
    ['queries it under another value', { AWS_EC2_METADATA_DISABLED: 'false' }, true, [awsEc2Detector, ...onMachines]],
    ['queries Lambda only, in Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'f' }, true, [awsLambdaDetector]],
  ])('%s', (_, env, isEc2, aws) => {
    const expected = [hostDetector, processDetector, ...aws, name, envDetector];
    expect(autoDetectors(env, name, () => isEc2)).toEqual(expected);
  });
});

describe('the name of a service that nobody named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'register-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{ "name": "@acme/shop" }');
  write('nameless/package.json', '{ "type": "module" }');
  write('broken/package.json', '{');
  for (const path of ['main.js', 'src/deep/main.js', 'nameless/main.js', 'broken/main.js']) write(path, '');

  it.each(['main.js', 'src/deep/main.js', 'nameless/main.js', 'broken/main.js'])(
    'is that of the package of %s',
    (file) => {
      expect(packageNameOf(join(folder, file))).toBe('@acme/shop');
    },
  );

  it.each([undefined, '', join(folder, 'gone.js')])('is none for the program %j', (file) => {
    expect(packageNameOf(file)).toBeUndefined();
  });

  it.each([
    [{ AWS_XRAY_TRACING_NAME: 'tracing', AWS_LAMBDA_FUNCTION_NAME: 'function' }, 'tracing'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'function' }, 'function'],
    [{ AWS_XRAY_TRACING_NAME: '' }, '@acme/shop'],
  ])('is found in %j', (env, name) => {
    const detector = fallbackNameDetector(env, join(folder, 'main.js'));
    expect(detector.detect()).toEqual({ attributes: { 'service.name': name } });
  });

  it('is left to the SDK where there is none', () => {
    expect(fallbackNameDetector({}, undefined).detect()).toEqual({ attributes: {} });
  });
});
