import { createXRay } from './api.ts';
import { shared } from './ground/shared.ts';

/** The one object of the process: the ESM and the CommonJS build, and two installed copies, use the same. */
export const xray: ReturnType<typeof createXRay> = shared('api', createXRay);
