export { Subsegment as default } from '../../../surface.ts';
