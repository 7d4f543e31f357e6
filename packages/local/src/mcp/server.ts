import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Api, Question } from '../client/api.ts';
import { insightLines, type PrintedInsight } from '../terminal/insight-lines.ts';
import { logLines } from '../terminal/log-lines.ts';
import { serviceMap } from '../terminal/service-map.ts';
import { table } from '../terminal/table.ts';
import { TRACE_SIDES, traceCells } from '../terminal/trace-line.ts';
import { traceReport } from '../terminal/trace-report.ts';
import { type EntityDocument, timesOf } from '../trace/documents.ts';
import { compare } from './compare.ts';
import { explain, sumUp } from './explain.ts';
import { millis, toText } from './text.ts';

/** The surroundings of the tools. */
export interface McpOptions {
  readonly api: Api;
  /** Where the console is: answers link into it. */
  readonly endpoint: string;
  readonly version: string;
  /** Tools that change something, such as `reset`. */
  readonly allowWrites: boolean;
}

const MINUTES = z.number().positive().max(43_200).default(60).describe('how many minutes to look back');
const FILTER = z
  .string()
  .optional()
  .describe('an X-Ray filter expression, such as service("orders") { fault } or responsetime > 1');
const ID = z.string().describe("a trace id, in X-Ray's or the W3C form");

/**
 * Creates a server of the Model Context Protocol for a Local X-Ray. Its tools find traces and explain failures and slowness in short
 * answers. Source: https://modelcontextprotocol.io/specification
 */
export function createMcpServer(options: McpOptions): McpServer {
  const { api, endpoint, version, allowWrites } = options;
  const server = new McpServer({ name: 'xray-local', version });
  const readOnly = { annotations: { readOnlyHint: true, openWorldHint: false } };

  server.registerTool(
    'find_traces',
    {
      ...readOnly,
      description:
        'Finds traces by an X-Ray filter expression, newest last: when, status, request, duration, service, id.',
      inputSchema: z.object({
        filter: FILTER,
        minutes: MINUTES,
        limit: z.number().int().positive().max(200).default(20),
      }),
    },
    ({ filter, minutes, limit }) =>
      answer(async () => {
        const found = await api.summaries(rangeOf(minutes, filter), limit);
        return found.length === 0 ? ['No traces.'] : table(found.map(traceCells), TRACE_SIDES);
      }),
  );

  server.registerTool(
    'get_trace',
    {
      ...readOnly,
      description: 'One trace as a timeline, with its first exception and its log records.',
      inputSchema: z.object({ id: ID }),
    },
    ({ id }) =>
      answer(async () => {
        const { trace, documents } = await api.trace(id);
        const logs = await api.traceLogs(trace.Id, SHOWN_LOGS);
        return [
          ...[`${trace.Id}  ${endpoint}/#/traces/${trace.Id}`, '', ...traceReport(documents)],
          ...(logs.length > 0 ? ['', 'Logs:', ...logLines(logs, startOf(documents))] : []),
        ];
      }),
  );

  server.registerTool(
    'explain_trace',
    {
      ...readOnly,
      description: 'Says why a trace is slow or failed: critical path by name, repeated calls, exceptions.',
      inputSchema: z.object({ id: ID }),
    },
    ({ id }) =>
      answer(async () => {
        const { trace, documents } = await api.trace(id);
        const logs = (await api.traceLogs(trace.Id)).filter(({ level = '' }) => ['error', 'fatal'].includes(level));
        return [
          ...explain(documents),
          ...(logs.length > 0
            ? ['', 'Errors in the logs:', ...logLines(logs.slice(0, SHOWN_LOGS), startOf(documents))]
            : []),
          ...['', `${endpoint}/#/traces/${trace.Id}`],
        ];
      }),
  );

  server.registerTool(
    'compare_traces',
    {
      ...readOnly,
      description: 'Compares two traces: time and number of calls by name, most difference first.',
      inputSchema: z.object({ a: ID, b: ID }),
    },
    ({ a, b }) => answer(async () => compare((await api.trace(a)).documents, (await api.trace(b)).documents)),
  );

  server.registerTool(
    'service_map',
    {
      ...readOnly,
      description: 'The services, what they call, and how many calls failed.',
      inputSchema: z.object({ filter: FILTER, minutes: MINUTES }),
    },
    ({ filter, minutes }) =>
      answer(async () => {
        const services = await api.map(rangeOf(minutes, filter));
        return services.length === 0 ? ['No traces.'] : serviceMap(services);
      }),
  );

  server.registerTool(
    'slowest_operations',
    {
      ...readOnly,
      description: 'Operations by their longest response: service, request, number of traces, longest and average.',
      inputSchema: z.object({
        filter: FILTER,
        minutes: MINUTES,
        limit: z.number().int().positive().max(100).default(15),
      }),
    },
    ({ filter, minutes, limit }) =>
      answer(async () => {
        const found = await api.summaries(rangeOf(minutes, filter));
        return found.length === 0 ? ['No traces.'] : slowest(found).slice(0, limit);
      }),
  );

  server.registerTool(
    'exceptions',
    {
      ...readOnly,
      description: 'Exceptions, grouped by type, message and place, most frequent first.',
      inputSchema: z.object({ filter: FILTER, minutes: MINUTES }),
    },
    ({ filter, minutes }) =>
      answer(async () => {
        const { groups, traces } = await api.errors(rangeOf(minutes, filter));
        if (groups.length === 0) return [`No exceptions in ${traces} traces.`];
        return groups.flatMap(({ count, type, message, frame, services, latest }) => [
          `${count} × ${type}: ${message}`,
          ...(frame?.path ? [`    at ${frame.label ?? ''} ${frame.path}:${frame.line ?? 0}`] : []),
          `    in ${services.map(({ node }) => node.name).join(', ')}; last ${latest[0]?.id ?? ''}`,
        ]);
      }),
  );

  server.registerTool(
    'find_logs',
    {
      ...readOnly,
      description: 'Log records that name a trace: time, level, service, message and trace id, newest last.',
      inputSchema: z.object({
        text: z.string().optional().describe('a string that the message holds'),
        level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional().describe('the lowest level'),
        minutes: MINUTES,
        limit: z.number().int().positive().max(500).default(50),
      }),
    },
    ({ text, level, minutes, limit }) =>
      answer(async () => {
        const logs = await api.logs({ ...rangeOf(minutes, undefined), text, level, limit });
        const lines = logLines(logs);
        return logs.length === 0 ? ['No log records.'] : lines.map((line, i) => `${line}  ${logs[i]?.traceId ?? ''}`);
      }),
  );

  server.registerTool(
    'insights',
    {
      ...readOnly,
      description:
        'Periods in which more requests failed than was to be expected, with their root cause, newest first.',
      inputSchema: z.object({ minutes: MINUTES }),
    },
    ({ minutes }) =>
      answer(async () => {
        const found = (await api.insights(rangeOf(minutes, undefined))) as unknown as PrintedInsight[];
        return found.length === 0 ? ['No insights, or none of the groups has them enabled.'] : insightLines(found);
      }),
  );

  if (allowWrites)
    server.registerTool(
      'reset',
      {
        description: 'Forgets all traces, sampling rules and groups.',
        annotations: { destructiveHint: true, openWorldHint: false },
        inputSchema: z.object({}),
      },
      () =>
        answer(async () => {
          await api.call('/-/reset', {});
          return ['Everything is forgotten.'];
        }),
    );
  return server;
}

/** Microseconds. */
function startOf(documents: readonly EntityDocument[]): number {
  return Math.min(...documents.map((document) => timesOf(document).start)) * 1e6;
}

const SHOWN_LOGS = 40;

function rangeOf(minutes: number, filter: string | undefined): Question {
  const now = Date.now() / 1_000;
  return { start: now - minutes * 60, end: now + 1, ...(filter && { filter }) };
}

function slowest(summaries: Parameters<typeof traceCells>[0][]): string[] {
  const longest = new Map<string, { seconds: number; id: string }>();
  const times = summaries.map((summary): [string, number] => {
    const [, , request = '', , service = ''] = traceCells(summary);
    const name = toText([`${service.split(' +')[0]} ${request}`]);
    const seconds = summary.ResponseTime ?? 0;
    if (seconds >= (longest.get(name)?.seconds ?? 0)) longest.set(name, { seconds, id: summary.Id });
    return [name, seconds];
  });
  return sumUp(times)
    .map(({ name, count, seconds }) => ({ name, count, seconds, most: longest.get(name) }))
    .sort((a, b) => (b.most?.seconds ?? 0) - (a.most?.seconds ?? 0))
    .map(
      ({ name, count, seconds, most }) =>
        `- ${name}: ${count} traces, longest ${millis(most?.seconds ?? 0)} (${most?.id ?? ''}), average ${millis(seconds / count)}`,
    );
}

/** An answer as text; what is wrong with a question is an answer too. */
async function answer(ask: () => Promise<readonly string[]>): Promise<{
  content: { type: 'text'; text: string }[];
  isError?: boolean;
}> {
  try {
    return { content: [{ type: 'text', text: toText(await ask()) }] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
}
