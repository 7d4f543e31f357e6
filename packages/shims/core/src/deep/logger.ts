export { logging as default } from '../deep-surface.ts';
