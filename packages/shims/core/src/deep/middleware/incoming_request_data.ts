export { IncomingRequestData as default } from '../../deep-surface.ts';
