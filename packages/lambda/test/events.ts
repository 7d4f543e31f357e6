// Events as their services send them, cut to what tells them apart. Source: AWS Lambda developer guide and the guides of the services.

/** Header of a caller; its span is dddddddddddddddd. */
export const CALLER = 'Root=1-6b0dbc82-cccccccccccccccccccccccc;Parent=dddddddddddddddd;Sampled=1';
/** W3C header of a caller; its span is b7ad6b7169203331. */
export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export const X_RAY_SPAN = 'dddddddddddddddd';
export const W3C_SPAN = 'b7ad6b7169203331';

const bytes = (text: string): number[] => [...Buffer.from(text)];
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';

const sqsRecord = (more: object) => ({
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
const sqsAttribute = (name: string, stringValue: string) => ({
  messageAttributes: { [name]: { stringValue, stringListValues: [], binaryListValues: [], dataType: 'String' } },
});
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:news`;
const snsAttribute = (name: string, Value: string) => ({ MessageAttributes: { [name]: { Type: 'String', Value } } });
const snsRecord = (more: object) => ({
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
const snsEnvelope = (more: object) =>
  JSON.stringify({ Type: 'Notification', MessageId: '95df01b4', TopicArn: TOPIC, Message: 'Hello', ...more });
const s3Record = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: REGION,
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'receipts', arn: 'arn:aws:s3:::receipts' }, object: { key: '2026/o-1.pdf', size: 1024 } },
};
const kinesisRecord = (data: unknown) => ({
  kinesis: { kinesisSchemaVersion: '1.0', partitionKey: '1', sequenceNumber: '4959033', data: base64(data) },
  eventSource: 'aws:kinesis',
  eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
  eventSourceARN: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/clicks`,
});
const kafkaRecord = (headers: object[], topic = 'orders', partition = 0) => ({
  topic,
  partition,
  offset: 15,
  timestampType: 'CREATE_TIME',
  value: 'SGVsbG8=',
  headers,
});
const eventBridge = (more: object) => ({
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'OrderPlaced',
  source: 'shop.orders',
  account: ACCOUNT,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/on-order`],
  detail: { order: 'o-1' },
  ...more,
});
const EXECUTION = `arn:aws:states:${REGION}:${ACCOUNT}:execution:shipping:b1`;

/** What an event becomes. */
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

const HTTP_ROWS: readonly Row[] = [
  {
    name: 'API Gateway REST',
    event: {
      resource: '/orders/{id}',
      path: '/orders/17',
      httpMethod: 'GET',
      headers: { Host: 'api.example.com', 'X-Amzn-Trace-Id': CALLER },
      multiValueHeaders: { Host: ['api.example.com'], 'X-Amzn-Trace-Id': [CALLER, 'Root=1'] },
      requestContext: {
        resourcePath: '/orders/{id}',
        path: '/prod/orders/17',
        stage: 'prod',
        identity: { sourceIp: '203.0.113.9' },
      },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.request.method': 'GET', 'http.route': '/orders/{id}', 'aws.api_gateway.stage': 'prod' },
  },
  {
    name: 'API Gateway REST, only lists of headers',
    event: {
      httpMethod: 'GET',
      path: '/',
      headers: null,
      multiValueHeaders: { TraceParent: [TRACEPARENT] },
      requestContext: { stage: 'prod' },
    },
    trigger: 'http',
    parent: W3C_SPAN,
  },
  {
    name: 'API Gateway HTTP',
    event: {
      version: '2.0',
      routeKey: 'GET /orders/{id}',
      rawPath: '/orders/17',
      rawQueryString: 'dry=1',
      headers: { host: 'api.example.com', traceparent: TRACEPARENT },
      requestContext: { http: { method: 'GET', path: '/orders/17', sourceIp: '203.0.113.9' }, stage: '$default' },
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'http.route': '/orders/{id}', 'url.query': 'dry=1', 'aws.api_gateway.stage': undefined },
  },
  {
    name: 'a function URL',
    event: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      headers: { host: 'abc.lambda-url.eu-west-1.on.aws', 'x-amzn-trace-id': CALLER },
      requestContext: { http: { method: 'GET', path: '/' }, domainName: 'abc.lambda-url.eu-west-1.on.aws' },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.route': undefined, 'server.address': 'abc.lambda-url.eu-west-1.on.aws' },
  },
  {
    name: 'WebSocket, $connect',
    event: {
      headers: { Host: 'ws.example.com', 'X-Amzn-Trace-Id': CALLER },
      multiValueHeaders: { Host: ['ws.example.com'] },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        connectionId: 'c1=',
        stage: 'prod',
        identity: { sourceIp: '203.0.113.9' },
      },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.route': '$connect', 'network.protocol.name': 'websocket', 'http.request.method': 'GET' },
  },
  {
    name: 'WebSocket, a message',
    event: {
      requestContext: {
        routeKey: 'sendMessage',
        messageId: 'm',
        eventType: 'MESSAGE',
        connectionId: 'c1=',
        domainName: 'ws.example.com',
      },
      body: '{}',
    },
    trigger: 'http',
    attributes: {
      'http.route': 'sendMessage',
      'network.protocol.name': 'websocket',
      'server.address': 'ws.example.com',
      'http.request.method': undefined,
    },
  },
  {
    name: 'ALB',
    event: {
      requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1' } },
      httpMethod: 'GET',
      path: '/',
      queryStringParameters: { q: 'a%20b' },
      headers: { host: 'lb', 'x-amzn-trace-id': CALLER },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'url.query': 'q=a%20b' },
  },
  {
    name: 'ALB, lists of headers',
    event: {
      requestContext: { elb: {} },
      httpMethod: 'GET',
      path: '/',
      multiValueHeaders: { 'x-amzn-trace-id': [CALLER] },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
  },
  {
    name: 'VPC Lattice, version 1',
    event: {
      raw_path: '/orders/17?dry=1',
      method: 'GET',
      headers: { host: 'orders.lattice', 'x-amzn-trace-id': CALLER },
      query_string_parameters: { dry: '1' },
      is_base64_encoded: false,
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'url.path': '/orders/17', 'url.query': 'dry=1', 'server.address': 'orders.lattice' },
  },
  {
    name: 'VPC Lattice, version 2',
    event: {
      version: '2.0',
      path: '/orders/17',
      method: 'POST',
      headers: { host: ['orders.lattice'], traceparent: [TRACEPARENT] },
      queryStringParameters: { a: ['1', '2'] },
      requestContext: {
        serviceNetworkArn: 'arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn-1',
        identity: { sourceVpcArn: 'arn' },
      },
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'http.request.method': 'POST', 'url.query': 'a=1&a=2' },
  },
  {
    name: 'an AppSync resolver',
    event: {
      arguments: {},
      request: { headers: { 'x-amzn-trace-id': CALLER } },
      info: { fieldName: 'order', parentTypeName: 'Query' },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.type': 'query', 'graphql.field.name': 'order' },
  },
  {
    name: 'a batch of an AppSync resolver',
    event: [
      { request: { headers: { 'x-amzn-trace-id': CALLER } }, info: { fieldName: 'items', parentTypeName: 'Order' } },
      {},
    ],
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.type': undefined, 'graphql.field.name': 'items' },
  },
  {
    name: 'an AppSync authorizer',
    event: {
      authorizationToken: 'secret',
      requestContext: { apiId: 'a', accountId: ACCOUNT, requestId: 'r', operationName: 'MyQuery', variables: {} },
      requestHeaders: { 'x-amzn-trace-id': CALLER },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.name': 'MyQuery' },
  },
  {
    name: 'CloudFront',
    event: {
      Records: [
        {
          cf: {
            config: { distributionId: 'EDFDVBD6EXAMPLE' },
            request: {
              method: 'GET',
              uri: '/index.html',
              clientIp: '203.0.113.9',
              headers: { traceparent: [{ key: 'traceparent', value: TRACEPARENT }] },
            },
          },
        },
      ],
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'url.path': '/index.html', 'client.address': '203.0.113.9' },
  },
];

const PUBSUB_ROWS: readonly Row[] = [
  {
    name: 'SQS, AWSTraceHeader',
    event: { Records: [sqsRecord({ attributes: { AWSTraceHeader: CALLER } })] },
    trigger: 'pubsub',
    links: [X_RAY_SPAN],
    attributes: {
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'jobs',
      'messaging.batch.message_count': 1,
    },
  },
  {
    name: 'SQS, attribute X-Amzn-Trace-Id',
    event: { Records: [sqsRecord(sqsAttribute('X-Amzn-Trace-Id', CALLER))] },
    trigger: 'pubsub',
    links: [X_RAY_SPAN],
  },
  {
    name: 'SQS, attribute traceparent',
    event: { Records: [sqsRecord(sqsAttribute('traceparent', TRACEPARENT))] },
    trigger: 'pubsub',
    links: [W3C_SPAN],
  },
  {
    name: 'SQS, AWSTraceHeader before the attribute',
    event: {
      Records: [sqsRecord({ ...sqsAttribute('traceparent', TRACEPARENT), attributes: { AWSTraceHeader: CALLER } })],
    },
    trigger: 'pubsub',
    links: [X_RAY_SPAN],
  },
  {
    name: 'SQS, an AWSTraceHeader without parent, and the attribute',
    event: {
      Records: [
        sqsRecord({
          ...sqsAttribute('traceparent', TRACEPARENT),
          attributes: { AWSTraceHeader: 'Root=1-6b0dbc82-cccccccccccccccccccccccc' },
        }),
      ],
    },
    trigger: 'pubsub',
    links: [W3C_SPAN],
  },
  {
    name: 'SQS, without any context',
    event: { Records: [sqsRecord({}), sqsRecord({})] },
    trigger: 'pubsub',
    links: [],
    attributes: { 'messaging.batch.message_count': 2 },
  },
  {
    name: 'SNS',
    event: { Records: [snsRecord(snsAttribute('traceparent', TRACEPARENT))] },
    trigger: 'pubsub',
    links: [W3C_SPAN],
    attributes: { 'messaging.destination.name': 'news' },
  },
  {
    name: 'SNS, attribute x-amzn-trace-id',
    event: { Records: [snsRecord(snsAttribute('x-amzn-trace-id', CALLER))] },
    trigger: 'pubsub',
    links: [X_RAY_SPAN],
  },
  {
    name: 'SNS in SQS',
    event: { Records: [sqsRecord({ body: snsEnvelope(snsAttribute('traceparent', TRACEPARENT)) })] },
    trigger: 'pubsub',
    links: [W3C_SPAN],
    attributes: { 'messaging.destination.name': 'jobs', 'aws.sns.topic.arn': TOPIC },
  },
  {
    name: 'SNS in SQS, a body over 64 kB',
    event: {
      Records: [
        sqsRecord({ body: snsEnvelope({ ...snsAttribute('traceparent', TRACEPARENT), Message: 'x'.repeat(70_000) }) }),
      ],
    },
    trigger: 'pubsub',
    links: [],
  },
  {
    name: 'EventBridge',
    event: eventBridge({ detail: { traceparent: TRACEPARENT } }),
    trigger: 'pubsub',
    links: [],
    attributes: {
      'aws.eventbridge.source': 'shop.orders',
      'aws.eventbridge.rule.arn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/on-order`,
    },
  },
  {
    name: 'EventBridge, payload by option',
    event: eventBridge({ detail: { traceparent: TRACEPARENT } }),
    trigger: 'pubsub',
    links: [W3C_SPAN],
    options: { payloadLinks: true },
  },
  {
    name: 'Kinesis',
    event: { Records: [kinesisRecord({ traceparent: TRACEPARENT })] },
    trigger: 'pubsub',
    links: [],
    attributes: {
      'messaging.system': 'aws.kinesis',
      'messaging.destination.name': 'clicks',
      'messaging.destination.partition.id': 'shardId-000000000006',
    },
  },
  {
    name: 'Kinesis, payload by option',
    event: { Records: [kinesisRecord({ 'X-Amzn-Trace-Id': CALLER }), kinesisRecord('no object')] },
    trigger: 'pubsub',
    links: [X_RAY_SPAN],
    options: { payloadLinks: true },
  },
  {
    name: 'MSK',
    event: {
      eventSource: 'aws:kafka',
      eventSourceArn: `arn:aws:kafka:${REGION}:${ACCOUNT}:cluster/c/1`,
      bootstrapServers: 'b-1:9092',
      records: {
        'orders-0': [kafkaRecord([{ traceparent: bytes(TRACEPARENT) }]), kafkaRecord([])],
        'orders-1': [kafkaRecord([{ other: [1] }, { 'X-Amzn-Trace-Id': bytes(CALLER) }], 'orders', 1)],
      },
    },
    trigger: 'pubsub',
    links: [W3C_SPAN, X_RAY_SPAN],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
      'messaging.batch.message_count': 3,
      'aws.lambda.partition_count': 2,
    },
  },
  {
    name: 'self-managed Kafka',
    event: {
      eventSource: 'SelfManagedKafka',
      bootstrapServers: 'b-1:9092',
      records: { 'orders-0': [kafkaRecord([{ traceparent: bytes(TRACEPARENT) }])] },
    },
    trigger: 'pubsub',
    links: [W3C_SPAN],
    attributes: { 'messaging.destination.partition.id': '0' },
  },
  {
    name: 'RabbitMQ',
    event: {
      eventSource: 'aws:rmq',
      eventSourceArn: `arn:aws:mq:${REGION}:${ACCOUNT}:broker:b:1`,
      rmqMessagesByQueue: {
        'jobs::/': [
          {
            basicProperties: { contentType: 'text/plain', headers: { traceparent: { bytes: bytes(TRACEPARENT) } } },
            redelivered: false,
            data: 'eA==',
          },
          { basicProperties: { headers: { 'x-amzn-trace-id': CALLER } }, data: 'eA==' },
          { basicProperties: { headers: null }, data: 'eA==' },
        ],
      },
    },
    trigger: 'pubsub',
    links: [W3C_SPAN, X_RAY_SPAN],
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': 'jobs',
      'messaging.batch.message_count': 3,
    },
  },
  {
    name: 'ActiveMQ',
    event: {
      eventSource: 'aws:mq',
      eventSourceArn: `arn:aws:mq:${REGION}:${ACCOUNT}:broker:b:1`,
      messages: [
        {
          messageID: 'ID:b-1',
          messageType: 'jms/text-message',
          destination: { physicalName: 'jobs' },
          data: 'eA==',
          properties: { traceparent: TRACEPARENT },
        },
      ],
    },
    trigger: 'pubsub',
    links: [W3C_SPAN],
    attributes: { 'messaging.system': 'activemq', 'messaging.destination.name': 'jobs' },
  },
].map((row) => ({ ...row, kind: 'CONSUMER' as const }));

const OTHER_ROWS: readonly Row[] = [
  {
    name: 'a scheduled rule',
    event: eventBridge({ 'detail-type': 'Scheduled Event', source: 'aws.events' }),
    trigger: 'timer',
    attributes: { 'aws.eventbridge.rule.arn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/on-order` },
  },
  {
    name: "EventBridge's scheduler",
    event: {
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      resources: [`arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/nightly`],
    },
    trigger: 'timer',
  },
  {
    name: 'a DynamoDB stream',
    event: {
      Records: [
        {
          eventID: '1',
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: {},
          eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders/stream/2026-01-01T00:00:00.000`,
        },
      ],
    },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'orders', 'aws.lambda.record_count': 1 },
  },
  {
    name: 'S3',
    event: { Records: [s3Record] },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'receipts', 'faas.document.name': '2026/o-1.pdf' },
  },
  {
    name: 'S3, several records',
    event: { Records: [s3Record, s3Record] },
    trigger: 'datasource',
    attributes: { 'faas.document.name': undefined, 'aws.lambda.record_count': 2 },
  },
  {
    name: 'S3 in SQS',
    event: {
      Records: [sqsRecord({ body: JSON.stringify({ Records: [s3Record] }), attributes: { AWSTraceHeader: CALLER } })],
    },
    trigger: 'datasource',
    links: [X_RAY_SPAN],
    attributes: { 'faas.document.collection': 'receipts', 'messaging.destination.name': 'jobs' },
  },
  {
    name: 'S3 in SNS',
    event: { Records: [snsRecord({ Message: JSON.stringify({ Records: [s3Record] }) })] },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'receipts' },
  },
  {
    name: 'S3 in SNS in SQS',
    event: { Records: [sqsRecord({ body: snsEnvelope({ Message: JSON.stringify({ Records: [s3Record] }) }) })] },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'receipts' },
  },
  {
    name: 'S3 batch operations',
    event: {
      invocationSchemaVersion: '1.0',
      invocationId: 'i',
      job: { id: 'j' },
      tasks: [{ taskId: 't', s3Key: 'o-1.pdf', s3BucketArn: 'arn:aws:s3:::receipts' }],
    },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'receipts', 'faas.document.name': 'o-1.pdf' },
  },
  {
    name: 'S3 Object Lambda',
    event: {
      xAmzRequestId: 'r',
      getObjectContext: { outputRoute: 'o' },
      userRequest: { url: 'https://x', headers: { traceparent: TRACEPARENT } },
    },
    trigger: 'datasource',
    parent: W3C_SPAN,
  },
  {
    name: 'DocumentDB',
    event: { eventSource: 'aws:docdb', events: [{ event: { ns: { db: 'shop', coll: 'orders' } } }] },
    trigger: 'datasource',
    attributes: { 'faas.document.collection': 'orders' },
  },
  { name: 'CloudWatch Logs', event: { awslogs: { data: 'H4sIAAAA' } }, trigger: 'datasource' },
  {
    name: 'a CloudWatch alarm',
    event: { source: 'aws.cloudwatch', alarmArn: 'arn:aws:cloudwatch:r:1:alarm:a', alarmData: {} },
    trigger: 'other',
  },
  {
    name: 'Step Functions, whole context',
    event: { Execution: { Id: EXECUTION }, State: { Name: 's' } },
    trigger: 'other',
    attributes: { 'aws.step_functions.execution.arn': EXECUTION },
  },
  {
    name: 'Step Functions, below context',
    event: { input: {}, context: { Execution: { Id: EXECUTION } } },
    trigger: 'other',
    attributes: { 'aws.step_functions.execution.arn': EXECUTION },
  },
  {
    name: 'Cognito',
    event: { version: '1', triggerSource: 'PreSignUp_SignUp', userPoolId: 'p', request: { userAttributes: {} } },
    trigger: 'other',
  },
  { name: 'IoT', event: { temperature: 21, device: 'd' }, trigger: 'other' },
  { name: 'Config', event: { invokingEvent: '{}', ruleParameters: '{}', configRuleName: 'r' }, trigger: 'other' },
  { name: 'CodePipeline', event: { 'CodePipeline.job': { id: 'j' } }, trigger: 'other' },
  { name: 'Connect', event: { Name: 'ContactFlowEvent', Details: { ContactData: {} } }, trigger: 'other' },
  {
    name: 'Lex',
    event: { sessionState: {}, bot: { name: 'b' }, invocationSource: 'DialogCodeHook' },
    trigger: 'other',
  },
  {
    name: 'CloudFormation',
    event: { RequestType: 'Create', StackId: 'arn', ResourceType: 'Custom::R' },
    trigger: 'other',
  },
  {
    name: 'an own invocation with headers',
    event: { headers: { traceparent: TRACEPARENT }, orderId: 1 },
    trigger: 'other',
    parent: W3C_SPAN,
  },
  {
    name: 'headers that are not all strings',
    event: { headers: { traceparent: TRACEPARENT, columns: 3 } },
    trigger: 'other',
  },
  { name: 'no event', event: undefined, trigger: 'other' },
];

export const ROWS: readonly Row[] = [...HTTP_ROWS, ...PUBSUB_ROWS, ...OTHER_ROWS];
