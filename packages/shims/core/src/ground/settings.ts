import { wrongOption } from '@otel-xray/runtime/options';

/** Deliberate differences from the X-Ray SDK that can be switched off. */
export interface ShimOptions {
  /** Whether the explicit `parent` of a capture function counts in automatic mode too; the SDK ignores it there. Default `true`. */
  explicitParent?: boolean;
  /** Whether the subsegment of `captureAsyncFunc` closes when the returned promise settles, if it is still open. Default `'promise'`. */
  autoClose?: 'promise' | 'never';
  /** Whether subsegments that are still open when their segment closes are logged, by name. Default `false`. */
  warnUnclosed?: boolean;
}

/** The options in effect. */
export const settings: Required<ShimOptions> = {
  explicitParent: true,
  autoClose: 'promise',
  warnUnclosed: false,
};

/**
 * Changes options that the X-Ray SDK does not have. Keys that are not given keep their value.
 * @throws TypeError that names the option, its value and the expected values
 * @example
 * configure({ autoClose: 'never' });
 */
export function configure(options: ShimOptions): void {
  const { explicitParent, autoClose, warnUnclosed } = options;
  if (explicitParent !== undefined) settings.explicitParent = flag('explicitParent', explicitParent);
  if (warnUnclosed !== undefined) settings.warnUnclosed = flag('warnUnclosed', warnUnclosed);
  if (autoClose === undefined) return;
  if (autoClose !== 'promise' && autoClose !== 'never')
    throw wrongOption('autoClose', autoClose, '"promise" or "never"');
  settings.autoClose = autoClose;
}

function flag(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongOption(name, value, 'true or false');
  return value;
}
