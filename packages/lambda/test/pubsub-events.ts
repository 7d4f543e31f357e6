import {
  ACCOUNT,
  bytes,
  CALLER,
  eventBridge,
  kafkaRecord,
  kinesisRecord,
  REGION,
  type Row,
  snsAttribute,
  snsEnvelope,
  snsRecord,
  sqsAttribute,
  sqsRecord,
  TOPIC,
  TRACEPARENT,
  W3C_SPAN,
  X_RAY_SPAN,
} from './event-parts.ts';

export const PUBSUB_ROWS: readonly Row[] = [
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
