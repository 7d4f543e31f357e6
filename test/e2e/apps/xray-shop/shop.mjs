// A shop on the X-Ray SDK, as many are: middleware, captured modules, subsegments in all of the usual ways. A test moves it to OpenTelemetry.

import http from 'node:http';
import AWSXRay from 'aws-xray-sdk';
import express from 'express';
import { price } from './price.mjs';

AWSXRay.captureHTTPsGlobal(http);
AWSXRay.capturePromise();
AWSXRay.config([AWSXRay.plugins.ECSPlugin]);
AWSXRay.setContextMissingStrategy('LOG_ERROR');

const app = express();
app.use(AWSXRay.express.openSegment('corner-shop'));

app.get('/cart/:id', async (req, res, next) => {
  try {
    const cart = await AWSXRay.captureAsyncFunc('load-cart', async (subsegment) => {
      try {
        subsegment.addAnnotation('cart', req.params.id);
        subsegment.addMetadata('query', req.query);
        if (req.params.id === '13') throw new RangeError('no such cart');
        return ['lamp', 'chair'];
      } catch (error) {
        subsegment.addError(error);
        throw error;
      } finally {
        subsegment.close();
      }
    });
    const segment = AWSXRay.getSegment();
    segment.addAnnotation('lines', cart.length);
    const render = segment.addNewSubsegment('render');
    const text = `${cart.join(' and ')}: ${price(cart)}`;
    render.close();
    res.send(text);
  } catch (error) {
    next(error);
  }
});

app.use(AWSXRay.express.closeSegment());

const server = app.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
