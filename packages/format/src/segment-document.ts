/**
 * The document that AWS X-Ray accepts for a segment or an independent subsegment, field by field as the guide names them.
 * Source: AWS X-Ray developer guide, "AWS X-Ray segment documents"
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html); fields that only AWS's own SDKs and
 * agents write are marked.
 */
export interface SegmentDocument extends EntityFields {
  /** `1-` + 8 hex digits of epoch seconds + `-` + 24 hex digits. Absent on embedded subsegments only. */
  trace_id: string;
  /** The id of the entity above; on a segment, of the subsegment that called. */
  parent_id?: string;
  /** Present on independent subsegments, absent on segments. */
  type?: 'subsegment';
  /** The kind of resource that ran the segment, such as `AWS::EC2::Instance`. */
  origin?: string;
  service?: ServiceBlock;
  user?: string;
  links?: LinkBlock[];
  resource_arn?: string;
}

/** A subsegment inside its parent's `subsegments`: it has no trace id, parent id and type of its own. */
export interface Subsegment extends EntityFields {}

/** Fields that segments and subsegments have in common. */
export interface EntityFields {
  /** 16 lower-case hex digits. */
  id: string;
  /** At most 200 letters, digits, white space and `_ . : / % & # = + \ - @`. */
  name: string;
  /** Epoch seconds. */
  start_time: number;
  /** Epoch seconds. Absent while `in_progress`. */
  end_time?: number;
  in_progress?: boolean;
  namespace?: 'aws' | 'remote';
  http?: HttpBlock;
  /** A server error (5xx). */
  fault?: boolean;
  /** A client error (4xx). */
  error?: boolean;
  /** Too many requests (429); set together with `error`. */
  throttle?: boolean;
  /** Exceptions, or the id of an exception that a subsegment holds. */
  cause?: CauseBlock | string;
  aws?: AwsBlock;
  sql?: SqlBlock;
  annotations?: Record<string, AnnotationValue>;
  /** Namespace → key → any JSON value. */
  metadata?: Record<string, unknown>;
  subsegments?: Subsegment[];
  /** Ids of subsegments with the same parent that ended before this one. */
  precursor_ids?: string[];
}

export type AnnotationValue = string | number | boolean;

export interface HttpBlock {
  request?: {
    method?: string;
    url?: string;
    user_agent?: string;
    client_ip?: string;
    x_forwarded_for?: boolean;
    traced?: boolean;
  };
  response?: { status?: number; content_length?: number };
}

export interface CauseBlock {
  working_directory?: string;
  paths?: string[];
  exceptions?: ExceptionBlock[];
}

export interface ExceptionBlock {
  /** 16 lower-case hex digits. */
  id: string;
  message?: string;
  type?: string;
  remote?: boolean;
  /** Frames left out of `stack`. */
  truncated?: number;
  /** Exceptions left out between this one and its cause. */
  skipped?: number;
  /** The id of the exception that caused this one. */
  cause?: string;
  stack?: StackFrameBlock[];
}

export interface StackFrameBlock {
  path?: string;
  line?: number;
  label?: string;
}

export interface SqlBlock {
  connection_string?: string;
  url?: string;
  database_type?: string;
  database_version?: string;
  driver_version?: string;
  user?: string;
  preparation?: 'call' | 'statement';
  sanitized_query?: string;
}

/** The service that ran the segment; the last four fields are written by AWS's own SDKs. */
export interface ServiceBlock {
  version?: string;
  name?: string;
  runtime?: string;
  runtime_version?: string;
  compiler?: string;
}

/** A link to a span of another trace. Written by the collector; the console draws it as a dashed edge. */
export interface LinkBlock {
  trace_id: string;
  id: string;
  attributes?: Record<string, unknown>;
}

/** The AWS resource that ran the segment, or the AWS call of a subsegment; further members as AWS's own SDKs write them. */
export interface AwsBlock {
  account_id?: string;
  operation?: string;
  region?: string;
  request_id?: string;
  queue_url?: string;
  table_name?: string;
  table_names?: string[];
  retries?: number;
  ec2?: Record<string, unknown>;
  ecs?: Record<string, unknown>;
  eks?: Record<string, unknown>;
  elastic_beanstalk?: Record<string, unknown>;
  cloudwatch_logs?: { log_group?: string; arn?: string }[];
  xray?: { sdk?: string; sdk_version?: string; auto_instrumentation?: boolean; rule_name?: string };
  [member: string]: unknown;
}
