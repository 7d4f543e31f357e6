import { ROOT_CONTEXT } from '@opentelemetry/api';
import { setFallback } from '../context/active.ts';
import { CellContext } from '../context/cell-context.ts';
import { getLogger } from '../ground/logger.ts';
import { middleware } from '../middleware/mw-utils.ts';
import { SegmentUtils } from '../segments/segment-utils.ts';
import { enterContext } from '../setup/context-manager.ts';
import { createFacade } from './facade.ts';

/** Prepares the package for AWS Lambda: the facade is the current segment wherever no other one is. */
export function init(): void {
  SegmentUtils.setStreamingThreshold(0);
  getLogger().info('Disabling centralized sampling in Lambda environment.');
  middleware.disableCentralizedSampling();
  const facade = createFacade();
  setFallback(facade);
  enterContext(new CellContext(ROOT_CONTEXT, { segment: facade, values: {} }));
}
