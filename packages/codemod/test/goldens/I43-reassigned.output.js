const { trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I43-reassigned');

exports.run = async () => {
  let sub = tracer.startSpan('one');
  await one();
  sub.end();
  sub = tracer.startSpan('two');
  await two();
  sub.end();
};
