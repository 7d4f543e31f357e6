// RabbitMQ: the default exchange with its routing key, a named exchange, and consumers that fail.
export default {
  servers: ['rabbitmq'],
  libraries: ['amqplib'],
  instrumentations: { amqplib: {} },
  async run({ load, record, request, ports, atEnd }) {
    const connection = await load('amqplib').connect(`amqp://guest:guest@127.0.0.1:${ports.rabbitmq}`);
    atEnd(() => connection.close());
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('orders', { durable: false });
    await channel.assertExchange('events', 'topic', { durable: false });
    await channel.assertQueue('audit', { durable: false });
    await channel.bindQueue('audit', 'events', 'order.*');
    const confirmed = (publish) => {
      const { promise, resolve, reject } = Promise.withResolvers();
      publish((error) => (error ? reject(error) : resolve()));
      return promise;
    };
    const send = (queue, text) => confirmed((done) => channel.sendToQueue(queue, Buffer.from(text), {}, done));

    await request('send to a queue', () => send('orders', '{"id":7}'));
    await request('publish to an exchange', () =>
      confirmed((done) => channel.publish('events', 'order.paid', Buffer.from('{}'), {}, done)),
    );
    await channel.purgeQueue('orders');
    await channel.purgeQueue('audit');

    const received = [];
    const consume = (queue, answer) =>
      channel.consume(queue, (message) => {
        answer(message);
        for (const resolve of received.splice(0)) resolve();
      });
    const next = () => new Promise((resolve) => received.push(resolve));
    await consume('orders', (message) =>
      message.content.toString() === 'bad' ? channel.nack(message, false, false) : channel.ack(message),
    );
    await consume('audit', (message) => channel.ack(message));
    await record('send and consume', async () => {
      const consumed = next();
      await send('orders', '{"id":8}');
      await consumed;
    });
    await record('publish and consume', async () => {
      const consumed = next();
      await confirmed((done) => channel.publish('events', 'order.shipped', Buffer.from('{}'), {}, done));
      await consumed;
    });
    await record('rejected', async () => {
      const consumed = next();
      await send('orders', 'bad');
      await consumed;
    });
  },
};
