import type { WrittenSpan } from './explain.ts';

/** Spans to start from, by the name in the menu. */
export const EXAMPLES: Readonly<Record<string, WrittenSpan>> = {
  'HTTP request that failed': {
    name: 'GET /orders/:id',
    kind: 'SERVER',
    attributes: {
      'http.request.method': 'GET',
      'url.scheme': 'https',
      'server.address': 'shop.example.com',
      'url.path': '/orders/13',
      'http.route': '/orders/:id',
      'http.response.status_code': 500,
      'user_agent.original': 'curl/8.9.1',
      'client.address': '198.51.100.7',
      'customer.id': 'c-13',
    },
    resource: { 'service.name': 'shop', 'service.version': '1.4.0', 'cloud.platform': 'aws_ecs' },
    events: [
      {
        name: 'exception',
        attributes: {
          'exception.type': 'OutOfStock',
          'exception.message': 'nothing left of 13',
          'exception.stacktrace': 'OutOfStock: nothing left of 13\n    at order (/app/orders.js:12:9)',
        },
      },
    ],
    status: { code: 2 },
  },
  'DynamoDB call': {
    name: 'DynamoDB.GetItem',
    kind: 'CLIENT',
    parentSpanId: '53995c3f42cd8ad8',
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'GetItem',
      'cloud.region': 'eu-central-1',
      'aws.dynamodb.table_names': ['orders'],
      'aws.request_id': '4ZP2R7A5',
      'http.response.status_code': 200,
    },
    resource: { 'service.name': 'shop' },
  },
  'PostgreSQL query': {
    name: 'pg.query:SELECT shop',
    kind: 'CLIENT',
    parentSpanId: '53995c3f42cd8ad8',
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'server.address': 'db.example.com',
      'server.port': 5432,
      'db.query.text': 'SELECT * FROM orders WHERE id = $1',
    },
    resource: { 'service.name': 'shop' },
  },
};
