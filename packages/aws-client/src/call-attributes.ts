import type { Attributes } from '@opentelemetry/api';
import type { Call } from './call.ts';
import type { Input, Output } from './client.ts';

/**
 * Attributes of the resource that a call is about: its table, bucket, queue, topic, stream, function, state machine
 * or secret. Message bodies, items and other payloads are never read. Source:
 * https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function resourceAttributes(call: Call): Attributes {
  return defined(REQUEST_READERS.get(call.service)?.(call.input, call.operation) ?? {});
}

/** Attributes of a result: ids and counts, never its content. */
export function resultAttributes(call: Call, output: Output): Attributes {
  return defined(RESULT_READERS.get(call.service)?.(output) ?? {});
}

type Candidates = Record<string, string | number | string[] | undefined>;

const REQUEST_READERS: ReadonlyMap<string, (input: Input, operation: string) => Candidates> = new Map([
  ['DynamoDB', dynamoDB],
  ['S3', (input) => ({ 'aws.s3.bucket': text(input['Bucket']), 'aws.s3.key': text(input['Key']) })],
  ['SQS', sqs],
  ['SNS', sns],
  ['Kinesis', kinesis],
  ['Lambda', lambda],
  ['SFN', stepFunctions],
  ['SecretsManager', (input) => ({ 'aws.secretsmanager.secret.arn': arn(input['SecretId']) })],
]);

const RESULT_READERS: ReadonlyMap<string, (output: Output) => Candidates> = new Map([
  [
    'DynamoDB',
    (output) => ({
      'aws.dynamodb.count': number(output['Count']),
      'aws.dynamodb.scanned_count': number(output['ScannedCount']),
    }),
  ],
  ['SQS', sqsResult],
  [
    'SNS',
    (output) => ({ 'messaging.message.id': text(output['MessageId']), 'aws.sns.topic.arn': text(output['TopicArn']) }),
  ],
  ['SecretsManager', (output) => ({ 'aws.secretsmanager.secret.arn': text(output['ARN']) })],
]);

function dynamoDB(input: Input, operation: string): Candidates {
  const table = text(input['TableName']);
  const tables = table === undefined ? tablesOf(input) : [table];
  return {
    'db.system.name': 'dynamodb',
    'db.operation.name': operation,
    'db.namespace': table,
    'aws.dynamodb.table_names': tables.length === 0 ? undefined : tables,
    'aws.dynamodb.index_name': text(input['IndexName']),
  };
}

/** Tables of a batch (`RequestItems` has them as keys) or of a transaction. */
function tablesOf(input: Input): string[] {
  const items: unknown = input['TransactItems'];
  if (!Array.isArray(items)) return Object.keys((input['RequestItems'] as object | undefined) ?? {});
  const names = items.flatMap((item: object) => Object.values(item).map((one) => text(one?.TableName) ?? ''));
  return [...new Set(names)].filter((name) => name !== '');
}

function sqs(input: Input, operation: string): Candidates {
  const url = text(input['QueueUrl']);
  const entries: unknown = input['Entries'];
  return {
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': url?.slice(url.lastIndexOf('/') + 1),
    'messaging.operation.type': MESSAGING_OPERATIONS.get(operation),
    'messaging.batch.message_count': Array.isArray(entries) ? entries.length : undefined,
    'aws.sqs.queue.url': url,
  };
}

function sqsResult(output: Output): Candidates {
  const messages: unknown = output['Messages'];
  return {
    'messaging.message.id': text(output['MessageId']),
    'messaging.batch.message_count': Array.isArray(messages) ? messages.length : undefined,
  };
}

function sns(input: Input, operation: string): Candidates {
  const topic = text(input['TopicArn']);
  const target = topic ?? text(input['TargetArn']);
  return {
    'messaging.system': 'aws.sns',
    // A phone number is nobody's business, so such a message has no name of a destination.
    'messaging.destination.name': target?.slice(target.lastIndexOf(':') + 1),
    'messaging.operation.type': MESSAGING_OPERATIONS.get(operation),
    'aws.sns.topic.arn': topic,
  };
}

const MESSAGING_OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['SendMessage', 'send'],
  ['SendMessageBatch', 'send'],
  ['ReceiveMessage', 'receive'],
  ['DeleteMessage', 'settle'],
  ['DeleteMessageBatch', 'settle'],
  ['Publish', 'send'],
  ['PublishBatch', 'send'],
]);

function kinesis(input: Input): Candidates {
  const streamArn = text(input['StreamARN']);
  return { 'aws.kinesis.stream_name': text(input['StreamName']) ?? streamArn?.slice(streamArn.indexOf('/') + 1) };
}

function lambda(input: Input): Candidates {
  const name = text(input['FunctionName']);
  return { 'faas.invoked_name': name, 'faas.invoked_provider': name && 'aws' };
}

function stepFunctions(input: Input): Candidates {
  return {
    'aws.step_functions.state_machine.arn': text(input['stateMachineArn']),
    'aws.step_functions.activity.arn': text(input['activityArn']),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function arn(value: unknown): string | undefined {
  return text(value)?.startsWith('arn:') ? (value as string) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function defined(candidates: Candidates): Attributes {
  return Object.fromEntries(Object.entries(candidates).filter(([, value]) => value !== undefined));
}
