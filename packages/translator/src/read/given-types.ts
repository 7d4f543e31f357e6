/** Types of members that a span can give, as the collector's X-Ray receiver demands them; what is not named may have any type. */
type GivenType = 'string' | 'integer' | 'boolean' | 'strings' | 'url' | { readonly [member: string]: GivenType };

/** Objects whose members are all strings. */
function strings(...members: readonly string[]): GivenType {
  return Object.fromEntries(members.map((member) => [member, 'string' as const]));
}

const TYPES: Readonly<Record<'aws' | 'sql', { readonly [member: string]: GivenType }>> = {
  sql: {
    ...(strings('connection_string', 'sanitized_query', 'database_type', 'database_version') as object),
    ...(strings('driver_version', 'user', 'preparation') as object),
    url: 'url',
  },
  aws: {
    ...(strings('account_id', 'operation', 'region', 'request_id', 'queue_url', 'table_name') as object),
    table_names: 'strings',
    retries: 'integer',
    ec2: strings('instance_id', 'availability_zone', 'instance_size', 'ami_id'),
    ecs: strings(
      ...['container', 'container_id', 'container_arn', 'cluster_arn', 'task_arn', 'task_family'],
      ...['availability_zone', 'launch_type'],
    ),
    eks: strings('cluster_name', 'pod', 'container_id'),
    elastic_beanstalk: { environment_name: 'string', version_label: 'string', deployment_id: 'integer' },
    xray: { sdk: 'string', sdk_version: 'string', auto_instrumentation: 'boolean' },
  },
};

/**
 * The members of a given block that would make the collector and the CloudWatch agent refuse the whole document. Their JSON reader
 * matches names without regard to case.
 * Source: https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/internal/aws/xray/tracesegment.go
 */
export function misfitsOf(block: 'aws' | 'sql', given: object): string[] {
  return Object.entries(given)
    .filter(([member, value]) => !fits(TYPES[block][member.toLowerCase()], member.toLowerCase(), value))
    .map(([member]) => member);
}

function fits(type: GivenType | undefined, member: string, value: unknown): boolean {
  switch (type) {
    case undefined:
      return member !== 'cloudwatch_logs' || (Array.isArray(value) && value.every(isLogGroup));
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'url':
      return typeof value === 'string' && DATABASE_URL.test(value);
    default:
      return isObject(value) && Object.entries(value).every(([key, inner]) => fits(type[key.toLowerCase()], '', inner));
  }
}

/** The form that the receiver parses: `protocol://host:port/database`. */
const DATABASE_URL = /^.+\/\/.+\/[^?]+/;

function isLogGroup(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((member) => typeof member === 'string');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
