// A program that decides by itself when it ends: at SIGTERM it works on, then runs out of work.
import { trace } from '@opentelemetry/api';

const timer = setInterval(() => {}, 1_000);
process.once('SIGTERM', () => {
  trace.getTracer('script').startActiveSpan('last work', (span) => span.end());
  clearInterval(timer);
});
console.log('ready');
