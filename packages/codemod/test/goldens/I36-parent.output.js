const { trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I36-parent');
const AWSXRay = require('aws-xray-sdk-core');

exports.a = () => tracer.startActiveSpan('a', async (sub) => sub.end());

exports.b = (parent) => AWSXRay.captureAsyncFunc('b', async (sub) => sub.close(), parent);
