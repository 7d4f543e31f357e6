const AWSXRay = require('aws-xray-sdk-core');
AWSXRay.captureHTTPsGlobal(require('https'), true, (subsegment, req, res) => {
  subsegment.addAnnotation('path', req.path);
});
