/**
 * Where the profile `enhanced` leaves the reference (awsxrayexporter 0.120.0 of the OpenTelemetry Collector): one entry for each
 * difference, with its reason. Rules ask for an entry by its name; nothing else tells the profiles apart.
 */
export const DIFFERENCES = {
  currentNames:
    'Of old and current attribute names the first non-empty one counts, whatever their order on the span, and current names are read everywhere.',
  cleanNames:
    'A segment bears the name of its service whatever its kind, and every name keeps to what X-Ray accepts: 200 of the allowed characters.',
  remoteParents:
    'A span below a span of another process is a segment, one below a span of its own process a subsegment, whatever its kind.',
  splitCallingRoots:
    'A segment of kind CLIENT or PRODUCER becomes the segment of its service and a subsegment for the call: X-Ray draws a call only from a segment.',
  keepAttributes:
    'What the document does not show otherwise stays in the metadata, and numbers are read from text and text from numbers.',
  scriptStacks:
    'Stack traces of Node.js and browsers are read, from the right, with their chains of causes; in other languages at least as the reference reads them.',
  causes:
    'Exceptions are found on the span itself too, an exception without type has none, repeated ones are merged, and a parent points to the exception of its child.',
  rpcFlags: 'gRPC codes and throttling errors of AWS set error, fault and throttle too; producers are remote.',
  events: 'Span events that are no exceptions go to the metadata.',
  databases:
    'Databases of current names are SQL databases too, credentials leave connection strings, and other stores are named after their host.',
  awsCalls:
    'Only calls of the AWS API have an operation; they name the resource they touch; what describes the host stands on segments only.',
  genAi: 'Calls of models are named after their provider and carry model and token counts as annotations.',
  code: 'The place in the source has a namespace of its own in the metadata, and serves as the stack of an error without exception.',
  annotationBudget: 'Annotations keep to the limits of X-Ray; what is over them goes to the metadata and is reported.',
  sizeLimit: 'No document is larger than X-Ray takes; what was cut is named in it and in the report.',
  nesting: 'Subsegments of the same batch are embedded in their parent.',
  oddValues: 'Numbers that JSON does not have become text; the reference drops the whole span.',
  badLinks: 'A link with an unusable id costs itself only; the reference drops the whole span.',
  lambda: 'In AWS Lambda the spans of an invocation are subsegments of the segment that Lambda itself records.',
  provenance: 'Scope, kind, trace state and dropped counts stand in the metadata.',
  inProgress: 'A span marked aws.xray.inprogress is sent as open.',
  roundTrip: 'Attributes that stand for fields of the document become these fields.',
  serviceBlock: 'The service block names service and runtime, as AWS writes it.',
  privacy: 'Passwords leave URLs, and signatures of AWS requests with them.',
} as const;

export type DifferenceName = keyof typeof DIFFERENCES;
