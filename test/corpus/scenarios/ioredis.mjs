// ioredis: single commands, pipelines, transactions and scripts.
export default {
  servers: ['redis'],
  libraries: ['ioredis'],
  instrumentations: { ioredis: {} },
  async run({ load, request, ports, closedPort }) {
    const { Redis } = load('ioredis');
    const redis = new Redis({ host: '127.0.0.1', port: ports.redis, lazyConnect: true });
    await request('connect and set', async () => {
      await redis.connect();
      await redis.set('order:7', 'paid', 'EX', 60);
    });
    await request('get', () => redis.get('order:7'));
    await request('pipeline', () => redis.pipeline().incr('visits').lpush('queue', 'a').exec());
    await request('transaction', () => redis.multi().set('a', '1').get('a').exec());
    await request('script', () => redis.eval('return redis.call("GET", KEYS[1])', 1, 'a'));
    await request('wrong type', () => redis.lpush('order:7', 'x'));
    await redis.flushall();
    redis.disconnect();
    const lost = new Redis({ host: '127.0.0.1', port: await closedPort(6380), lazyConnect: true, retryStrategy: null });
    lost.on('error', () => {});
    await request('refused', () => lost.connect());
  },
};
