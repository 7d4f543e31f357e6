export { SegmentUtils as default } from '../../surface.ts';
