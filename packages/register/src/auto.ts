// node --import @otel-xray/register/auto app.mjs
import { registerXRay } from './register.ts';

registerXRay();
