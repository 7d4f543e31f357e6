export type { AutoList, LogLevel, RegisterOptions, WiringOptions } from './options.ts';
export { type Registration, registerXRay } from './register.ts';
