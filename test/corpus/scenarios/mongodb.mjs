// MongoDB's driver, with `endSessions` on `admin` at its end.
export default {
  servers: ['ferretdb'],
  libraries: ['mongodb'],
  instrumentations: { mongodb: {} },
  async run({ load, record, request, ports, closedPort }) {
    const { MongoClient } = load('mongodb');
    const client = new MongoClient(`mongodb://127.0.0.1:${ports.ferretdb}/shop`, { monitorCommands: false });
    await client.connect();
    const orders = client.db('shop').collection('orders');
    await orders.deleteMany({});
    await request('insert and find', async () => {
      await orders.insertOne({ _id: 7, total: 3 });
      await orders.findOne({ _id: 7 });
    });
    await request('update and count', async () => {
      await orders.updateOne({ _id: 7 }, { $set: { total: 4 } });
      await orders.countDocuments({});
    });
    await request('aggregate', () => orders.aggregate([{ $match: { total: 4 } }]).toArray());
    await request('unique violation', () => orders.insertOne({ _id: 7 }));
    await request('unknown operator', () => orders.find({ $nothing: 1 }).toArray());
    await record('close', () => client.close());
    const lost = new MongoClient(`mongodb://127.0.0.1:${await closedPort(27_018)}`, { serverSelectionTimeoutMS: 200 });
    await request('refused', () => lost.db('shop').collection('orders').findOne({}));
    await lost.close();
  },
};
