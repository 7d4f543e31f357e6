import { type XRayFastifyPlugin, xRayFastifyPlugin } from './surface.ts';

export * from './surface.ts';

/** The plugin, as `require` returns it, with itself under its name. */
const plugin: XRayFastifyPlugin & { xRayFastifyPlugin: XRayFastifyPlugin } = Object.assign(xRayFastifyPlugin, {
  xRayFastifyPlugin,
});
export default plugin;
