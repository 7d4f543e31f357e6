// Makes 201 spans and crashes, in the way that CRASH names.
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('app');
tracer.startActiveSpan('job', (job) => {
  for (let i = 0; i < 200; i++) tracer.startSpan(`step ${i}`).end();
  job.end();
});
console.log('worked');

switch (process.env.CRASH) {
  case 'throw':
    setImmediate(() => {
      throw Object.assign(new Error('the application failed'), { code: 'E_APP' });
    });
    break;
  case 'throw a string':
    setImmediate(() => {
      throw 'a string';
    });
    break;
  case 'reject':
    Promise.reject(Object.assign(new Error('the application failed'), { code: 'E_APP' }));
    break;
  case 'reject a string':
    Promise.reject('a string');
    break;
  case 'twice':
    setImmediate(() => {
      setImmediate(() => {
        throw new Error('a consequence');
      });
      throw Object.assign(new Error('the application failed'), { code: 'E_APP' });
    });
    break;
  case 'handled':
    process.on('uncaughtException', (error) => console.log(`handled ${error.message}`));
    setImmediate(() => {
      throw Object.assign(new Error('the application failed'), { code: 'E_APP' });
    });
    break;
  case 'top level':
    throw Object.assign(new Error('the application failed'), { code: 'E_APP' });
  default:
    setInterval(() => {}, 1_000);
}
