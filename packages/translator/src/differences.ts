import type { DifferenceName } from './ground/rules.ts';

/** One way in which the profile `enhanced` leaves the reference. */
export interface Difference {
  /** The result instead, and why: a row of the README. */
  readonly reason: string;
  /** Members of a document that it may change, with all below them; `$documents` is the set of documents and their nesting. */
  readonly changes: readonly string[];
  /** A case of test/conformance/golden whose answer needs it. */
  readonly golden: string;
}

/**
 * Where the profile `enhanced` leaves the reference (awsxrayexporter 0.120.0 of the OpenTelemetry Collector): one entry for each
 * difference. Rules query an entry by its name; nothing else differs between the profiles. differences.test.ts proves the list
 * complete, and `npm run golden` writes it into the README.
 */
export const DIFFERENCES: Readonly<Record<DifferenceName, Difference>> = {
  currentNames: {
    reason:
      'Current attribute names are read everywhere; among old and current names the first non-empty one counts, whatever their order on the span. A size that nobody knows is left out, and only servers and consumers have a client.',
    changes: ['http', 'fault', 'error', 'throttle', 'user', 'annotations', 'metadata.default'],
    golden: 'http/server-current-names',
  },
  cleanNames: {
    reason:
      'A segment bears the name of its service whatever its kind, a subsegment that of the party it calls. Every name is valid: 200 of the allowed characters, with a space for a forbidden one between two words. A node is named after its system or port where it shares a host. A queue is one node whoever names it, and a call that names no peer is none.',
    changes: ['name', 'namespace'],
    golden: 'name/forbidden-characters',
  },
  remoteParents: {
    reason:
      'A span below a span of another process is a segment, one below a span of its own process a subsegment, whatever its kind.',
    changes: ['type', 'namespace', 'annotations', 'metadata.default'],
    golden: 'segment/remote-parent-internal',
  },
  splitCallingRoots: {
    reason:
      'A segment of kind CLIENT or PRODUCER, or one that receives messages, becomes the segment of its service and a subsegment for the call. X-Ray draws a call only from a segment. Its id is derived, so a span sent twice has one. The work for each message received belongs to the service, not inside the call.',
    changes: ['$documents', 'type', 'parent_id', 'namespace', 'annotations', 'metadata.default'],
    golden: 'segment/calling-root',
  },
  keepAttributes: {
    reason:
      'An attribute that no other member shows stays in the metadata, and numbers are read from text and text from numbers: the reference drops both.',
    changes: ['name', 'user', 'http', 'fault', 'error', 'throttle', 'aws', 'annotations', 'metadata.default'],
    golden: 'sql/redis-is-none',
  },
  scriptStacks: {
    reason:
      'Stack traces of Node.js and browsers are read, from the right, with their chains of causes; Python’s direct causes and .NET’s inner exceptions are linked. A stack keeps 50 frames.',
    changes: ['cause'],
    golden: 'cause/v8-stack-with-cause',
  },
  causes: {
    reason:
      'Exceptions on the span itself count too, an exception without type has none, and repeated ones are merged. An error type alone is a cause unless it is a status code, and a status message stays beside an exception that says something else. Every fault, error and throttle has a cause: its own exceptions, the exception of the first descendant that failed, or an empty list, since the collector reads failures from it.',
    changes: ['cause', 'metadata.default'],
    golden: 'cause/on-the-span',
  },
  rpcFlags: {
    reason:
      'gRPC codes set error, fault and throttle, and throttling errors of AWS set throttle whatever the HTTP status is.',
    changes: ['fault', 'error', 'throttle'],
    golden: 'flags/grpc',
  },
  events: {
    reason:
      'Span events that are no exceptions go to `metadata.otel`, and so do attributes of an exception that its cause cannot show: the reference drops them.',
    changes: ['metadata.otel'],
    golden: 'metadata/events',
  },
  databases: {
    reason:
      'Databases of current names are SQL databases too, and more of them are known. A URL names system, host, port and database where host and database are known; nothing is invented.',
    changes: ['sql', 'annotations', 'metadata.default'],
    golden: 'sql/postgresql',
  },
  awsCalls: {
    reason:
      'Only calls of the AWS API have an operation, and they name their resource. Members that describe the host are on segments only, without nulls. The URL of a queue is no request, and only an instance has an `ec2` block.',
    changes: ['aws', 'http', 'annotations', 'metadata.default'],
    golden: 'aws/resources',
  },
  genAi: {
    reason:
      'Calls of models carry model and token counts as annotations, and prompts and answers in a namespace of their own, where they are the first to be shortened.',
    changes: ['annotations', 'metadata.default', 'metadata.gen_ai'],
    golden: 'metadata/genai',
  },
  code: {
    reason:
      'The place in the source has a namespace of its own in the metadata, and serves as the stack of an error without exception.',
    changes: ['cause', 'metadata.default', 'metadata.code'],
    golden: 'metadata/code',
  },
  annotationBudget: {
    reason:
      'Annotations keep to the limits of X-Ray, and of two with one key the first stays; what is over or between stays in the metadata and is reported. The reference loses what is no scalar.',
    changes: ['annotations', 'metadata.default'],
    golden: 'annotations/over-the-limit',
  },
  sizeLimit: {
    reason: 'No document is larger than X-Ray accepts; the document and the report name each part that was cut.',
    changes: ['$documents', 'http', 'cause', 'sql', 'links', 'annotations', 'metadata'],
    golden: 'limits/long-texts',
  },
  nesting: {
    reason:
      'Subsegments of the same batch are embedded in their parent: fewer documents, fewer calls, and larger traces fit.',
    changes: [
      '$documents',
      'trace_id',
      'parent_id',
      'type',
      'origin',
      'service',
      'user',
      'links',
      'annotations',
      'metadata.default',
    ],
    golden: 'nest/tree',
  },
  oddValues: {
    reason:
      'Numbers that JSON does not have become text, an end before the start becomes the start, and a time after the year 2255 becomes 0. An attribute that throws costs itself only, and only a span without usable ids is dropped: the reference drops the first and sends the others.',
    changes: ['$documents', 'start_time', 'end_time'],
    golden: 'segment/ends-before-start',
  },
  badLinks: {
    reason:
      'A link with an unusable id costs itself only; the reference drops the whole span. Links of subsegments, which no console shows, stand in the metadata too.',
    changes: ['$documents', 'links', 'metadata.otel'],
    golden: 'links/embedded',
  },
  lambda: {
    reason:
      'In AWS Lambda the spans of an invocation are subsegments of the segment that Lambda itself records: no second node in the map. Cold starts can be searched for.',
    changes: ['$documents', 'type', 'annotations', 'metadata.default'],
    golden: 'lambda/cold-start',
  },
  provenance: {
    reason:
      'Scope, kind, trace state, dropped counts and a span name that is not the document’s stand in the metadata.',
    changes: ['metadata.default'],
    golden: 'name/producer',
  },
  inProgress: {
    reason: 'A span marked `aws.xray.inprogress` is sent as open.',
    changes: ['in_progress', 'end_time', 'metadata.default'],
    golden: 'segment/in-progress',
  },
  roundTrip: {
    reason:
      'Attributes `aws.xray.…` that stand for members of the document become these members: code that moves from the X-Ray SDK loses none.',
    changes: [
      'name',
      'namespace',
      'origin',
      'resource_arn',
      'precursor_ids',
      'fault',
      'error',
      'throttle',
      'http',
      'cause',
      'aws',
      'sql',
      'annotations',
      'metadata.default',
    ],
    golden: 'round-trip/subsegment',
  },
  serviceBlock: {
    reason:
      'The service block names service and run time, as AWS’s own SDKs write it, and is left out where nothing is known.',
    changes: ['service'],
    golden: 'segment/server-root',
  },
  privacy: {
    reason:
      'Passwords, tokens and signatures leave URLs, connection strings, statements, messages, names of spans and captured headers before any rule reads them. Content of models is cut or dropped by family.',
    changes: ['name', 'http', 'sql', 'aws', 'cause', 'links', 'annotations', 'metadata'],
    golden: 'privacy/urls',
  },
  receiverTypes: {
    reason:
      'Every member has the type that the collector and the CloudWatch agent demand, since they refuse a whole document for one that has another. So namespaces of metadata are objects, numbers whole and in range. A value that does not fit stays in the metadata, with a warning.',
    changes: ['http.response', 'aws', 'sql', 'metadata'],
    golden: 'segment/receiver-types',
  },
  localWork: {
    reason:
      'A client span of a database above another one of the same database is work of its process, without namespace and `sql`. So are the HTTP requests that an AWS call sends: mappers, query builders and attempts count no call twice. An AWS call says how many attempts it made again.',
    changes: ['name', 'namespace', 'sql', 'aws.retries', 'annotations', 'metadata.default'],
    golden: 'sql/mapper',
  },
  operations: {
    reason:
      'A segment names its operation in the annotation `aws.local.operation`, as AWS does: the method and route of a request, or the name of a span that is no request.',
    changes: ['annotations', 'metadata.default'],
    golden: 'http/route',
  },
};
