const AWSXRay = require('aws-xray-sdk');

exports.load = (id) =>
  AWSXRay.captureAsyncFunc('load', (sub) => {
    sub.addAnnotation('id', id);
    sub.addAnnotation('kind', 'order');
    return fetchOrder(id).finally(() => sub.close());
  });
