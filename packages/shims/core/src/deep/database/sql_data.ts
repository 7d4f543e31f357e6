export { SqlData as default } from '../../deep-surface.ts';
