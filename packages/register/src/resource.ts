import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  awsBeanstalkDetector,
  awsEc2Detector,
  awsEcsDetector,
  awsEksDetector,
  awsLambdaDetector,
} from '@opentelemetry/resource-detector-aws';
import { envDetector, hostDetector, processDetector, type ResourceDetector } from '@opentelemetry/resources';
import { mayBeEc2 } from './ec2.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The detectors that `'auto'` means, weakest first. EC2's queries the instance's metadata address and does not know
 * `AWS_EC2_METADATA_DISABLED`, so it is left out here under it, and where there is no such instance.
 * @param name from {@link fallbackNameDetector}; stronger than Elastic Beanstalk's, which names every service alike
 */
export function autoDetectors(
  env: Environment,
  name: ResourceDetector,
  isEc2: () => boolean = mayBeEc2,
): ResourceDetector[] {
  return [hostDetector, processDetector, ...awsDetectors(env, isEc2), name, envDetector];
}

function awsDetectors(env: Environment, isEc2: () => boolean): ResourceDetector[] {
  if (env['AWS_LAMBDA_FUNCTION_NAME']) return [awsLambdaDetector];
  const asksInstance = env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() !== 'true' && isEc2();
  // The more special platform is later in the list: its `cloud.platform` replaces EC2's, on whose machines it runs.
  return [...(asksInstance ? [awsEc2Detector] : []), awsBeanstalkDetector, awsEksDetector, awsEcsDetector];
}

/**
 * A detector of the service's name for where nothing of OpenTelemetry names it: `AWS_XRAY_TRACING_NAME`,
 * `AWS_LAMBDA_FUNCTION_NAME`, the name in the nearest `package.json`.
 * @param program the file that Node runs, `process.argv[1]`
 */
export function fallbackNameDetector(env: Environment, program: string | undefined): ResourceDetector {
  const name = env['AWS_XRAY_TRACING_NAME'] || env['AWS_LAMBDA_FUNCTION_NAME'] || packageNameOf(program);
  return { detect: () => ({ attributes: name ? { 'service.name': name } : {} }) };
}

/** The name in the `package.json` nearest to a file, if there is one that has a name. Never throws. */
export function packageNameOf(file: string | undefined): string | undefined {
  if (!file) return undefined;
  try {
    return nameInOrAbove(dirname(realpathSync(file)));
  } catch {
    return undefined;
  }
}

function nameInOrAbove(folder: string): string | undefined {
  const name = nameIn(folder);
  const parent = dirname(folder);
  return name ?? (parent === folder ? undefined : nameInOrAbove(parent));
}

function nameIn(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
