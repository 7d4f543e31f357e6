export { utils as default } from '../surface.ts';
