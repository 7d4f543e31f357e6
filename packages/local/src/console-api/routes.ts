import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { isNestedDeeper, isObject, type JsonObject } from '../ground/json.ts';
import { readBody } from '../ground/request-body.ts';
import { readAgentText } from './agent-text.ts';
import { boot } from './boot.ts';
import { complete } from './complete.ts';
import type { ConsoleContext } from './console-context.ts';
import { readDatabase } from './database.ts';
import { readDifferences } from './differences.ts';
import { readEntity } from './entity.ts';
import { readErrors } from './errors.ts';
import { exportTraces } from './export.ts';
import { forwardTraces } from './forward.ts';
import { findFreeText } from './free-text.ts';
import { queryGraph } from './graph.ts';
import { queryGraphOverTime } from './graph-over-time.ts';
import { importTraces } from './import.ts';
import { queryInsights } from './insights.ts';
import { readIntake } from './intake.ts';
import { readLinks } from './links.ts';
import { readTraceLogs, searchLogs } from './logs.ts';
import { readNotes } from './notes.ts';
import { optionalInteger, optionalText, queryToInput, readTraceId } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { reset } from './reset.ts';
import { searchTrace } from './search.ts';
import { putSettings, readSettings } from './settings.ts';
import { readTrace } from './trace.ts';
import { groupTraces } from './trace-groups.ts';
import { aggregateTraces } from './traces-aggregate.ts';
import { queryTraces } from './traces-query.ts';

type App = Hono<{ Bindings: HttpBindings }>;

/** Serves the console's requests under `/-/`; the types of all answers are the console's contract. */
export function serveConsoleApi(app: App, context: ConsoleContext, maxBytes: number): void {
  // No other page may read received data, nor a browser store it.
  app.use('/-/*', async (c, next) => {
    if (c.req.header('sec-fetch-site') === 'cross-site') throw new ProblemError('Requested by another site.', 403);
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  const query = (c: Context): JsonObject => queryToInput(c.req.url);
  const body = async (c: Context): Promise<JsonObject> => {
    const text = (await readBody(c, maxBytes)).toString('utf8');
    const value: unknown = text === '' ? {} : parse(text);
    if (!isObject(value)) throw new ProblemError('The body is not a JSON object.');
    return value;
  };
  const traceId = (c: Context): string => readTraceId(c.req.param('id') ?? '');

  app.get('/-/boot', (c) => c.json(boot(context)));
  app.get('/-/events', (c) => {
    const given = c.req.query('cursor') ?? c.req.header('last-event-id');
    const cursor = given === undefined || given === '' ? undefined : Number(given);
    if (cursor !== undefined && !Number.isSafeInteger(cursor))
      throw new ProblemError('cursor: expected a whole number.');
    return c.body(context.events.open(cursor), 200, { 'content-type': 'text/event-stream; charset=utf-8' });
  });
  app.post('/-/traces/query', async (c) => c.json(await queryTraces(await body(c), context)));
  app.post('/-/traces/aggregate', async (c) => c.json(await aggregateTraces(await body(c), context)));
  app.post('/-/traces/group', async (c) => c.json(await groupTraces(await body(c), context)));
  app.post('/-/differences', async (c) => c.json(await readDifferences(await body(c), context)));
  app.get('/-/free-text', async (c) => c.json(await findFreeText(query(c), context)));
  app.post('/-/graph', async (c) => c.json(await queryGraph(await body(c), context)));
  app.post('/-/graph/over-time', async (c) => c.json(await queryGraphOverTime(await body(c), context)));
  app.get('/-/traces/:id', (c) => {
    const since = c.req.query('since');
    const revision = since === undefined ? undefined : optionalInteger({ since: Number(since) }, 'since', 0, 1e9);
    return c.json(readTrace(traceId(c), revision, context));
  });
  app.get('/-/traces/:id/entities/:entity', (c) => c.json(readEntity(traceId(c), c.req.param('entity'), context)));
  app.get('/-/traces/:id/search', (c) => c.json(searchTrace(traceId(c), optionalText(query(c), 'q') ?? '', context)));
  app.get('/-/traces/:id/logs', (c) => c.json(readTraceLogs(traceId(c), query(c), context)));
  app.get('/-/traces/:id/agent-text', (c) => c.json(readAgentText(traceId(c), context)));
  app.get('/-/logs', (c) => c.json(searchLogs(query(c), context)));
  app.get('/-/traces/:id/links', (c) => c.json(readLinks(traceId(c), context)));
  app.get('/-/complete', async (c) => c.json(await complete(query(c), context)));
  app.get('/-/errors', async (c) => c.json(await readErrors(query(c), context)));
  app.get('/-/notes', async (c) => c.json(await readNotes(query(c), context)));
  app.get('/-/insights', async (c) => c.json(await queryInsights(query(c), context)));
  app.get('/-/intake', async (c) => c.json(await readIntake(context)));
  app.get('/-/export', async (c) => {
    const { name, body: texts } = await exportTraces(query(c), context);
    const stream = ReadableStream.from(texts).pipeThrough(new TextEncoderStream());
    return c.body(stream, 200, { ...attachment(name), 'content-type': 'application/json' });
  });
  app.post('/-/import', async (c) => {
    const content = await readBody(c, maxBytes);
    const { remoteAddress = '', remotePort = 0 } = c.env?.incoming?.socket ?? {};
    return c.json(importTraces(content, `${remoteAddress}:${remotePort}`, { ...context, maxBytes }));
  });
  app.post('/-/forward', async (c) => c.json(await forwardTraces(await body(c), context)));
  app.get('/-/database', async (c) => {
    const stream = await readDatabase(context);
    return c.body(stream, 200, { ...attachment('traces.sqlite'), 'content-type': 'application/vnd.sqlite3' });
  });
  app.post('/-/reset', (c) => c.json(reset(context)));
  app.get('/-/settings', (c) => c.json(readSettings(context)));
  app.put('/-/settings', async (c) => c.json(putSettings(await body(c), context)));
  app.all('/-/*', (c) => {
    throw new ProblemError(`There is no ${c.req.method} ${c.req.path}.`, 404);
  });
}

function attachment(name: string): { 'content-disposition': string } {
  return { 'content-disposition': `attachment; filename="${name}"` };
}

function parse(text: string): unknown {
  // Readers of a value may be recursive: a deep one would overflow the stack.
  if (isNestedDeeper(text, MAX_NESTING)) throw new ProblemError('The body is nested too deeply.');
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('The body is not JSON.');
  }
}

const MAX_NESTING = 100;
