const AWSXRay = require('aws-xray-sdk-core');
const segment = AWSXRay.getSegment();

exports.handler = async () => {
  const sub = segment.addNewSubsegment('work');
  sub.close();
};
