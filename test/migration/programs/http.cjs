// Outgoing HTTP calls: options, URLs, statuses, failures, callbacks, and calls without a segment.
const http = require('node:http');
const { once } = require('node:events');

module.exports = async (AWSXRay) => {
  const server = http.createServer((req, res) => {
    res.statusCode = Number(new URL(req.url, 'http://x').searchParams.get('status') ?? 200);
    if (req.url.startsWith('/length')) res.setHeader('content-length', 2);
    // What arrives is part of the comparison.
    res.end(
      req.url.startsWith('/length')
        ? 'ok'
        : String(
            /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/.test(req.headers['x-amzn-trace-id']),
          ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  AWSXRay.captureHTTPsGlobal(http, true, (sub, _req, res, error) => {
    sub.addAnnotation('status', res ? res.statusCode : error.code);
  });
  const copy = AWSXRay.captureHTTPs(http);
  const read = async (req) => {
    req.end();
    const [res] = await once(req, 'response');
    let body = '';
    for await (const chunk of res) body += chunk;
    return body;
  };
  const segment = new AWSXRay.Segment('client');
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(segment);
    const bodies = [];
    const base = { hostname: '127.0.0.1', port };
    bodies.push(await read(http.request({ ...base, path: '/a?secret=1' })));
    bodies.push(await read(http.get(`http://127.0.0.1:${port}/length`)));
    bodies.push(await read(http.request(new URL(`http://127.0.0.1:${port}/url`), { method: 'POST' })));
    for (const status of [404, 429, 503])
      bodies.push(await read(copy.request({ ...base, path: `/?status=${status}` })));
    bodies.push(await read(http.request({ ...base, headers: { 'X-Amzn-Trace-Id': 'Root=1-2-3' } })));
    await new Promise((resolve) => {
      http.get({ ...base, path: '/callback' }, (res) => {
        AWSXRay.captureFunc('in callback', () => undefined);
        res.resume().on('end', resolve);
      });
    });
    const closed = http.request({ hostname: '127.0.0.1', port: 1 });
    closed.end();
    await once(closed, 'error').catch((error) => bodies.push(error.code));
    segment.addMetadata('bodies', bodies);
    segment.addNewSubsegment('done').close();
  });
  const unsampled = segment.addNewSubsegmentWithoutSampling('unsampled');
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(unsampled);
    segment.addMetadata('header', await read(http.get({ hostname: '127.0.0.1', port })));
  });
  await read(http.get({ hostname: '127.0.0.1', port }));
  unsampled.close();
  await new Promise(setImmediate);
  segment.close();
  server.closeAllConnections();
  server.close();
};
