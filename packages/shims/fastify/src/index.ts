import { xRayFastifyPlugin } from './surface.ts';

export * from './surface.ts';
// The plugin, as `require` returns it, with itself under its name.
export default Object.assign(xRayFastifyPlugin, { xRayFastifyPlugin }) as typeof xRayFastifyPlugin & {
  xRayFastifyPlugin: typeof xRayFastifyPlugin;
};
