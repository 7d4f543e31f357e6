// A script that does something and runs out of work.
import { trace } from '@opentelemetry/api';

trace.getTracer('script').startActiveSpan('work', { attributes: { 'customer.id': 'c-1' } }, (span) => span.end());
console.log('worked');
