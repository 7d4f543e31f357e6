import type { Attributes } from '@opentelemetry/api';

/** What called the function, as far as its event says. */
export interface EventSource {
  /** As `faas.trigger` of the semantic conventions names it. */
  readonly trigger: 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';
  /** What of the event becomes attributes of the span. */
  readonly attributes: Attributes;
  /** The caller's headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event. Never throws; an event of no known shape is `other`.
 * Source: AWS Lambda developer guide, the event of each integration; OpenTelemetry semantic conventions, "FaaS spans", "HTTP spans".
 */
export function readEventSource(event: unknown): EventSource {
  try {
    return read(event) ?? OTHER;
  } catch {
    return OTHER;
  }
}

const OTHER: EventSource = { trigger: 'other', attributes: {}, headers: {} };

function read(event: unknown): EventSource | undefined {
  const fields = fieldsOf(event);
  if (fieldsOf(fields['requestContext'])['http'] !== undefined) return httpOfVersion2(fields);
  if (typeof fields['httpMethod'] === 'string') return httpOfVersion1(fields);
  const records: unknown = fields['Records'];
  if (Array.isArray(records) && records.length > 0) return ofRecords(records);
  if (fields['source'] === 'aws.events' || fields['detail-type'] === 'Scheduled Event')
    return { trigger: 'timer', attributes: {}, headers: {} };
  if (typeof fields['detail-type'] === 'string') return { trigger: 'pubsub', attributes: {}, headers: {} };
  return undefined;
}

/** API Gateway's HTTP APIs and function URLs. */
function httpOfVersion2(event: Fields): EventSource {
  const context = fieldsOf(event['requestContext']);
  const http = fieldsOf(context['http']);
  const headers = headersOf(event['headers']);
  const route = text(event['routeKey']);
  return httpSource(headers, {
    method: text(http['method']),
    path: text(event['rawPath']) ?? text(http['path']),
    query: text(event['rawQueryString']),
    // `POST /orders/{id}`; `$default` is no route.
    route: route?.includes(' ') ? route.slice(route.indexOf(' ') + 1) : undefined,
    client: text(http['sourceIp']),
    host: text(context['domainName']),
  });
}

/** API Gateway's REST APIs and load balancers. */
function httpOfVersion1(event: Fields): EventSource {
  const context = fieldsOf(event['requestContext']);
  const headers = headersOf(event['headers'] ?? firstOfEach(event['multiValueHeaders']));
  return httpSource(headers, {
    method: text(event['httpMethod']),
    path: text(context['path']) ?? text(event['path']),
    query: queryOf(event),
    route: text(event['resource']),
    client: text(fieldsOf(context['identity'])['sourceIp']),
    host: text(context['domainName']),
  });
}

interface HttpFields {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
  readonly route: string | undefined;
  readonly client: string | undefined;
  readonly host: string | undefined;
}

function httpSource(headers: Readonly<Record<string, string>>, http: HttpFields): EventSource {
  const attributes: Record<string, string> = {};
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') attributes[name] = value;
  };
  set('http.request.method', http.method);
  set('url.scheme', headers['x-forwarded-proto'] ?? 'https');
  set('url.path', http.path);
  set('url.query', http.query);
  set('http.route', http.route);
  set('server.address', headers['host'] ?? http.host);
  set('client.address', http.client ?? headers['x-forwarded-for']?.split(',', 1)[0]?.trim());
  set('user_agent.original', headers['user-agent']);
  return { trigger: 'http', attributes, headers };
}

function ofRecords(records: readonly unknown[]): EventSource {
  const first = fieldsOf(records[0]);
  const source = text(first['eventSource']) ?? text(first['EventSource']);
  if (source === 'aws:sqs') {
    const destination = text(first['eventSourceARN'])?.split(':').at(-1);
    return batchSource('aws_sqs', destination, records.length);
  }
  if (source === 'aws:sns') {
    const destination = text(fieldsOf(first['Sns'])['TopicArn'])?.split(':').at(-1);
    return batchSource('aws.sns', destination, records.length);
  }
  if (source === 'aws:kinesis') {
    const destination = text(first['eventSourceARN'])?.split('/').at(-1);
    return batchSource('aws.kinesis', destination, records.length);
  }
  return { trigger: 'datasource', attributes: {}, headers: {} };
}

function batchSource(system: string, destination: string | undefined, count: number): EventSource {
  const attributes: Attributes = {
    'messaging.system': system,
    'messaging.operation.type': 'process',
    'messaging.batch.message_count': count,
    ...(destination !== undefined && { 'messaging.destination.name': destination }),
  };
  return { trigger: 'pubsub', attributes, headers: {} };
}

function queryOf(event: Fields): string | undefined {
  const given = event['multiValueQueryStringParameters'] ?? event['queryStringParameters'];
  const pairs = Object.entries(fieldsOf(given)).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  );
  // API Gateway hands parameters on decoded, a load balancer as they came.
  const isEncoded = fieldsOf(event['requestContext'])['elb'] !== undefined;
  const query = pairs.map((pair) => pair.map((part) => (isEncoded ? part : encodeURIComponent(part))).join('='));
  return query.length === 0 ? undefined : query.join('&');
}

function headersOf(headers: unknown): Readonly<Record<string, string>> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(fieldsOf(headers)))
    if (typeof value === 'string') lower[name.toLowerCase()] = value;
  return lower;
}

function firstOfEach(lists: unknown): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(lists)).map(([name, list]) => [name, [list].flat()[0]]));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
