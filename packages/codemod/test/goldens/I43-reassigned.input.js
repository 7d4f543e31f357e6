const AWSXRay = require('aws-xray-sdk');

exports.run = async () => {
  const seg = AWSXRay.getSegment();
  let sub = seg.addNewSubsegment('one');
  await one();
  sub.close();
  sub = seg.addNewSubsegment('two');
  await two();
  sub.close();
};
