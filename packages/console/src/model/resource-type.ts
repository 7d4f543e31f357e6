/** The drawings there are; the type is always written too. */
export type IconName =
  | 'client'
  | 'service'
  | 'machine'
  | 'container'
  | 'function'
  | 'lambda'
  | 'table'
  | 'database'
  | 'queue'
  | 'topic'
  | 'stream'
  | 'bucket'
  | 'gateway'
  | 'state-machine'
  | 'remote'
  | 'unknown';

/** Icon and words for a type of the service map. */
export interface ResourceType {
  readonly icon: IconName;
  /** `EC2 instance`. */
  readonly label: string;
  /** `tables`, for `8 tables`. */
  readonly plural: string;
}

/** Icon and words of a type; types nobody listed keep their own name without `AWS::`. */
export function resourceType(type: string | undefined): ResourceType {
  const known = Object.hasOwn(TYPES, type ?? '') ? TYPES[type ?? ''] : undefined;
  if (known) return { icon: known[0], label: known[1], plural: known[2] ?? `${known[1]}s` };
  const label = (type ?? '').replace(/^AWS::/, '').replaceAll('::', ' ');
  const icon = PATTERNS.find(([pattern]) => pattern.test(type ?? ''))?.[1] ?? 'unknown';
  return { icon, label, plural: `${label} nodes` };
}

const TYPES: Readonly<Record<string, readonly [icon: IconName, label: string, plural?: string]>> = {
  '': ['service', 'service'],
  client: ['client', 'client'],
  remote: ['remote', 'remote service'],
  'AWS::EC2::Instance': ['machine', 'EC2 instance'],
  'AWS::ECS::Container': ['container', 'ECS container'],
  'AWS::ECS::Fargate': ['container', 'Fargate task'],
  'AWS::EKS::Container': ['container', 'EKS container'],
  'AWS::ElasticBeanstalk::Environment': ['machine', 'Beanstalk environment'],
  'AWS::AppRunner::Service': ['container', 'App Runner service'],
  'AWS::Lambda::Function': ['function', 'Lambda function'],
  'AWS::Lambda': ['lambda', 'Lambda service'],
  'AWS::DynamoDB::Table': ['table', 'DynamoDB table'],
  'AWS::DynamoDB': ['table', 'DynamoDB', 'DynamoDB'],
  'Database::SQL': ['database', 'SQL database'],
  'AWS::SQS::Queue': ['queue', 'SQS queue'],
  'AWS::SQS': ['queue', 'SQS', 'SQS'],
  'AWS::SNS': ['topic', 'SNS', 'SNS'],
  'AWS::SNS::Topic': ['topic', 'SNS topic'],
  'AWS::Kinesis': ['stream', 'Kinesis', 'Kinesis'],
  'AWS::S3::Bucket': ['bucket', 'S3 bucket'],
  'AWS::S3': ['bucket', 'S3', 'S3'],
  'AWS::ApiGateway::Stage': ['gateway', 'API Gateway stage'],
  'AWS::AppSync::GraphQLAPI': ['gateway', 'AppSync API'],
  'AWS::StepFunctions::StateMachine': ['state-machine', 'state machine'],
};

const PATTERNS: readonly (readonly [RegExp, IconName])[] = [
  [/kinesis|firehose|stream/i, 'stream'],
  [/sqs|queue/i, 'queue'],
  [/sns|event|topic/i, 'topic'],
  [/dynamo|table/i, 'table'],
  [/rds|sql|database|redshift|aurora/i, 'database'],
  [/s3|bucket/i, 'bucket'],
  [/lambda|function/i, 'function'],
  [/gateway|api/i, 'gateway'],
  [/states|stepfunctions/i, 'state-machine'],
  [/ecs|eks|container/i, 'container'],
];
