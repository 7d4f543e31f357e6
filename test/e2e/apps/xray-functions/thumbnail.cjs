// Behind S3: a call over HTTP, and promises in the old way.
const AWSXRay = require('aws-xray-sdk-core');
const http = AWSXRay.captureHTTPs(require('node:http'));

AWSXRay.capturePromise();

const load = (key) =>
  new Promise((resolve, reject) => {
    http
      .get(`${process.env.TARGET}/${key}`, (response) =>
        response.resume().on('end', () => resolve(response.statusCode)),
      )
      .on('error', reject);
  });

exports.handler = (event) => {
  const { key } = event.Records[0].s3.object;
  return AWSXRay.captureAsyncFunc('thumbnail', (subsegment) => {
    subsegment.addAnnotation('key', key);
    return load(key).then((status) => {
      subsegment.close();
      return { status };
    });
  });
};
