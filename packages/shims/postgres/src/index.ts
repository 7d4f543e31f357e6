import type { CapturePostgres } from './create.ts';
import { capturePostgres } from './surface.ts';

export * from './surface.ts';

/** The function itself, as `require` returns it, with itself under the name that its types have. */
const callable: CapturePostgres & { capturePostgres: CapturePostgres } = Object.assign(capturePostgres, {
  capturePostgres,
});
export default callable;
