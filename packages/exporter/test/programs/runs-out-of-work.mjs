// Traces something, and has nothing else to do: it must end by itself.
import { tracer } from './setup.mjs';

tracer.startSpan('never ends');
tracer.startSpan('work').end();
console.log('worked');
