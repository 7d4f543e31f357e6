export { builtIn } from './built-in.ts';
export { type HttpPost, type HttpReply, httpPost } from './http-post.ts';
export { createLog, type Log } from './log.ts';
export { importOptional } from './optional-import.ts';
export { withoutTracing } from './suppress-tracing.ts';
