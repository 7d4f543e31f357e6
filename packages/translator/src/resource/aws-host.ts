import type { ResolvedOptions } from '../ground/options.ts';
import { type JsonWriter, memberName } from '../write/json-writer.ts';
import { parseDecimal } from '../write/odd-values.ts';
import type { ResourceReader } from './resource-reader.ts';

/** The names of the members written here. */
const M = {
  elastic_beanstalk: memberName('elastic_beanstalk'),
  deployment_id: memberName('deployment_id'),
  sdk: memberName('sdk'),
  auto_instrumentation: memberName('auto_instrumentation'),
  cloudwatch_logs: memberName('cloudwatch_logs'),
  arn: memberName('arn'),
};

/** The blocks that the resource alone decides, as members of `aws`. */
export function writeHostBlocks(writer: JsonWriter, resource: ResourceReader, options: ResolvedOptions): void {
  const unknown = options.rules.awsCalls ? 'omit' : 'null';
  const platform = resource.text('cloud.platform');
  const hostId = resource.text('host.id');
  // Every machine has an id; that of an instance has a form of its own.
  if (platform === 'aws_ec2' || (options.rules.awsCalls ? INSTANCE_ID.test(hostId) : hostId !== '')) {
    writeBlock(writer, resource, 'ec2', unknown, [
      ['instance_id', 'host.id'],
      ['availability_zone', 'cloud.availability_zone'],
      ['instance_size', 'host.type'],
      ['ami_id', 'host.image.id'],
    ]);
  }
  if (platform === 'aws_ecs') {
    writeBlock(writer, resource, 'ecs', 'omit', [
      ['container', 'container.name'],
      ['container_id', 'container.id'],
      ['availability_zone', 'cloud.availability_zone'],
      ['container_arn', 'aws.ecs.container.arn'],
      ['cluster_arn', 'aws.ecs.cluster.arn'],
      ['task_arn', 'aws.ecs.task.arn'],
      ['task_family', 'aws.ecs.task.family'],
      ['launch_type', 'aws.ecs.launchtype'],
    ]);
  }
  if (platform === 'aws_elastic_beanstalk' && resource.text('service.instance.id') !== '') {
    writeBeanstalk(writer, resource, unknown, options);
  }
  if (platform === 'aws_eks' || resource.text('k8s.cluster.name') !== '') {
    writeBlock(writer, resource, 'eks', unknown, [
      ['cluster_name', 'k8s.cluster.name'],
      ['pod', 'k8s.pod.name'],
      ['container_id', 'container.id'],
    ]);
  }
  writeLogs(writer, resource, options.logGroupNames, unknown);
}

const INSTANCE_ID = /^i-[0-9a-f]+$/;

type Unknown = 'omit' | 'null';

function writeBlock(
  writer: JsonWriter,
  resource: ResourceReader,
  name: string,
  unknown: Unknown,
  members: readonly (readonly [member: string, attribute: string])[],
): void {
  writer.key(name);
  writer.openObject();
  for (const [member, attribute] of members) writeKnown(writer, member, resource.text(attribute), unknown);
  writer.closeObject();
}

function writeKnown(writer: JsonWriter, member: string, value: string, unknown: Unknown): void {
  if (value !== '') {
    writer.key(member);
    writer.string(value);
  } else if (unknown === 'null') {
    writer.key(member);
    writer.null();
  }
}

function writeBeanstalk(
  writer: JsonWriter,
  resource: ResourceReader,
  unknown: Unknown,
  options: ResolvedOptions,
): void {
  writer.name(M.elastic_beanstalk);
  writer.openObject();
  writeKnown(writer, 'environment_name', resource.text('service.namespace'), unknown);
  writeKnown(writer, 'version_label', resource.text('service.version'), unknown);
  writer.integerMember(M.deployment_id, parseDeployment(resource.text('service.instance.id'), options));
  writer.closeObject();
}

/** The number of a deployment: 0 where the text is none, or one that 64 bits do not hold. */
function parseDeployment(text: string, { rules }: ResolvedOptions): number {
  const number = parseDecimal(text);
  if (rules.receiverTypes) return Number.isSafeInteger(number) ? number : 0;
  return number === 0 || BigInt.asIntN(64, BigInt(text)) !== BigInt(text) ? 0 : number;
}

/** The library that made the segment, as members of `aws.xray`. */
export function writeXRayMembers(writer: JsonWriter, resource: ResourceReader, options: ResolvedOptions): void {
  const sdk = resource.text('telemetry.sdk.name');
  const language = resource.text('telemetry.sdk.language');
  if (sdk !== '') writer.stringMember(M.sdk, language === '' ? sdk : `${sdk} for ${language}`);
  writeKnown(writer, 'sdk_version', resource.text('telemetry.sdk.version'), 'omit');
  writer.booleanMember(M.auto_instrumentation, isAutoInstrumented(resource, options.rules.currentNames));
}

function isAutoInstrumented(resource: ResourceReader, either: boolean): boolean {
  const names = ['telemetry.auto.version', 'telemetry.distro.version'];
  if (either) return names.some((name) => resource.text(name) !== '');
  const last = Object.keys(resource.attributes)
    .filter((key) => names.includes(key))
    .at(-1);
  return last !== undefined && resource.text(last) !== '';
}

function writeLogs(
  writer: JsonWriter,
  resource: ResourceReader,
  configured: readonly string[],
  unknown: Unknown,
): void {
  const arns = listOf(resource.attributes['aws.log.group.arns'], unknown);
  const named = listOf(resource.attributes['aws.log.group.names'], unknown);
  const names = named.length > 0 ? named : configured;
  if (arns.length === 0 && names.length === 0) return;
  writer.name(M.cloudwatch_logs);
  writer.openArray();
  for (const arn of arns) {
    writer.openObject();
    writeKnown(writer, 'log_group', arn.split(':')[6] ?? arn, unknown);
    if (arn !== '') writer.stringMember(M.arn, arn);
    writer.closeObject();
  }
  if (arns.length === 0) {
    for (const name of names) {
      writer.openObject();
      writeKnown(writer, 'log_group', name, unknown);
      writer.closeObject();
    }
  }
  writer.closeArray();
}

/**
 * A list of strings, or one string with `&` between its parts; in the reference an item of a list that is no string counts as an empty
 * one.
 */
function listOf(value: unknown, unknown: Unknown): string[] {
  if (typeof value === 'string') return value.split('&').filter((part) => part !== '');
  if (!Array.isArray(value)) return [];
  const texts = value.map((item) => (typeof item === 'string' ? item : ''));
  return unknown === 'null' ? texts : texts.filter((text) => text !== '');
}
