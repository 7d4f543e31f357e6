// Traces something and shuts down.
import { provider, tracer } from './setup.mjs';

tracer.startSpan('work').end();
await provider.shutdown();
console.log('shut down');
