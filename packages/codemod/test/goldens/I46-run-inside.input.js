const AWSXRay = require('aws-xray-sdk-core');

exports.job = (work) =>
  AWSXRay.getNamespace().runAndReturn(() => {
    const segment = new AWSXRay.Segment('job');
    AWSXRay.setSegment(segment);
    const result = work();
    segment.close();
    return result;
  });
