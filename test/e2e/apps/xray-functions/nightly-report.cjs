// On a schedule: sums up in a function inside a function.
'use strict';
const AWSXRay = require('aws-xray-sdk-core');

const read = () => [3, 4, 5];

exports.handler = async () => {
  const total = AWSXRay.captureFunc('report', (subsegment) => {
    const lines = AWSXRay.captureFunc('read', () => read());
    subsegment.addAnnotation('lines', lines.length);
    return lines.reduce((sum, line) => sum + line, 0);
  });
  return { total };
};
