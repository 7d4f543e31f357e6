// One call of each service to the stand-in at AWS_ENDPOINT_URL, inside one span; prints its ids and those of a child for each call.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';

const config = { maxAttempts: 1 };
// Its first request is answered with 503, and sent again.
const dynamodb = new DynamoDBClient({ maxAttempts: 2 });
const calls = {
  DynamoDB: () => dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'o-1' } } })),
  S3: () => new S3Client({ ...config, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })),
  SQS: () =>
    new SQSClient({ ...config, md5: false }).send(
      new SendMessageCommand({ QueueUrl: `${process.env.AWS_ENDPOINT_URL}/123456789012/jobs`, MessageBody: 'm' }),
    ),
  SNS: () =>
    new SNSClient(config).send(
      new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'm' }),
    ),
  EventBridge: () =>
    new EventBridgeClient(config).send(
      new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
    ),
  // HTTP/1.1, which the stand-in speaks.
  Kinesis: () =>
    new KinesisClient({ ...config, requestHandler: dynamodb.config.requestHandler }).send(
      new PutRecordCommand({ StreamName: 'clicks', Data: Buffer.from('x'), PartitionKey: 'p' }),
    ),
  SFN: () =>
    new SFNClient({ ...config, disableHostPrefix: true }).send(
      new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' }),
    ),
  Lambda: () => new LambdaClient(config).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' })),
};

const run = async (span) => {
  // The stand-in's answer is not what each service answers; only the request counts here.
  for (const name of Object.keys(calls)) await calls[name]().catch(() => {});
  span.end();
  return span.spanContext().traceId;
};
console.log(await trace.getTracer('app').startActiveSpan('order', run));
