// Events of Lambda in AWS's own shape, one of each kind, each with the trace context where its kind carries it.
const TRACEPARENT = '00-6553f1000000000000000000000000aa-00000000000000aa-01';
const XRAY = 'Root=1-6553f100-0000000000000000000000aa;Parent=00000000000000aa;Sampled=1';
const headers = { host: 'shop.example', 'user-agent': 'corpus', 'x-amzn-trace-id': XRAY, traceparent: TRACEPARENT };
const multi = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
const at = (service, resource) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const base64 = (text) => Buffer.from(text).toString('base64');
const sqsRecord = {
  messageId: 'm-1',
  receiptHandle: 'r-1',
  body: '{"order":7}',
  attributes: { AWSTraceHeader: XRAY, SentTimestamp: '1700000000000' },
  messageAttributes: { traceparent: { dataType: 'String', stringValue: TRACEPARENT } },
  eventSource: 'aws:sqs',
  eventSourceARN: at('sqs', 'orders'),
  awsRegion: 'eu-central-1',
};
const snsRecord = {
  EventSource: 'aws:sns',
  EventSubscriptionArn: `${at('sns', 'orders')}:s-1`,
  Sns: {
    TopicArn: at('sns', 'orders'),
    MessageId: 'm-1',
    Message: '{}',
    MessageAttributes: { traceparent: { Type: 'String', Value: TRACEPARENT } },
  },
};
const kafka = (eventSource) => ({
  eventSource,
  bootstrapServers: 'broker:9092',
  records: {
    'orders-0': [
      {
        topic: 'orders',
        partition: 0,
        offset: 1,
        value: base64('{}'),
        headers: [{ traceparent: [...Buffer.from(TRACEPARENT)] }],
      },
    ],
  },
});
const bridge = (source, detailType, detail = {}) => ({
  version: '0',
  id: 'e-1',
  'detail-type': detailType,
  source,
  account: '123456789012',
  region: 'eu-central-1',
  resources: [],
  detail,
});

/** Kind → event. */
export const LAMBDA_EVENTS = {
  'API Gateway REST': {
    resource: '/users/{id}',
    path: '/users/7',
    httpMethod: 'GET',
    headers,
    multiValueHeaders: multi,
    queryStringParameters: { page: '2' },
    pathParameters: { id: '7' },
    requestContext: {
      resourcePath: '/users/{id}',
      stage: 'prod',
      httpMethod: 'GET',
      domainName: 'shop.example',
      identity: { sourceIp: '203.0.113.7' },
    },
  },
  'API Gateway HTTP': {
    version: '2.0',
    routeKey: 'GET /users/{id}',
    rawPath: '/users/7',
    rawQueryString: 'page=2',
    headers,
    requestContext: {
      domainName: 'shop.example',
      stage: '$default',
      http: { method: 'GET', path: '/users/7', sourceIp: '203.0.113.7' },
    },
  },
  'API Gateway WebSocket': {
    headers,
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      connectionId: 'c-1',
      domainName: 'shop.example',
      stage: 'prod',
    },
  },
  ALB: {
    httpMethod: 'GET',
    path: '/users/7',
    headers,
    requestContext: { elb: { targetGroupArn: at('elasticloadbalancing', 'targetgroup/shop/1') } },
  },
  'ALB with multiple values': {
    httpMethod: 'GET',
    path: '/users/7',
    multiValueHeaders: multi,
    requestContext: { elb: { targetGroupArn: at('elasticloadbalancing', 'targetgroup/shop/1') } },
  },
  'function URL': {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/users/7',
    headers,
    requestContext: { domainName: 'a1b2.lambda-url.eu-central-1.on.aws', http: { method: 'GET', path: '/users/7' } },
  },
  'VPC Lattice': {
    version: '2.0',
    path: '/users/7',
    method: 'GET',
    headers: multi,
    requestContext: { serviceArn: at('vpc-lattice', 'service/svc-1') },
  },
  AppSync: { arguments: { id: 7 }, request: { headers }, info: { fieldName: 'order', parentTypeName: 'Query' } },
  'plain headers': { headers },
  SQS: { Records: [sqsRecord, { ...sqsRecord, messageId: 'm-2', messageAttributes: {} }] },
  SNS: { Records: [snsRecord] },
  'SNS inside SQS': {
    Records: [
      { ...sqsRecord, messageAttributes: {}, body: JSON.stringify({ Type: 'Notification', ...snsRecord.Sns }) },
    ],
  },
  EventBridge: bridge('shop.orders', 'paid', { order: 7 }),
  Kinesis: {
    Records: [
      {
        eventSource: 'aws:kinesis',
        eventSourceARN: at('kinesis', 'stream/clicks'),
        kinesis: { partitionKey: 'a', data: base64('{}') },
      },
    ],
  },
  'DynamoDB stream': {
    Records: [
      {
        eventSource: 'aws:dynamodb',
        eventName: 'INSERT',
        eventSourceARN: at('dynamodb', 'table/orders/stream/1'),
        dynamodb: {},
      },
    ],
  },
  S3: {
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'invoices' }, object: { key: '7.pdf' } },
      },
    ],
  },
  MSK: kafka('aws:kafka'),
  'self-managed Kafka': kafka('SelfManagedKafka'),
  RabbitMQ: {
    eventSource: 'aws:rmq',
    eventSourceArn: at('mq', 'broker:shop:b-1'),
    rmqMessagesByQueue: {
      'orders::/': [
        { basicProperties: { headers: { traceparent: { bytes: [...Buffer.from(TRACEPARENT)] } } }, data: base64('{}') },
      ],
    },
  },
  ActiveMQ: {
    eventSource: 'aws:mq',
    eventSourceArn: at('mq', 'broker:shop:b-1'),
    messages: [
      {
        messageID: 'm-1',
        messageType: 'jms/text-message',
        destination: { physicalName: 'orders' },
        properties: { traceparent: TRACEPARENT },
        data: base64('{}'),
      },
    ],
  },
  'Step Functions': {
    Execution: { Id: at('states', 'execution:checkout:7') },
    StateMachine: { Id: at('states', 'stateMachine:checkout') },
    State: { Name: 'pay' },
  },
  Cognito: { version: '1', triggerSource: 'PreSignUp_SignUp', userPoolId: 'eu-central-1_a', request: {}, response: {} },
  IoT: { topic: 'sensors/7', temperature: 21 },
  'CloudWatch Logs': { awslogs: { data: base64('{}') } },
  Config: { invokingEvent: '{}', ruleParameters: '{}', configRuleName: 'tags', accountId: '123456789012' },
  schedule: bridge('aws.events', 'Scheduled Event'),
  'failing function': { fail: true },
};
