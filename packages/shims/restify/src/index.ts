import { enable } from './surface.ts';

export * from './surface.ts';
export default { enable } as { enable: typeof enable };
