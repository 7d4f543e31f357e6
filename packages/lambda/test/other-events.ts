import {
  ACCOUNT,
  CALLER,
  EXECUTION,
  eventBridge,
  REGION,
  type Row,
  s3Record,
  snsEnvelope,
  snsRecord,
  sqsRecord,
  TRACEPARENT,
  W3C_SPAN,
  X_RAY_SPAN,
} from './event-parts.ts';

export const OTHER_ROWS: readonly Row[] = [
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
