import type { Action } from './action.ts';
import { checkNoToken } from './parameters.ts';

/** Answers what the samplers reported in the last ten minutes, by rule and reporting window of ten seconds. */
export const getSamplingStatisticSummaries: Action = (input, { store, now }) => {
  checkNoToken(input);
  const statistics = store.samplingStatistics(now() / 1e3 - RECENT_SECONDS, WINDOW_SECONDS);
  return {
    SamplingStatisticSummaries: statistics.map(({ ruleName, timestamp, requests, sampled, borrowed }) => ({
      RuleName: ruleName,
      Timestamp: timestamp,
      RequestCount: requests,
      SampledCount: sampled,
      BorrowCount: borrowed,
    })),
  };
};

const RECENT_SECONDS = 600;
const WINDOW_SECONDS = 10;
