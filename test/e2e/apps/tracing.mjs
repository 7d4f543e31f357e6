// A preload of the program's own: options in code.
import { registerXRay } from '@otel-xray/register';

registerXRay({ serviceName: 'by-hand', indexedAttributes: ['customer.id'] });
