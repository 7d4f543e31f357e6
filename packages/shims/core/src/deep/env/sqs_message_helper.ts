export { SqsMessageHelper as default } from '../../deep-surface.ts';
