const AWSXRay = require('aws-xray-sdk-core');

exports.call = (name, work) =>
  AWSXRay.captureAsyncFunc(name, async (sub) => {
    sub.namespace = 'remote';
    const result = await work();
    sub.close();
    return result;
  });

exports.other = (work) => AWSXRay.captureFunc('other', () => work());
