import type { SegmentDocument } from '@otel-xray/format';

/**
 * Types of a segment document as the collector's X-Ray receiver, and with it the CloudWatch agent, reads them: it refuses the whole
 * document when one member has another type. Members that are not listed are ignored there. Names match without regard to case.
 * Source: https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/internal/aws/xray/tracesegment.go
 */
type Type =
  | 'any'
  | 'string'
  | 'number'
  | 'int64'
  | 'boolean'
  | 'cause'
  | 'sqlUrl'
  | { readonly list: Type }
  | { readonly map: Type }
  | { readonly [member: string]: Type };

const STRINGS: Type = { list: 'string' };
const OBJECT: Type = { map: 'any' };

const AWS: Type = {
  elastic_beanstalk: { environment_name: 'string', version_label: 'string', deployment_id: 'int64' },
  cloudwatch_logs: { list: { log_group: 'string', arn: 'string' } },
  ecs: {
    container: 'string',
    container_id: 'string',
    task_arn: 'string',
    task_family: 'string',
    cluster_arn: 'string',
    container_arn: 'string',
    availability_zone: 'string',
    launch_type: 'string',
  },
  ec2: { instance_id: 'string', availability_zone: 'string', instance_size: 'string', ami_id: 'string' },
  eks: { cluster_name: 'string', pod: 'string', container_id: 'string' },
  xray: { sdk: 'string', sdk_version: 'string', auto_instrumentation: 'boolean' },
  account_id: 'string',
  operation: 'string',
  region: 'string',
  request_id: 'string',
  queue_url: 'string',
  table_name: 'string',
  table_names: STRINGS,
  retries: 'int64',
};

const SQL: Type = {
  connection_string: 'string',
  url: 'sqlUrl',
  sanitized_query: 'string',
  database_type: 'string',
  database_version: 'string',
  driver_version: 'string',
  user: 'string',
  preparation: 'string',
};

const EXCEPTION: Type = {
  id: 'string',
  message: 'string',
  type: 'string',
  remote: 'boolean',
  truncated: 'int64',
  skipped: 'int64',
  cause: 'string',
  stack: { list: { path: 'string', line: 'int64', label: 'string' } },
};

const CAUSE: Type = { working_directory: 'string', paths: STRINGS, exceptions: { list: EXCEPTION } };

const ENTITY: Readonly<Record<string, Type>> = {
  name: 'string',
  id: 'string',
  start_time: 'number',
  end_time: 'number',
  in_progress: 'boolean',
  trace_id: 'string',
  parent_id: 'string',
  type: 'string',
  namespace: 'string',
  origin: 'string',
  user: 'string',
  resource_arn: 'string',
  service: { version: 'string', compiler_version: 'string', compiler: 'string' },
  links: { list: { trace_id: 'string', id: 'string', attributes: OBJECT } },
  http: {
    request: { x_forwarded_for: 'boolean', method: 'string', url: 'string', user_agent: 'string', client_ip: 'string' },
    response: { status: 'int64', content_length: 'any' },
  },
  fault: 'boolean',
  error: 'boolean',
  throttle: 'boolean',
  cause: 'cause',
  aws: AWS,
  sql: SQL,
  annotations: OBJECT,
  metadata: { map: OBJECT },
  precursor_ids: STRINGS,
  traced: 'boolean',
};

/** The members of a document that the receiver would refuse or misread, as `path: reason`; empty for a document that arrives whole. */
export function receiverProblems(document: SegmentDocument): string[] {
  const problems: string[] = [];
  const waiting: unknown[] = [document];
  for (let entity = waiting.pop(); entity !== undefined; entity = waiting.pop()) {
    const { id, cause, subsegments } = entity as SegmentDocument;
    const found: string[] = [];
    collect(entity, ENTITY, '', found);
    for (const flag of ['fault', 'error', 'throttle'] as const) {
      // The receiver reads failures from the cause or the HTTP status, never from the flags.
      if ((entity as SegmentDocument)[flag] === true && cause === undefined) found.push(`${flag} without cause`);
    }
    problems.push(...found.map((problem) => `${id} ${problem}`));
    if (subsegments !== undefined && !Array.isArray(subsegments)) problems.push(`${id} subsegments: no list`);
    else waiting.push(...(subsegments ?? []));
  }
  return problems;
}

function collect(value: unknown, type: Type, path: string, problems: string[]): void {
  if (typeof type === 'string') {
    const isRight = type === 'cause' ? isCause(value, path, problems) : CHECKS[type](value);
    if (!isRight) problems.push(`${path}: ${JSON.stringify(value)?.slice(0, 80)} is no ${type}`);
    return;
  }
  if ('list' in type) {
    if (!Array.isArray(value)) problems.push(`${path}: no list`);
    else for (const item of value) collect(item, type['list'] as Type, `${path}[]`, problems);
    return;
  }
  if (!isObject(value)) {
    problems.push(`${path}: no object`);
    return;
  }
  for (const [member, inner] of Object.entries(value)) {
    const expected = 'map' in type ? (type['map'] as Type) : (type as Record<string, Type>)[member.toLowerCase()];
    if (expected !== undefined) collect(inner, expected, path === '' ? member : `${path}.${member}`, problems);
  }
}

function isCause(value: unknown, path: string, problems: string[]): boolean {
  if (typeof value === 'string') return true;
  if (!isObject(value)) return false;
  collect(value, CAUSE, path, problems);
  const { exceptions } = value as { exceptions?: unknown };
  // It reads the id of each exception without a check whether there is one.
  return !Array.isArray(exceptions) || exceptions.every((exception) => typeof exception?.id === 'string');
}

const TWO_TO_63 = 2 ** 63;

const CHECKS: Readonly<Record<Exclude<Extract<Type, string>, 'cause'>, (value: unknown) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  int64: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < TWO_TO_63,
  boolean: (value) => typeof value === 'boolean',
  sqlUrl: (value) => typeof value === 'string' && /^(.+\/\/.+)\/([^?]+)\??.*$/.test(value),
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
