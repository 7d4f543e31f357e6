import { openSegment } from './surface.ts';

export * from './surface.ts';
export default { openSegment } as { openSegment: typeof openSegment };
