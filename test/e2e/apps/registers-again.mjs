// A program that registers although it was preloaded.
import { registerXRay } from '@otel-xray/register';

const [first, second] = [registerXRay({ serviceName: 'another' }), registerXRay()];
console.log(`the same: ${first === second}`);
