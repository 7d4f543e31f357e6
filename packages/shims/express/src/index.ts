import { closeSegment, express, openSegment } from './surface.ts';

export * from './surface.ts';
export default { openSegment, closeSegment, express } as {
  openSegment: typeof openSegment;
  closeSegment: typeof closeSegment;
  express: typeof express;
};
