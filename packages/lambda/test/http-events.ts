import { ACCOUNT, CALLER, type Row, TRACEPARENT, W3C_SPAN, X_RAY_SPAN } from './event-parts.ts';

export const HTTP_ROWS: readonly Row[] = [
  {
    name: 'API Gateway REST',
    event: {
      resource: '/orders/{id}',
      path: '/orders/17',
      httpMethod: 'GET',
      headers: { Host: 'api.example.com', 'X-Amzn-Trace-Id': CALLER },
      multiValueHeaders: { Host: ['api.example.com'], 'X-Amzn-Trace-Id': [CALLER, 'Root=1'] },
      requestContext: {
        resourcePath: '/orders/{id}',
        path: '/prod/orders/17',
        stage: 'prod',
        identity: { sourceIp: '203.0.113.9' },
      },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.request.method': 'GET', 'http.route': '/orders/{id}', 'aws.api_gateway.stage': 'prod' },
  },
  {
    name: 'API Gateway REST, only lists of headers',
    event: {
      httpMethod: 'GET',
      path: '/',
      headers: null,
      multiValueHeaders: { TraceParent: [TRACEPARENT] },
      requestContext: { stage: 'prod' },
    },
    trigger: 'http',
    parent: W3C_SPAN,
  },
  {
    name: 'API Gateway HTTP',
    event: {
      version: '2.0',
      routeKey: 'GET /orders/{id}',
      rawPath: '/orders/17',
      rawQueryString: 'dry=1',
      headers: { host: 'api.example.com', traceparent: TRACEPARENT },
      requestContext: { http: { method: 'GET', path: '/orders/17', sourceIp: '203.0.113.9' }, stage: '$default' },
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'http.route': '/orders/{id}', 'url.query': 'dry=1', 'aws.api_gateway.stage': undefined },
  },
  {
    name: 'a function URL',
    event: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      headers: { host: 'abc.lambda-url.eu-west-1.on.aws', 'x-amzn-trace-id': CALLER },
      requestContext: { http: { method: 'GET', path: '/' }, domainName: 'abc.lambda-url.eu-west-1.on.aws' },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.route': undefined, 'server.address': 'abc.lambda-url.eu-west-1.on.aws' },
  },
  {
    name: 'WebSocket, $connect',
    event: {
      headers: { Host: 'ws.example.com', 'X-Amzn-Trace-Id': CALLER },
      multiValueHeaders: { Host: ['ws.example.com'] },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        connectionId: 'c1=',
        stage: 'prod',
        identity: { sourceIp: '203.0.113.9' },
      },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'http.route': '$connect', 'network.protocol.name': 'websocket', 'http.request.method': 'GET' },
  },
  {
    name: 'WebSocket, a message',
    event: {
      requestContext: {
        routeKey: 'sendMessage',
        messageId: 'm',
        eventType: 'MESSAGE',
        connectionId: 'c1=',
        domainName: 'ws.example.com',
      },
      body: '{}',
    },
    trigger: 'http',
    attributes: {
      'http.route': 'sendMessage',
      'network.protocol.name': 'websocket',
      'server.address': 'ws.example.com',
      'http.request.method': undefined,
    },
  },
  {
    name: 'ALB',
    event: {
      requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1' } },
      httpMethod: 'GET',
      path: '/',
      queryStringParameters: { q: 'a%20b' },
      headers: { host: 'lb', 'x-amzn-trace-id': CALLER },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'url.query': 'q=a%20b' },
  },
  {
    name: 'ALB, lists of headers',
    event: {
      requestContext: { elb: {} },
      httpMethod: 'GET',
      path: '/',
      multiValueHeaders: { 'x-amzn-trace-id': [CALLER] },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
  },
  {
    name: 'VPC Lattice, version 1',
    event: {
      raw_path: '/orders/17?dry=1',
      method: 'GET',
      headers: { host: 'orders.lattice', 'x-amzn-trace-id': CALLER },
      query_string_parameters: { dry: '1' },
      is_base64_encoded: false,
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'url.path': '/orders/17', 'url.query': 'dry=1', 'server.address': 'orders.lattice' },
  },
  {
    name: 'VPC Lattice, version 2',
    event: {
      version: '2.0',
      path: '/orders/17',
      method: 'POST',
      headers: { host: ['orders.lattice'], traceparent: [TRACEPARENT] },
      queryStringParameters: { a: ['1', '2'] },
      requestContext: {
        serviceNetworkArn: 'arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn-1',
        identity: { sourceVpcArn: 'arn' },
      },
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'http.request.method': 'POST', 'url.query': 'a=1&a=2' },
  },
  {
    name: 'an AppSync resolver',
    event: {
      arguments: {},
      request: { headers: { 'x-amzn-trace-id': CALLER } },
      info: { fieldName: 'order', parentTypeName: 'Query' },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.type': 'query', 'graphql.field.name': 'order' },
  },
  {
    name: 'a batch of an AppSync resolver',
    event: [
      { request: { headers: { 'x-amzn-trace-id': CALLER } }, info: { fieldName: 'items', parentTypeName: 'Order' } },
      {},
    ],
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.type': undefined, 'graphql.field.name': 'items' },
  },
  {
    name: 'an AppSync authorizer',
    event: {
      authorizationToken: 'secret',
      requestContext: { apiId: 'a', accountId: ACCOUNT, requestId: 'r', operationName: 'MyQuery', variables: {} },
      requestHeaders: { 'x-amzn-trace-id': CALLER },
    },
    trigger: 'http',
    parent: X_RAY_SPAN,
    attributes: { 'graphql.operation.name': 'MyQuery' },
  },
  {
    name: 'CloudFront',
    event: {
      Records: [
        {
          cf: {
            config: { distributionId: 'EDFDVBD6EXAMPLE' },
            request: {
              method: 'GET',
              uri: '/index.html',
              clientIp: '203.0.113.9',
              headers: { traceparent: [{ key: 'traceparent', value: TRACEPARENT }] },
            },
          },
        },
      ],
    },
    trigger: 'http',
    parent: W3C_SPAN,
    attributes: { 'url.path': '/index.html', 'client.address': '203.0.113.9' },
  },
];
