export { TraceID as default } from '../../../surface.ts';
