import type { FetchCapture } from './create.ts';
import { captureFetchGlobal, captureFetchModule, enableCapture } from './surface.ts';

export * from './surface.ts';

const functions: FetchCapture = { captureFetchGlobal, captureFetchModule, enableCapture };
export default functions;
