import { type EventSource, type Fields, fieldsOf, listOf, resourceOf, source, text } from './fields.ts';
import { cloudFront } from './http.ts';
import { parseBody } from './payload.ts';

/** Events with `Records`, by the source that the first one names. */
export function ofRecords(records: readonly unknown[]): EventSource {
  const first = fieldsOf(records[0]);
  const read = READERS.get(text(first['eventSource']) ?? text(first['EventSource']) ?? '');
  if (read) return read(first, records.length);
  if (first['cf'] !== undefined) return cloudFront(first);
  return source('datasource');
}

type RecordReader = (first: Fields, count: number) => EventSource;

const READERS: ReadonlyMap<string, RecordReader> = new Map<string, RecordReader>([
  ['aws:sqs', sqs],
  ['aws:sns', sns],
  ['aws:kinesis', kinesis],
  ['aws:dynamodb', dynamoDB],
  ['aws:s3', (first, count) => source('datasource', s3Attributes(first, count))],
]);

function sqs(first: Fields, count: number): EventSource {
  const body = parseBody(first['body']);
  const attributes = {
    ...batch('aws_sqs', resourceOf(first['eventSourceARN']), count),
    'aws.sns.topic.arn': text(body['TopicArn']),
  };
  // A notification of S3 from a queue, or through a topic into a queue.
  return withS3(attributes, body['Records'] === undefined ? parseBody(body['Message']) : body);
}

function sns(first: Fields, count: number): EventSource {
  const message = fieldsOf(first['Sns']);
  const attributes = {
    ...batch('aws.sns', resourceOf(message['TopicArn']), count),
    'aws.sns.topic.arn': text(message['TopicArn']),
  };
  return withS3(attributes, parseBody(message['Message']));
}

function withS3(attributes: Readonly<Record<string, string | number | undefined>>, body: Fields): EventSource {
  const records = listOf(body['Records']);
  const first = fieldsOf(records[0]);
  if (first['eventSource'] !== 'aws:s3') return source('pubsub', attributes);
  return source('datasource', { ...attributes, ...s3Attributes(first, records.length) });
}

function kinesis(first: Fields, count: number): EventSource {
  // `shardId-000000000006:49545115243490985018280067714973144582180062593244200961`
  const shard = text(first['eventID'])?.split(':', 1)[0];
  return source('pubsub', {
    ...batch('aws.kinesis', resourceOf(first['eventSourceARN']), count),
    'messaging.destination.partition.id': shard,
  });
}

function dynamoDB(first: Fields, count: number): EventSource {
  return source('datasource', {
    'faas.document.collection': resourceOf(first['eventSourceARN'])?.split('/', 1)[0],
    'aws.lambda.record_count': count,
  });
}

function s3Attributes(first: Fields, count: number): Record<string, string | number | undefined> {
  const { bucket, object } = fieldsOf(first['s3']);
  return {
    'faas.document.collection': text(fieldsOf(bucket)['name']),
    'faas.document.name': count === 1 ? text(fieldsOf(object)['key']) : undefined,
    'aws.lambda.record_count': count,
  };
}

/** Batch operations of S3. Source: S3 user guide, "Invoke AWS Lambda function". */
export function s3Batch(tasks: readonly unknown[]): EventSource {
  const { s3BucketArn, s3Bucket, s3Key } = fieldsOf(tasks[0]);
  return source('datasource', {
    'faas.document.collection': text(s3Bucket) ?? text(s3BucketArn)?.split(':').at(-1),
    'faas.document.name': tasks.length === 1 ? text(s3Key) : undefined,
    'aws.lambda.record_count': tasks.length,
  });
}

/** Amazon MSK and self-managed Kafka: lists of records by topic and partition. */
export function kafka(event: Fields): EventSource {
  const lists = Object.values(fieldsOf(event['records'])).map(listOf);
  const first = fieldsOf(lists[0]?.[0]);
  const partition: unknown = first['partition'];
  return source('pubsub', {
    ...batch('kafka', text(first['topic']), countOf(lists)),
    'messaging.destination.partition.id': lists.length === 1 && partition !== undefined ? String(partition) : undefined,
    'aws.lambda.partition_count': lists.length,
  });
}

/** Amazon MQ for RabbitMQ: lists of messages by queue and virtual host, as in `jobs::/`. */
export function rabbitMQ(event: Fields): EventSource {
  const queues = Object.entries(fieldsOf(event['rmqMessagesByQueue']));
  const queue = queues[0]?.[0].split('::', 1)[0];
  return source('pubsub', batch('rabbitmq', queue, countOf(queues.map(([, list]) => listOf(list)))));
}

/** Amazon MQ for ActiveMQ. */
export function activeMQ(event: Fields): EventSource {
  const messages = listOf(event['messages']);
  const destination = fieldsOf(fieldsOf(messages[0])['destination']);
  return source('pubsub', batch('activemq', text(destination['physicalName']), messages.length));
}

/** Change streams of Amazon DocumentDB. */
export function documentDB(event: Fields): EventSource {
  const events = listOf(event['events']);
  const namespace = fieldsOf(fieldsOf(fieldsOf(events[0])['event'])['ns']);
  return source('datasource', {
    'faas.document.collection': text(namespace['coll']),
    'aws.lambda.record_count': events.length,
  });
}

function countOf(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}

function batch(system: string, destination: string | undefined, count: number) {
  return {
    'messaging.system': system,
    'messaging.operation.type': 'process',
    'messaging.batch.message_count': count,
    'messaging.destination.name': destination,
  };
}
