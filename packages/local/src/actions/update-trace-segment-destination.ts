import type { SegmentDestination } from '../account/settings.ts';
import { invalidRequest } from '../ground/api-error.ts';
import type { Action } from './action.ts';
import { getTraceSegmentDestination } from './get-trace-segment-destination.ts';
import { readOptionalWord } from './parameters.ts';

/** Keeps the destination; segments go to the store whatever it is. */
export const updateTraceSegmentDestination: Action = (input, context) => {
  const destination = readOptionalWord(input, 'Destination', ['XRay', 'CloudWatchLogs']);
  const { CloudWatchLogsConfiguration: logs } = input;
  if (logs !== undefined && logs !== null && destination !== 'CloudWatchLogs')
    throw invalidRequest('CloudWatchLogsConfiguration: only for the destination CloudWatchLogs.');
  if (destination === undefined) return getTraceSegmentDestination(input, context);
  const set: SegmentDestination = { Destination: destination, Status: 'ACTIVE' };
  context.settings.put('segment-destination', '', set);
  return set;
};
