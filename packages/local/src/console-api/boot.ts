import type { Boot } from '@otel-xray/console/contract';
import type { ConsoleContext } from './console-context.ts';
import { rejectedIn } from './intake.ts';
import { readSettings } from './settings.ts';

/** The data that the page starts with; `GET /-/boot`. */
export function boot(context: ConsoleContext): Boot {
  const { store, now, options, version, listening } = context;
  const { dataDir, retentionDays, maxStoreBytes, strict } = options;
  return {
    version,
    storeId: store.id,
    now: Math.round(now() * 1e3),
    cursor: store.cursor,
    listening: listening(),
    dataDir,
    retentionDays,
    maxStoreBytes,
    strict,
    forwards: options.forward !== undefined,
    settings: readSettings(context),
    rejected: rejectedIn(context.intake),
  };
}
