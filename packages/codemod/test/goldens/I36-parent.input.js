const AWSXRay = require('aws-xray-sdk-core');

exports.a = () => AWSXRay.captureAsyncFunc('a', async (sub) => sub.close(), AWSXRay.getSegment());

exports.b = (parent) => AWSXRay.captureAsyncFunc('b', async (sub) => sub.close(), parent);
