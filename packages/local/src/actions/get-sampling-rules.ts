import type { Action } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';

/** Answers the rules in their order, `Default` last, so many a page. */
export const getSamplingRules: Action = (input, { sampling, intake }) => {
  intake.log.countCall('samplingRequests');
  const after = parsePageToken(OPERATION, input);
  const records = sampling.records().filter(({ SamplingRule: { Priority, RuleName } }) => {
    return !after || Priority > after.sortKey || (Priority === after.sortKey && RuleName > after.id);
  });
  const page = records.slice(0, PAGE_SIZE);
  const last = page.at(-1)?.SamplingRule;
  return {
    SamplingRuleRecords: page,
    ...(last &&
      records.length > PAGE_SIZE && {
        NextToken: formatPageToken(OPERATION, input, { sortKey: last.Priority, id: last.RuleName }),
      }),
  };
};

const OPERATION = 'GetSamplingRules';
const PAGE_SIZE = 25;
