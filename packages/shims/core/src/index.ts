import { xray } from './xray.ts';

export * from './surface.ts';
export default xray;
