// The demo prints with it, from the build. The package does not export it.
export { entitiesOf } from '../trace/documents.ts';
export { exceptionLines } from './exception.ts';
export { serviceMap } from './service-map.ts';
export { timeline } from './timeline.ts';
export { firstFailure } from './trace-report.ts';
