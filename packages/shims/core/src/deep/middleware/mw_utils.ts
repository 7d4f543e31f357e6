export { middleware as default } from '../../surface.ts';
