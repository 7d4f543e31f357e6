import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { OtlpRequest } from '../otlp/trace-request.ts';
import type { Api, Question } from './api.ts';
import { printLines } from './print.ts';
import { addRangeOptions, apiOf, questionOf, type RangeOptions } from './reader-options.ts';

/** `xray-local export`: traces as a file that `import`, and other programs, can read. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('traces as JSON: as BatchGetTraces answers them, or as OTLP')
    .argument('[filter]', 'a filter expression; all traces without one')
    .addOption(
      new Option('-f, --format <format>', 'otlp: the spans that came as such')
        .choices(['xray', 'otlp'])
        .default('xray'),
    )
    .addOption(new Option('-o, --output <file>', 'where to write it (default: the standard output)'));
  addRangeOptions(command).action(async (filter: string | undefined, options: ExportOptions) => {
    const api = apiOf(options);
    const question = questionOf(options, filter);
    const ids = (await api.summaries(question)).map(({ Id }) => Id);
    const content = options.format === 'otlp' ? await otlpOf(api, ids, question) : { Traces: await api.traces(ids) };
    const text = JSON.stringify(content, null, 1);
    if (options.output === undefined) printLines([text]);
    else await writeFile(options.output, `${text}\n`);
  });
}

interface ExportOptions extends RangeOptions {
  readonly format: 'xray' | 'otlp';
  readonly output?: string;
}

async function otlpOf(api: Api, ids: readonly string[], question: Question): Promise<OtlpRequest> {
  const traces = await api.spans(ids, question);
  const others = traces.filter(({ requests }) => requests.length === 0).length;
  if (others > 0) console.error(`${others} of ${traces.length} traces did not come as OTLP and are left out.`);
  const requests = traces.flatMap((trace) => trace.requests.map((text) => JSON.parse(text) as OtlpRequest));
  return { resourceSpans: requests.flatMap(({ resourceSpans }) => resourceSpans) };
}
