// BullMQ with the telemetry of its own package, on Redis.
export default {
  servers: ['redis'],
  libraries: ['bullmq', 'bullmq-otel'],
  async run({ load, record, request, ports, atEnd }) {
    const { Queue, Worker, QueueEvents } = load('bullmq');
    const { BullMQOtel } = load('bullmq-otel');
    const connection = { host: '127.0.0.1', port: ports.redis };
    const telemetry = new BullMQOtel('bullmq');
    const queue = new Queue('invoices', { connection, telemetry });
    const events = new QueueEvents('invoices', { connection });
    await events.waitUntilReady();
    atEnd(async () => {
      await queue.obliterate({ force: true });
      await events.close();
      await queue.close();
    });
    await queue.waitUntilReady();
    await request('add', () => queue.add('print', { order: 7 }, { jobId: 'a' }));
    await request('add many', () =>
      queue.addBulk([
        { name: 'print', data: {}, opts: { jobId: 'b' } },
        { name: 'mail', data: {}, opts: { jobId: 'c' } },
      ]),
    );
    await queue.drain();
    const worker = new Worker(
      'invoices',
      async ({ name }) => {
        if (name === 'fail') throw new TypeError('no printer');
        return 'done';
      },
      { connection, telemetry, concurrency: 1, autorun: false },
    );
    const process = async (name, jobId) => {
      const job = await queue.add(name, {}, { jobId });
      await job.waitUntilFinished(events);
    };
    worker.on('error', () => {});
    worker.run().catch(() => {});
    await worker.waitUntilReady();
    await record('process', () => process('print', 'd'));
    await record('process fails', () => process('fail', 'e'));
    await worker.close(true);
  },
};
