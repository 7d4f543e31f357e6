import type { AgentTextAnswer } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import { toFullTrace } from '../trace/full-trace.ts';
import type { ConsoleContext } from './console-context.ts';
import { readTraceLogs } from './logs.ts';
import { ProblemError } from './problem.ts';

/** `GET /-/traces/{id}/agent-text`: a trace as Markdown for an agent. */
export function readAgentText(id: string, context: ConsoleContext): AgentTextAnswer {
  const assembled = context.traces.get(id);
  if (!assembled) throw new ProblemError(`The trace ${id} is not in this store.`, 404);
  const documents = toFullTrace(id, assembled.tree).Segments.map(({ Document }) => JSON.parse(Document) as JsonObject);
  const { logs } = readTraceLogs(id, { limit: String(MAX_LOGS) }, context);
  const url = `${context.listening().url}/#/traces/${id}`;
  return { text: context.agentText({ id, url, documents, logs }) };
}

const MAX_LOGS = 1_000;
