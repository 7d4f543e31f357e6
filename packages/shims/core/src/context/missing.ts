import { getLogger } from '../ground/logger.ts';

/** The reaction to a missing segment. */
export type ContextMissingStrategy = 'LOG_ERROR' | 'RUNTIME_ERROR' | 'IGNORE_ERROR' | ((msg: string) => void);

/** The strategies that have names. */
export const CONTEXT_MISSING_STRATEGY: Record<string, { contextMissing(message: string): void }> = {
  RUNTIME_ERROR: {
    contextMissing: (message) => {
      throw new Error(message);
    },
  },
  LOG_ERROR: { contextMissing: (message) => getLogger().error(new Error(message).stack) },
  IGNORE_ERROR: { contextMissing: () => undefined },
};

/** The strategy in effect; tests replace its function. */
export const contextMissingStrategy: { contextMissing(message: string): void } = {
  contextMissing: (message) => CONTEXT_MISSING_STRATEGY['LOG_ERROR']?.contextMissing(message),
};

const { AWS_XRAY_CONTEXT_MISSING } = process.env;

/**
 * Chooses what happens where no segment is active: `LOG_ERROR` (default), `RUNTIME_ERROR`, `IGNORE_ERROR`, or a function. Environment:
 * `AWS_XRAY_CONTEXT_MISSING`, which takes precedence.
 * @throws Error for a name or type that is unknown
 */
export function setContextMissingStrategy(strategy: ContextMissingStrategy): void {
  if (AWS_XRAY_CONTEXT_MISSING) {
    getLogger().warn(
      'Ignoring call to setContextMissingStrategy as AWS_XRAY_CONTEXT_MISSING is set. The current context missing strategy will not be changed.',
    );
    return;
  }
  choose(strategy);
}

function choose(strategy: unknown): void {
  if (typeof strategy === 'function') {
    contextMissingStrategy.contextMissing = strategy as (message: string) => void;
    getLogger().info(`Configured custom context missing strategy to function: ${strategy.name}`);
    return;
  }
  if (typeof strategy !== 'string')
    throw new Error('Context missing strategy must be either a string or a custom function.');
  const named = CONTEXT_MISSING_STRATEGY[strategy.toUpperCase()];
  if (named === undefined) {
    const names = Object.keys(CONTEXT_MISSING_STRATEGY);
    throw new Error(`Invalid context missing strategy: ${strategy}. Valid values are ${names}.`);
  }
  contextMissingStrategy.contextMissing = named.contextMissing;
  getLogger().debug(`Configured context missing strategy to: ${strategy}`);
}

if (AWS_XRAY_CONTEXT_MISSING) choose(AWS_XRAY_CONTEXT_MISSING);
