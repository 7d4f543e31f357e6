/** The trigger that an event is read as. */
export interface Row {
  readonly name: string;
  readonly event: unknown;
  readonly trigger: string;
  /** Default SERVER. */
  readonly kind?: 'CONSUMER';
  /** The span that becomes the parent in PassThrough. */
  readonly parent?: string;
  /** The spans that are linked. */
  readonly links?: readonly string[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly options?: { readonly payloadLinks: boolean };
}

// Events as their services send them, with the members that distinguish them. Source: developer guides of AWS Lambda and of the services.

/** Header of a caller; its span is dddddddddddddddd. */
export const CALLER = 'Root=1-6b0dbc82-cccccccccccccccccccccccc;Parent=dddddddddddddddd;Sampled=1';
/** W3C header of a caller; its span is b7ad6b7169203331. */
export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export const X_RAY_SPAN = 'dddddddddddddddd';
export const W3C_SPAN = 'b7ad6b7169203331';

export const bytes = (text: string): number[] => [...Buffer.from(text)];
export const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

export const sqsRecord = (more: object) => ({
  messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body: 'Test message.',
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183' },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`,
  awsRegion: REGION,
  ...more,
});
export const sqsAttribute = (name: string, stringValue: string) => ({
  messageAttributes: { [name]: { stringValue, stringListValues: [], binaryListValues: [], dataType: 'String' } },
});
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:news`;
export const snsAttribute = (name: string, Value: string) => ({
  MessageAttributes: { [name]: { Type: 'String', Value } },
});
export const snsRecord = (more: object) => ({
  EventVersion: '1.0',
  EventSubscriptionArn: `${TOPIC}:21be56ed-a058-49f5-8c98-aedd2564c486`,
  EventSource: 'aws:sns',
  Sns: {
    MessageId: '95df01b4',
    TopicArn: TOPIC,
    Message: 'Hello',
    MessageAttributes: {},
    Type: 'Notification',
    ...more,
  },
});
export const snsEnvelope = (more: object) =>
  JSON.stringify({ Type: 'Notification', MessageId: '95df01b4', TopicArn: TOPIC, Message: 'Hello', ...more });
export const s3Record = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: REGION,
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'receipts', arn: 'arn:aws:s3:::receipts' }, object: { key: '2026/o-1.pdf', size: 1024 } },
};
export const kinesisRecord = (data: unknown) => ({
  kinesis: { kinesisSchemaVersion: '1.0', partitionKey: '1', sequenceNumber: '4959033', data: base64(data) },
  eventSource: 'aws:kinesis',
  eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
  eventSourceARN: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/clicks`,
});
export const kafkaRecord = (headers: object[], topic = 'orders', partition = 0) => ({
  topic,
  partition,
  offset: 15,
  timestampType: 'CREATE_TIME',
  value: 'SGVsbG8=',
  headers,
});
export const eventBridge = (more: object) => ({
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'OrderPlaced',
  source: 'shop.orders',
  account: ACCOUNT,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/on-order`],
  detail: { order: 'o-1' },
  ...more,
});
export const EXECUTION = `arn:aws:states:${REGION}:${ACCOUNT}:execution:shipping:b1`;
