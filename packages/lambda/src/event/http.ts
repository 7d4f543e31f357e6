import { type EventSource, type Fields, fieldsOf, type Headers, headersOf, listOf, source, text } from './fields.ts';

/** API Gateway's HTTP APIs and function URLs. Source: API Gateway developer guide, payload format version 2.0. */
export function httpApi(event: Fields): EventSource {
  const context = fieldsOf(event['requestContext']);
  const http = fieldsOf(context['http']);
  const route = text(event['routeKey']);
  return httpSource(headersOf(event['headers']), {
    method: text(http['method']),
    path: text(event['rawPath']) ?? text(http['path']),
    query: text(event['rawQueryString']),
    // `POST /orders/{id}`; `$default` is no route.
    route: route?.includes(' ') ? route.slice(route.indexOf(' ') + 1) : undefined,
    client: text(http['sourceIp']),
    host: text(context['domainName']),
    stage: stageOf(context),
  });
}

/** API Gateway's REST APIs, payload format version 1.0, and load balancers. */
export function restApi(event: Fields): EventSource {
  const context = fieldsOf(event['requestContext']);
  return httpSource(headersOf(event['headers'], event['multiValueHeaders']), {
    method: text(event['httpMethod']),
    path: text(context['path']) ?? text(event['path']),
    // API Gateway passes decoded parameters on, a load balancer passes them unchanged.
    query: queryOf(
      event['multiValueQueryStringParameters'] ?? event['queryStringParameters'],
      context['elb'] !== undefined,
    ),
    route: text(event['resource']),
    client: text(fieldsOf(context['identity'])['sourceIp']),
    host: text(context['domainName']),
    stage: stageOf(context),
  });
}

/** API Gateway's WebSocket APIs. Only `$connect` is an HTTP request and has headers. */
export function webSocketApi(event: Fields): EventSource {
  const context = fieldsOf(event['requestContext']);
  const { trigger, attributes, headers } = httpSource(headersOf(event['headers'], event['multiValueHeaders']), {
    method: context['eventType'] === 'CONNECT' ? 'GET' : undefined,
    query: queryOf(event['multiValueQueryStringParameters'] ?? event['queryStringParameters'], false),
    route: text(context['routeKey']),
    client: text(fieldsOf(context['identity'])['sourceIp']),
    host: text(context['domainName']),
    stage: stageOf(context),
    scheme: 'wss',
  });
  return source(trigger, { ...attributes, 'network.protocol.name': 'websocket' }, headers);
}

/** VPC Lattice, event structure version 1. Source: VPC Lattice user guide, "Lambda functions as targets". */
export function latticeV1(event: Fields): EventSource {
  const path = text(event['raw_path']);
  const question = path?.indexOf('?') ?? -1;
  return httpSource(headersOf(event['headers']), {
    method: text(event['method']),
    path: question < 0 ? path : path?.slice(0, question),
    query: question < 0 ? queryOf(event['query_string_parameters'], false) : path?.slice(question + 1),
  });
}

/** VPC Lattice, event structure version 2: headers and parameters are lists. */
export function latticeV2(event: Fields): EventSource {
  const identity = fieldsOf(fieldsOf(event['requestContext'])['identity']);
  return httpSource(headersOf(event['headers']), {
    method: text(event['method']),
    path: text(event['path'])?.split('?', 1)[0],
    query: queryOf(event['queryStringParameters'], false),
    client: text(identity['sourceIp']),
  });
}

/** A resolver of AppSync; a batch of them belongs to one request. Source: AppSync developer guide, "Resolver context". */
export function appSyncResolver(event: Fields): EventSource {
  const info = fieldsOf(event['info']);
  const type = text(info['parentTypeName'])?.toLowerCase();
  return source(
    'http',
    {
      'graphql.operation.type': type === 'query' || type === 'mutation' || type === 'subscription' ? type : undefined,
      'graphql.field.name': text(info['fieldName']),
    },
    headersOf(fieldsOf(event['request'])['headers']),
  );
}

/** An authorizer of AppSync. Source: AppSync developer guide, "AWS_LAMBDA authorization". */
export function appSyncAuthorizer(event: Fields): EventSource {
  const name = text(fieldsOf(event['requestContext'])['operationName']);
  return source(
    'http',
    { 'graphql.operation.name': name },
    headersOf(event['requestHeaders'], fieldsOf(event['request'])['headers']),
  );
}

/** CloudFront (Lambda@Edge), whose headers are lists of `{ key, value }`. */
export function cloudFront(record: Fields): EventSource {
  const request = fieldsOf(fieldsOf(record['cf'])['request']);
  const headers = Object.entries(fieldsOf(request['headers'])).map(([name, list]) => {
    return [name, fieldsOf(listOf(list)[0])['value']] as const;
  });
  return httpSource(headersOf(Object.fromEntries(headers)), {
    method: text(request['method']),
    path: text(request['uri']),
    query: text(request['querystring']),
    client: text(request['clientIp']),
  });
}

interface HttpFields {
  readonly method: string | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  readonly route?: string | undefined;
  readonly client?: string | undefined;
  readonly host?: string | undefined;
  readonly stage?: string | undefined;
  readonly scheme?: string | undefined;
}

function httpSource(headers: Headers, http: HttpFields): EventSource {
  const attributes = {
    'http.request.method': http.method,
    'url.scheme': http.scheme ?? headers['x-forwarded-proto'] ?? 'https',
    'url.path': http.path,
    'url.query': http.query,
    'http.route': http.route,
    'server.address': headers['host'] ?? http.host,
    'client.address': http.client ?? headers['x-forwarded-for']?.split(',', 1)[0]?.trim(),
    'user_agent.original': headers['user-agent'],
    'aws.api_gateway.stage': http.stage,
  };
  return source('http', attributes, headers);
}

/** The stage of an API; `$default` is none. */
function stageOf(context: Fields): string | undefined {
  const stage = text(context['stage']);
  return stage === '$default' ? undefined : stage;
}

function queryOf(parameters: unknown, isEncoded: boolean): string | undefined {
  const pairs = Object.entries(fieldsOf(parameters)).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  );
  const query = pairs.map((pair) => pair.map((part) => (isEncoded ? part : encodeURIComponent(part))).join('='));
  return query.length === 0 ? undefined : query.join('&');
}
