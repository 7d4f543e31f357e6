export type { LambdaContext, LambdaHandler } from './invocation.ts';
export type { WrapHandlerOptions } from './options.ts';
export { type SamplerLike, type SamplerShape, sampleOnlyInHandlers } from './sample-only-in-handlers.ts';
export { wrapHandler } from './wrap-handler.ts';
