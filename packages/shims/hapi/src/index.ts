import { plugin } from './surface.ts';

export * from './surface.ts';
export default { plugin } as { plugin: typeof plugin };
