// Express: middlewares, an error, a status, an empty name.
const http = require('node:http');
const { once } = require('node:events');

module.exports = async (AWSXRay, load) => {
  const express = load('express');
  AWSXRay.middleware.disableCentralizedSampling();
  AWSXRay.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1000, rate: 1 } });
  const open = express.openSegment('shop');
  const close = express.closeSegment();
  const server = http.createServer((req, res) =>
    open(req, res, () => {
      AWSXRay.captureFunc('handler', () => undefined);
      req
        .on('data', () => undefined)
        .on('end', () => {
          AWSXRay.captureFunc('at end', () => undefined);
          if (req.url === '/ok') return res.end();
          close(new Error('route'), req, res, () => {
            res.statusCode = 500;
            res.end();
          });
        });
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (const path of ['/ok', '/fails']) {
    const req = http.request({ hostname: '127.0.0.1', port: server.address().port, path, headers: { host: 'h' } });
    req.end();
    const [res] = await once(req, 'response');
    await once(res.resume(), 'end');
  }
  const report = new AWSXRay.Segment('report');
  for (const name of [undefined, '', 5]) {
    try {
      express.openSegment(name);
    } catch (error) {
      report.addMetadata(String(name), error.message);
    }
  }
  report.close();
  server.closeAllConnections();
  server.close();
};
