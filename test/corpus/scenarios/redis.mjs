// node-redis, which the instrumentation knows by `@redis/client`.
export default {
  servers: ['redis'],
  libraries: ['redis'],
  instrumentations: { redis: {} },
  async run({ load, request, ports, closedPort }) {
    const { createClient } = load('redis');
    const redis = createClient({ url: `redis://127.0.0.1:${ports.redis}/0`, disableOfflineQueue: true });
    redis.on('error', () => {});
    await request('connect', () => redis.connect());
    await request('set and get', async () => {
      await redis.set('order:7', 'paid');
      await redis.get('order:7');
    });
    await request('transaction', () => redis.multi().set('a', '1').get('a').exec());
    await request('wrong type', () => redis.lPush('order:7', 'x'));
    await redis.flushAll();
    await redis.close();
    const lost = createClient({
      url: `redis://127.0.0.1:${await closedPort(6380)}`,
      socket: { reconnectStrategy: false },
    });
    lost.on('error', () => {});
    await request('refused', () => lost.connect());
  },
};
