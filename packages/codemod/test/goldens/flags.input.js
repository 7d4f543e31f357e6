const AWSXRay = require('aws-xray-sdk');

exports.check = (status) =>
  AWSXRay.captureFunc('check', (sub) => {
    if (status === 429) sub.addThrottleFlag();
    else if (status >= 500) sub.addFaultFlag();
    else if (status >= 400) sub.addErrorFlag();
    sub.addAnnotation('http status', status);
    return status;
  });
