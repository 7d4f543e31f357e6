export { contextUtils as default } from '../deep-surface.ts';
