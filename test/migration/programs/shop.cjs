// A shop: requests, a table, a call of another host, and a failure. The map of the guide shows it.
const http = require('node:http');
const { once } = require('node:events');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');

module.exports = async (AWSXRay) => {
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1000, rate: 1 } });
  AWSXRay.middleware.setDefaultName('shop');
  const stub = http.createServer((req, res) => void req.resume().on('end', () => res.end('{}')));
  stub.listen(0, '127.0.0.1');
  await once(stub, 'listening');
  const { port } = stub.address();
  const credentials = { accessKeyId: 'dummy', secretAccessKey: 'dummy' };
  const table = AWSXRay.captureAWSv3Client(
    new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials }),
  );
  const { request: captured } = AWSXRay.captureHTTPs(http);
  const pay = async () => {
    const call = captured({ host: '127.0.0.1', port, path: '/pay', method: 'POST' });
    call.end();
    const [answer] = await once(call, 'response');
    answer.resume();
    await once(answer, 'end');
  };
  const serve = async (req, res) => {
    await AWSXRay.captureAsyncFunc('load cart', async (sub) => {
      sub.addAnnotation('cart', req.url.slice(1));
      await table.send(new GetItemCommand({ TableName: 'carts', Key: { id: { S: req.url } } }));
      sub.close();
    });
    if (req.url === '/13') res.statusCode = 500;
    else await pay();
    res.end();
  };
  const server = http.createServer((req, res) => {
    res.header = (name, value) => res.setHeader(name, value);
    const segment = AWSXRay.middleware.traceRequestResponseCycle(req, res);
    AWSXRay.getNamespace().run(() => {
      AWSXRay.setSegment(segment);
      void serve(req, res);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { request } = http;
  for (const path of ['/7', '/8', '/13']) {
    const call = request({ host: '127.0.0.1', port: server.address().port, path });
    call.end();
    const [answer] = await once(call, 'response');
    answer.resume();
    await once(answer, 'end');
  }
  for (const each of [server, stub]) each.closeAllConnections();
  for (const each of [server, stub]) each.close();
  table.destroy();
};
