/** Specifiers of the modules that the layer's instrumentations patch, as an ES module may import them. */
export const INSTRUMENTED: ReadonlySet<string> = new Set([
  'http',
  'https',
  'node:http',
  'node:https',
  '@aws-sdk/middleware-stack',
  '@aws-sdk/smithy-client',
  '@smithy/core',
  '@smithy/core/client',
  '@smithy/middleware-stack',
  '@smithy/smithy-client',
]);
