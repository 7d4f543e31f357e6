import type { SpanLike } from '@otel-xray/translator';
import { isObject, type JsonObject, objectIn, textIn } from '../ground/json.ts';

/** The shape of documents of spans: as our exporter sends them, or as X-Ray's own OTLP endpoint indexes them. */
export type OtlpShape = 'exporter' | 'xray';

/** The annotations that X-Ray makes of a span's attributes of these names. */
export const INDEXED: readonly string[] = [
  'aws.local.service',
  'aws.local.operation',
  'aws.local.environment',
  'aws.remote.service',
  'aws.remote.operation',
];

/**
 * Gives a document of translated spans the shape in which X-Ray's own OTLP endpoint indexes them. Annotations are those of Application
 * Signals, and name and kind of the span. Metadata are flat, attributes with the prefix `aws.` are in `aws`, and calls have the name of the
 * remote service.
 * Source: the expected traces in
 * https://github.com/aws-observability/aws-application-signals-test-framework/tree/main/validator/src/main/resources/expected-data-template
 * @param text the document
 * @param spans by their ids
 */
export function toXRayShape(text: string, spans: ReadonlyMap<string, SpanLike>): string {
  return JSON.stringify(reshape(JSON.parse(text) as JsonObject, spans));
}

function reshape(document: JsonObject, spans: ReadonlyMap<string, SpanLike>): JsonObject {
  const { subsegments } = document;
  const inner = Array.isArray(subsegments)
    ? { subsegments: subsegments.map((each) => (isObject(each) ? reshape(each, spans) : each)) }
    : {};
  const span = spans.get(String(document['id']));
  return span ? { ...document, ...shapeOf(span, document), ...inner } : { ...document, ...inner };
}

function shapeOf(span: SpanLike, { name, namespace, aws, annotations }: JsonObject): JsonObject {
  const { attributes, resource } = span;
  const isCall = CALLS.has(span.kind);
  const remote = textIn(attributes['aws.remote.service']);
  const indexed: Record<string, unknown> = {
    'aws.local.service': attributes['aws.local.service'] ?? resource.attributes['service.name'],
    'aws.local.operation': attributes['aws.local.operation'] ?? (isCall ? 'UnmappedOperation' : span.name),
    'aws.local.environment': attributes['aws.local.environment'] ?? environmentOf(resource.attributes),
    'aws.remote.service': remote,
    'aws.remote.operation': attributes['aws.remote.operation'],
    'span.name': span.name,
    'span.kind': KINDS[span.kind] ?? 'INTERNAL',
  };
  const inAws = Object.entries(attributes).filter(([key]) => isOfAws(key));
  const flat = Object.entries({ ...resource.attributes, ...attributes }).filter(([key]) => !isOfAws(key));
  return {
    name: isCall && remote !== undefined && namespace !== undefined ? remote.replace(/^AWS::/, '') : name,
    aws: { ...objectIn(aws), ...Object.fromEntries(inAws.map(([key, value]) => [key.slice('aws.'.length), value])) },
    annotations: { ...objectIn(annotations), ...defined(indexed) },
    metadata: Object.fromEntries(flat),
  };
}

/** Names in `aws` lose their prefix; those of the annotations are not repeated there. */
function isOfAws(key: string): boolean {
  return key.startsWith('aws.') && !INDEXED.includes(key);
}

function defined(members: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => typeof value === 'string' && value !== ''));
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AppSignals-MetricsCollected.html
function environmentOf(resource: SpanLike['resource']['attributes']): string {
  const named = textIn(resource['deployment.environment.name']) ?? textIn(resource['deployment.environment']);
  const platform = PLATFORMS[textIn(resource['cloud.platform']) ?? ''] ?? 'generic';
  return named ?? `${platform}:default`;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  aws_ec2: 'ec2',
  aws_ecs: 'ecs',
  aws_eks: 'eks',
  aws_lambda: 'lambda',
};
/** By OpenTelemetry JS's numbers. */
const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CALLS: ReadonlySet<number> = new Set([2, 3]);
