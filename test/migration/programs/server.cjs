// Incoming requests: names, headers, statuses, sampling.
const http = require('node:http');
const { once } = require('node:events');

module.exports = async (AWSXRay) => {
  const { middleware } = AWSXRay;
  middleware.setSamplingRules({
    version: 2,
    rules: [{ host: '*', http_method: 'GET', url_path: '/never*', fixed_target: 0, rate: 0 }],
    default: { fixed_target: 1000, rate: 1 },
  });
  middleware.disableCentralizedSampling();
  middleware.setSamplingRules({
    version: 1,
    rules: [{ description: 'x', service_name: '*', http_method: 'GET', url_path: '/never*', fixed_target: 0, rate: 0 }],
    default: { fixed_target: 1000, rate: 1 },
  });
  middleware.setDefaultName('default name');
  middleware.enableDynamicNaming('*.example.com');
  const server = http.createServer((req, res) => {
    res.header = (name, value) => res.setHeader(name, value);
    const segment = middleware.traceRequestResponseCycle(req, res);
    AWSXRay.getNamespace().bindEmitter(req);
    AWSXRay.getNamespace().bindEmitter(res);
    AWSXRay.getNamespace().run(() => {
      AWSXRay.setSegment(segment);
      AWSXRay.captureFunc('work', () => undefined);
      res.statusCode = Number(new URL(req.url, 'http://x').searchParams.get('status') ?? 200);
      res.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answers = [];
  const call = async (path, headers, method = 'GET') => {
    const req = http.request({
      hostname: '127.0.0.1',
      port: server.address().port,
      path,
      headers: { host: 'a.example.com', ...headers },
      method,
    });
    req.end();
    const [res] = await once(req, 'response');
    answers.push(String(res.headers['x-amzn-trace-id']).replace(/[0-9a-f]{24}/, 'x'));
    res.resume();
    await once(res, 'end');
  };
  const root = '1-5759e988-bd862e3fe1be46a994272793';
  await call('/plain?a=b', { 'user-agent': 'test' });
  await call('/header', { 'x-amzn-trace-id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` });
  await call('/never-but-sampled', {
    'x-amzn-trace-id': `Root=${root};Sampled=1`,
    'x-forwarded-for': '1.2.3.4, 5.6.7.8',
  });
  await call('/unsampled', { 'x-amzn-trace-id': `Root=${root};Sampled=0` });
  await call('/asks', { 'x-amzn-trace-id': `Root=${root};Sampled=?` });
  await call('/never/this', {});
  for (const status of [404, 429, 500]) await call(`/?status=${status}`, { host: 'other.org' }, 'POST');
  const segment = new AWSXRay.Segment('answers');
  segment.addMetadata('headers', answers);
  segment.close();
  server.closeAllConnections();
  server.close();
};
