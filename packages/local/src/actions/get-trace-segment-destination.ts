import type { Action } from './action.ts';

/** Answers the destination that was set. */
export const getTraceSegmentDestination: Action = (_, { settings }) =>
  settings.get('segment-destination') ?? { Destination: 'XRay', Status: 'ACTIVE' };
