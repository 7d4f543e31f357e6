export { Segment as default } from '../../surface.ts';
