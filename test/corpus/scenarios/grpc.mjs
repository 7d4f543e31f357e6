// gRPC, both sides in one process: a unary call, an error, a deadline, a stream, and nobody who listens.
export default {
  libraries: ['@grpc/grpc-js'],
  instrumentations: { grpc: {} },
  async run({ load, record, request, closedPort, usualPorts, atEnd }) {
    const grpc = load('@grpc/grpc-js');
    const json = {
      requestSerialize: toBytes,
      requestDeserialize: fromBytes,
      responseSerialize: toBytes,
      responseDeserialize: fromBytes,
    };
    const method = (path, responseStream = false) => ({
      path,
      requestStream: false,
      responseStream,
      originalName: path.split('/')[2],
      ...json,
    });
    const definition = {
      Find: method('/shop.Orders/Find'),
      Refuse: method('/shop.Orders/Refuse'),
      Wait: method('/shop.Orders/Wait'),
      List: method('/shop.Orders/List', true),
    };
    const server = new grpc.Server();
    server.addService(definition, {
      Find: ({ request: { id } }, done) => done(null, { id }),
      Refuse: (_call, done) => done({ code: grpc.status.NOT_FOUND, details: 'no such order' }),
      Wait: (call, done) => call.on('cancelled', () => done(null, {})),
      List: (stream) => {
        for (const id of [1, 2]) stream.write({ id });
        stream.end();
      },
    });
    const { promise, resolve } = Promise.withResolvers();
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, port) => resolve(port));
    const port = await promise;
    usualPorts.set(port, 50_051);
    atEnd(() => server.forceShutdown());
    const Client = grpc.makeClientConstructor(definition, 'shop.Orders');
    const connect = (at) => new Client(`127.0.0.1:${at}`, grpc.credentials.createInsecure());
    const client = connect(port);
    atEnd(() => client.close());
    const unary = (caller, name, options = {}) =>
      new Promise((done, fail) =>
        caller[name]({ id: 7 }, new grpc.Metadata(), options, (error, answer) => (error ? fail(error) : done(answer))),
      );

    await request('unary', () => unary(client, 'Find'));
    await request('not found', () => unary(client, 'Refuse'));
    await request(
      'stream',
      () =>
        new Promise((done, fail) =>
          client
            .List({})
            .on('data', () => {})
            .on('end', done)
            .on('error', fail),
        ),
    );
    await request('deadline', () => unary(client, 'Wait', { deadline: Date.now() + 100 }));
    const lost = connect(await closedPort(50_052));
    await record('refused', () => unary(lost, 'Find'));
    lost.close();
  },
};

const toBytes = (value) => Buffer.from(JSON.stringify(value));
const fromBytes = (bytes) => JSON.parse(bytes.toString());
