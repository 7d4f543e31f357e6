export { awsLambda as default } from '../../deep-surface.ts';
