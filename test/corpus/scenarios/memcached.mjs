import { promisify } from 'node:util';

// Memcached: only a host is known, no database.
export default {
  servers: ['memcached'],
  libraries: ['memcached'],
  instrumentations: { memcached: {} },
  async run({ load, request, ports, closedPort }) {
    const Memcached = load('memcached');
    const cache = new Memcached(`127.0.0.1:${ports.memcached}`);
    const call = (client, command, ...args) => promisify(client[command]).call(client, ...args);
    await request('set', () => call(cache, 'set', 'order', 'paid', 60));
    await request('get', () => call(cache, 'get', 'order'));
    await request('get many', () => call(cache, 'getMulti', ['order', 'item']));
    await request('increment a word', () => call(cache, 'incr', 'order', 1));
    cache.end();
    const lost = new Memcached(`127.0.0.1:${await closedPort(11_212)}`, { retries: 0, timeout: 200, failures: 0 });
    await request('refused', () => call(lost, 'get', 'order'));
    lost.end();
  },
};
