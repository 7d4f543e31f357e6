import type { Command } from 'commander';
import { objectIn, textIn } from '../ground/json.ts';
import { insightLines, type PrintedInsight } from '../terminal/insight-lines.ts';
import { printJson, printLines } from './print.ts';
import { addRangeOptions, apiOf, questionOf, type RangeOptions } from './reader-options.ts';

interface InsightsOptions extends RangeOptions {
  readonly group?: string;
}

/** `xray-local insights`: the periods in which more requests failed than was to be expected. */
export function addInsightsCommand(program: Command): void {
  const command = program
    .command('insights')
    .description('periods in which the share of faults is above its forecast, of the groups whose insights are enabled')
    .option('-g, --group <name>', 'of one group');
  addRangeOptions(command).action(async (options: InsightsOptions) => {
    const api = apiOf(options);
    const insights = (await api.insights(questionOf(options, undefined), options.group)) as unknown as PrintedInsight[];
    if (options.json) printJson(insights);
    else if (insights.length > 0) printLines(insightLines(insights));
    else {
      const groups = (await api.call('/Groups', {}))['Groups'] as readonly unknown[];
      const enabled = groups
        .map(objectIn)
        .filter((group) => objectIn(group['InsightsConfiguration'])['InsightsEnabled'] === true);
      const isEnabled =
        options.group === undefined
          ? enabled.length > 0
          : enabled.some((group) => textIn(group['GroupName']) === options.group);
      printLines(['No insights.', ...(isEnabled ? [] : [howToEnable(options.endpoint, options.group ?? 'Default')])]);
    }
  });
}

function howToEnable(endpoint: string, group: string): string {
  return (
    `They are not enabled. Enable them: aws xray update-group --group-name ${group} ` +
    `--insights-configuration InsightsEnabled=true --endpoint-url ${endpoint}`
  );
}
