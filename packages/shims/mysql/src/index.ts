import type { CaptureMySQL } from './create.ts';
import { captureMySQL } from './surface.ts';

export * from './surface.ts';

/** The function itself, as `require` returns it, with itself under the name that its types have. */
const callable: CaptureMySQL & { captureMySQL: CaptureMySQL } = Object.assign(captureMySQL, { captureMySQL });
export default callable;
