// fetch: statuses, failures, callbacks, requests with a header, calls without a segment.
const http = require('node:http');
const { once } = require('node:events');

module.exports = async (AWSXRay, load) => {
  const { captureFetchGlobal, captureFetchModule, enableCapture } = load('fetch');
  const headers = [];
  const server = http.createServer((req, res) => {
    headers.push(
      String(req.headers['x-amzn-trace-id'])
        .replace(/[0-9a-f]{16,}/g, 'x')
        .replace(/1-[0-9a-f]{8}/, '1-t'),
    );
    res.statusCode = Number(new URL(req.url, 'http://x').searchParams.get('status') ?? 200);
    res.setHeader('content-length', 2);
    res.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  const original = globalThis.fetch;
  const traced = captureFetchGlobal(true, (sub, _req, res, error) => {
    sub.addAnnotation('seen', res ? res.status : error.name);
  });
  const segment = new AWSXRay.Segment('fetch');
  segment.addMetadata('replaced', [globalThis.fetch === traced, captureFetchGlobal() === traced]);
  const module_ = { default: original, Request };
  segment.addMetadata('module', [captureFetchModule(module_) === module_.default, captureFetchModule({})]);
  await AWSXRay.getNamespace().runPromise(async () => {
    // The SDK leaves the subsegment of a call active behind `await`.
    const fetch = (...args) => {
      AWSXRay.setSegment(segment);
      return traced(...args);
    };
    await fetch(`${base}/a?b=c`, { method: 'POST', body: 'x' }).then((res) => res.text());
    for (const status of [404, 429, 500]) await fetch(`${base}/?status=${status}`).then((res) => res.text());
    await fetch(new Request(`${base}/request`)).then((res) => res.text());
    await fetch(`${base}/traced`, { headers: { 'X-Amzn-Trace-Id': 'Root=1-2-3' } }).then((res) => res.text());
    AWSXRay.setSegment(segment);
    await module_.default(`${base}/module`).then((res) => res.text());
    AWSXRay.setSegment(segment);
    await enableCapture(original, Request)(`${base}/enabled`).then((res) => res.text());
    await fetch('http://127.0.0.1:1/').catch((error) => segment.addMetadata('error', error.message));
  });
  segment.addMetadata('headers', headers);
  segment.close();
  server.closeAllConnections();
  server.close();
};
