const AWSXRay = require('aws-xray-sdk');

exports.step = async (work) => {
  const parent = AWSXRay.getSegment();
  const sub = parent.addNewSubsegment('step');
  AWSXRay.setSegment(sub);
  await work();
  sub.close();
  AWSXRay.setSegment(parent);
};
