export { SegmentEmitter as default } from '../deep-surface.ts';
