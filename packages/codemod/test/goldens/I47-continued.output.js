const AWSXRay = require('aws-xray-sdk-core');

exports.consume = (header) => {
  const data = AWSXRay.utils.processTraceData(header);
  const segment = new AWSXRay.Segment('consumer', data.root, data.parent);
  segment.close();
};
