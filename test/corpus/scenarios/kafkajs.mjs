// Kafka: one topic, whether a producer, a poll or a process names it; batches with links.
export default {
  servers: ['kafka'],
  libraries: ['kafkajs'],
  instrumentations: { kafkajs: {} },
  env: { KAFKAJS_NO_PARTITIONER_WARNING: '1' },
  async run({ load, record, request, ports, atEnd }) {
    const { Kafka, logLevel } = load('kafkajs');
    const kafka = new Kafka({ clientId: 'shop', brokers: [`127.0.0.1:${ports.kafka}`], logLevel: logLevel.NOTHING });
    const topic = 'orders';
    const admin = kafka.admin();
    await admin.connect();
    if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    atEnd(() => producer.disconnect());

    await request('send', () => producer.send({ topic, messages: [{ key: '7', value: '{"id":7}' }] }));
    await request('send a batch', () =>
      producer.sendBatch({ topicMessages: [{ topic, messages: [{ value: 'a' }, { value: 'b' }] }] }),
    );
    await request('unknown partition', () => producer.send({ topic, messages: [{ value: 'c', partition: 9 }] }));

    const consumed = async (name, count, run) => {
      const consumer = kafka.consumer({ groupId: `group-${name.replaceAll(' ', '-')}`, maxWaitTimeInMs: 200 });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await record(name, async () => {
        const { promise, resolve } = Promise.withResolvers();
        let seen = 0;
        const saw = (more) => {
          seen += more;
          if (seen >= count) resolve();
        };
        await consumer.run(run(saw));
        await promise;
        await consumer.stop();
      });
      await consumer.disconnect();
    };
    await consumed('each message', 3, (saw) => ({ eachMessage: async () => saw(1) }));
    await consumed('each batch', 3, (saw) => ({ eachBatch: async ({ batch }) => saw(batch.messages.length) }));
  },
};
