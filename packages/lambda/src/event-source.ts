import { type EventSource, type Fields, fieldsOf, headersOf, listOf, source, text } from './event/fields.ts';
import {
  appSyncAuthorizer,
  appSyncResolver,
  httpApi,
  latticeV1,
  latticeV2,
  restApi,
  webSocketApi,
} from './event/http.ts';
import { activeMQ, documentDB, kafka, ofRecords, rabbitMQ, s3Batch } from './event/records.ts';

/**
 * Reads an event. Never throws; an event of no known shape is `other`.
 * Source: AWS Lambda developer guide, the event of each integration; OpenTelemetry semantic conventions, "FaaS spans", "HTTP spans".
 */
export function readEventSource(event: unknown): EventSource {
  try {
    // A batch resolver of AppSync receives a list, whose members belong to one request.
    return read(fieldsOf(Array.isArray(event) ? event[0] : event));
  } catch {
    return OTHER;
  }
}

const OTHER = source('other');

function read(event: Fields): EventSource {
  return KINDS.find(({ has }) => has(event))?.read(event) ?? OTHER;
}

interface EventKind {
  /** Whether an event is of this kind. */
  has(event: Fields): boolean;
  read(event: Fields): EventSource;
}

const contextOf = (event: Fields): Fields => fieldsOf(event['requestContext']);

/** Read from top to bottom: the first kind that an event is of counts. */
const KINDS: readonly EventKind[] = [
  { has: (event) => contextOf(event)['http'] !== undefined, read: httpApi },
  { has: (event) => typeof event['httpMethod'] === 'string', read: restApi },
  { has: (event) => contextOf(event)['connectionId'] !== undefined, read: webSocketApi },
  { has: (event) => typeof event['raw_path'] === 'string', read: latticeV1 },
  { has: (event) => contextOf(event)['serviceNetworkArn'] !== undefined, read: latticeV2 },
  { has: (event) => fieldsOf(event['info'])['fieldName'] !== undefined, read: appSyncResolver },
  {
    has: (event) => typeof event['authorizationToken'] === 'string' && contextOf(event)['apiId'] !== undefined,
    read: appSyncAuthorizer,
  },
  { has: (event) => listOf(event['Records']).length > 0, read: (event) => ofRecords(listOf(event['Records'])) },
  { has: (event) => KAFKA.has(event['eventSource']), read: kafka },
  { has: (event) => event['eventSource'] === 'aws:rmq', read: rabbitMQ },
  { has: (event) => event['eventSource'] === 'aws:mq', read: activeMQ },
  { has: (event) => event['eventSource'] === 'aws:docdb', read: documentDB },
  {
    has: (event) => fieldsOf(listOf(event['tasks'])[0])['s3Key'] !== undefined,
    read: (event) => s3Batch(listOf(event['tasks'])),
  },
  { has: (event) => event['getObjectContext'] !== undefined, read: objectLambda },
  { has: (event) => fieldsOf(event['awslogs'])['data'] !== undefined, read: () => source('datasource') },
  { has: (event) => SCHEDULERS.has(event['source']) || event['detail-type'] === 'Scheduled Event', read: schedule },
  { has: (event) => typeof event['detail-type'] === 'string', read: eventBridge },
  { has: (event) => executionOf(event) !== undefined, read: stepFunctions },
  { has: hasHeaders, read: (event) => source('other', {}, headersOf(event['headers'])) },
];

const KAFKA: ReadonlySet<unknown> = new Set(['aws:kafka', 'SelfManagedKafka']);
const SCHEDULERS: ReadonlySet<unknown> = new Set(['aws.events', 'aws.scheduler']);

function objectLambda(event: Fields): EventSource {
  return source('datasource', {}, headersOf(fieldsOf(event['userRequest'])['headers']));
}

function schedule(event: Fields): EventSource {
  return source('timer', { 'aws.eventbridge.rule.arn': ruleOf(event) });
}

function eventBridge(event: Fields): EventSource {
  return source('pubsub', {
    'messaging.operation.type': 'process',
    'aws.eventbridge.source': text(event['source']),
    'aws.eventbridge.detail_type': text(event['detail-type']),
    'aws.eventbridge.rule.arn': ruleOf(event),
  });
}

/** The rule or schedule that invoked the function; other resources are those that the event is about. */
function ruleOf(event: Fields): string | undefined {
  return listOf(event['resources'])
    .map(text)
    .find((arn) => arn !== undefined && /^arn:[^:]*:(events|scheduler):/.test(arn));
}

/** A payload that a state machine made with `$$`, whole or below `context`. */
function executionOf(event: Fields): string | undefined {
  return [event, fieldsOf(event['context'])].map((one) => text(fieldsOf(one['Execution'])['Id'])).find(Boolean);
}

function stepFunctions(event: Fields): EventSource {
  return source('other', { 'aws.step_functions.execution.arn': executionOf(event) }, headersOf(event['headers']));
}

/** A payload that another program made in the form of a request. */
function hasHeaders(event: Fields): boolean {
  const headers = Object.values(fieldsOf(event['headers']));
  return headers.length > 0 && headers.every((value) => typeof value === 'string');
}
