const AWSXRay = require('aws-xray-sdk-core');

const read = (ok, done) => setTimeout(() => (ok ? done(null, 'text') : done(new Error('no file'))), 1);

exports.load = (ok) =>
  new Promise((resolve) => {
    AWSXRay.captureAsyncFunc('load', (sub) => {
      sub.addAnnotation('ok', ok);
      read(ok, (err, text) => {
        sub.close(err);
        resolve(text || err.message);
      });
    });
  });

exports.thrown = (bad) => {
  try {
    return AWSXRay.captureAsyncFunc('thrown', (sub) => {
      if (bad) throw new TypeError('bad input');
      sub.close();
      return 'fine';
    });
  } catch (e) {
    return e.message;
  }
};
