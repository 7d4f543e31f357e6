// Node's own http, both sides: the ground below every framework and most clients.
import http from 'node:http';

const HEADERS = {
  'x-amzn-trace-id': 'Root=1-6553f100-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1;Lineage=a:1|b:2',
};

export default {
  cheap: true,
  async run({ record, request, serve, call, peer, closedPort }) {
    const server = await serve((incoming, response) => {
      const [, status] = /\/(\d{3})$/.exec(incoming.url) ?? [];
      response.writeHead(Number(status ?? 200), { 'content-type': 'text/plain' }).end('done');
    });
    await record('no context', () => call(server, '/orders?page=2'));
    await record('context of X-Ray', () => call(server, '/orders', { headers: HEADERS }));
    await record('root of a load balancer', () =>
      call(server, '/orders', { headers: { 'x-amzn-trace-id': 'Root=1-6553f100-cccccccccccccccccccccccc' } }),
    );
    await record('context of W3C', () =>
      call(server, '/orders', {
        headers: { traceparent: '00-6553f100dddddddddddddddddddddddd-eeeeeeeeeeeeeeee-01', tracestate: 'vendor=1' },
      }),
    );
    await record('behind a proxy', () =>
      call(server, '/orders', {
        headers: { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-forwarded-proto': 'https', host: 'shop.example' },
      }),
    );
    await record('POST', () => call(server, '/orders', { method: 'POST', body: '{"id":7}' }));
    await record('not found', () => call(server, '/orders/404'));
    await record('too many requests', () => call(server, '/orders/429'));
    await record('server error', () => call(server, '/orders/500'));

    const port = await peer((incoming, response) => {
      if (incoming.url === '/broken') return incoming.socket.destroy();
      response.writeHead(Number(incoming.url.slice(1)) || 200).end('{}');
    });
    await request('client', () => get(port, '/items?token=secret'));
    await request('client receives 404', () => get(port, '/404'));
    await request('client receives 429', () => get(port, '/429'));
    await request('client receives 503', () => get(port, '/503'));
    await request('client loses the connection', () => get(port, '/broken'));
    const closed = await closedPort(8081);
    await request('client is refused', () => get(closed, '/items'));
    await request('client finds no host', () =>
      get(80, '/items', { host: 'nowhere.invalid', lookup: (host, _options, done) => done(notFound(host)) }),
    );
  },
};

function get(port, path, options = {}) {
  const { promise, resolve, reject } = Promise.withResolvers();
  http
    .get({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) =>
      response.resume().on('end', resolve),
    )
    .on('error', reject);
  return promise;
}

const notFound = (host) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname: host,
  });
