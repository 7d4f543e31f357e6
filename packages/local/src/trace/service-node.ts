import { type JsonObject, objectIn, textIn } from '../ground/json.ts';
import { type Entity, repeatsCall } from './entity.ts';

/** The identity of a node of the service map. */
export interface ServiceNode {
  readonly name: string;
  /** Such as `AWS::DynamoDB::Table`, `remote` or `client`; absent for a segment without origin. */
  readonly type: string | undefined;
  readonly account: string;
}

/** A node as the API names it. */
export interface ServiceId {
  readonly Name: string;
  readonly Names: readonly string[];
  readonly AccountId: string;
  /** Empty for a segment without origin: clients read it without a check. */
  readonly Type: string;
}

/** The account of nodes that name none. */
export const LOCAL_ACCOUNT = '000000000000';

/** The node of a segment, received or inferred. */
export function nodeOf(segment: Entity): ServiceNode {
  const aws = objectIn(segment.fields['aws']);
  const account = textIn(aws['account_id']) ?? LOCAL_ACCOUNT;
  const { source } = segment;
  if (source && repeatsCall(segment)) return { ...calledNode(source), account };
  return { name: segment.name, type: textIn(segment.fields['origin']), account };
}

/** The client that called a root. */
export function clientOf(root: Entity): ServiceNode {
  return { ...nodeOf(root), type: 'client' };
}

/** A string for each node: equal nodes have equal keys. */
export function nodeKey(node: ServiceNode): string {
  return JSON.stringify([node.name, node.type ?? null, node.account]);
}

/** The API's name of a node. */
export function toServiceId({ name, type, account }: ServiceNode): ServiceId {
  return { Name: name, Names: [name], AccountId: account, Type: type ?? '' };
}

/** Name and type of the service that a subsegment with a namespace calls. */
export function calledNode(subsegment: Entity): { name: string; type: string } {
  const { name, namespace, fields } = subsegment;
  if (namespace === 'remote') return { name, type: fields['sql'] === undefined ? 'remote' : 'Database::SQL' };

  const aws = objectIn(fields['aws']);
  const resource = RESOURCES.find(({ service }) => service.test(name));
  if (!resource) return { name, type: `AWS::${name.replace(/\s+/g, '')}` };
  const resourceName = resource.nameIn?.(aws);
  return resourceName === undefined || resource.resourceType === undefined
    ? { name: resource.name, type: resource.type }
    : { name: resourceName, type: resource.resourceType };
}

/** The name of the called service, as X-Ray writes it into the document that it infers: `DynamoDB`, not the table. */
export function calledService({ name, namespace }: Entity): string {
  if (namespace !== 'aws') return name;
  return RESOURCES.find(({ service }) => service.test(name))?.name ?? name;
}

/**
 * The fields with `aws.resource_names`, which X-Ray adds to calls of AWS: table, bucket, function or queue.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-gettingdata.html
 */
export function withResourceNames(fields: JsonObject): JsonObject {
  const aws = objectIn(fields['aws']);
  if (aws['resource_names'] !== undefined) return fields;
  const service = fields['origin'] === 'AWS::Lambda::Function' ? 'Lambda' : textIn(fields['name']);
  if (service === undefined || (fields['namespace'] !== 'aws' && service !== 'Lambda')) return fields;
  const resource = RESOURCES.find((each) => each.service.test(service));
  const name = resource?.nameIn?.(aws);
  return name === undefined ? fields : { ...fields, aws: { ...aws, resource_names: [name] } };
}

/** Whether a call sends a message to a queue, which stays on the map when a consumer receives it. */
export function isMessaging(subsegment: Entity): boolean {
  return subsegment.namespace === 'aws' && MESSAGING.test(subsegment.name);
}

function functionIn(arn: string | undefined): string | undefined {
  return /:function:([^:]+)/.exec(arn ?? '')?.[1];
}

interface Resource {
  readonly service: RegExp;
  readonly name: string;
  readonly type: string;
  readonly resourceType?: string;
  readonly nameIn?: (aws: JsonObject) => string | undefined;
}

const MESSAGING = /^(?:SQS|SNS|Kinesis|EventBridge|(?:CloudWatch ?)?Events)$/i;

const RESOURCES: readonly Resource[] = [
  {
    service: /^DynamoDB$/i,
    name: 'DynamoDB',
    type: 'AWS::DynamoDB',
    resourceType: 'AWS::DynamoDB::Table',
    nameIn: (aws) => textIn(aws['table_name']),
  },
  {
    service: /^SQS$/i,
    name: 'SQS',
    type: 'AWS::SQS',
    resourceType: 'AWS::SQS::Queue',
    nameIn: (aws) =>
      textIn(
        textIn(aws['queue_url'])
          ?.split('/')
          .findLast((part) => part !== ''),
      ),
  },
  {
    service: /^S3$/i,
    name: 'S3',
    type: 'AWS::S3',
    resourceType: 'AWS::S3::Bucket',
    nameIn: (aws) => textIn(aws['bucket_name']),
  },
  {
    service: /^Lambda$/i,
    name: 'Lambda',
    type: 'AWS::Lambda',
    resourceType: 'AWS::Lambda::Function',
    nameIn: (aws) => textIn(aws['function_name']) ?? functionIn(textIn(aws['function_arn'])),
  },
  // X-Ray adds no name of a topic, see the example of BatchGetTraces in its guide.
  { service: /^SNS$/i, name: 'SNS', type: 'AWS::SNS' },
];
