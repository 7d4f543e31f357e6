const AWSXRay = require('aws-xray-sdk');

exports.nested = () =>
  AWSXRay.captureAsyncFunc('outer', async (outer) => {
    const later = outer.addNewSubsegment('later');
    await AWSXRay.captureAsyncFunc('inner', async (inner) => {
      const below = outer.addNewSubsegment('below');
      below.close();
      inner.close();
    });
    later.close();
    outer.close();
  });
