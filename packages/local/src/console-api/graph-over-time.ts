import type { GraphOverTimeAnswer } from '@otel-xray/console/contract';
import { addLinks, addOwn, type CallSink, LINK_BYTES } from '../graph/read-graph.ts';
import type { JsonObject } from '../ground/json.ts';
import type { LinkRow } from '../store/graph-rows.ts';
import { FLAGS, worstOf } from '../trace/flags.ts';
import { nodeKey } from '../trace/service-node.ts';
import type { ConsoleContext } from './console-context.ts';
import { edgeId } from './graph.ts';
import { optionalInteger, optionalText, readScope } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { type ScopeChunk, sumScope, toSelection } from './scope.ts';
import { overTime, type Starts, StartsList } from './starts.ts';

/** `POST /-/graph/over-time`: the calls of one node or line of the map, by when they began. */
export async function queryGraphOverTime(input: JsonObject, context: ConsoleContext): Promise<GraphOverTimeAnswer> {
  const scope = readScope(input);
  const of = optionalText(input, 'of');
  if (of === undefined) throw new ProblemError('of: expected the id of a node or a line of the map.');
  const most = optionalInteger(input, 'slots', 1, 200) ?? 60;
  const { hide } = scope;
  const starts: Starts[] = [];
  // A span link's other end is in another trace.
  const linked = new CallsOf(of);
  const sum = (chunks: AsyncIterable<ScopeChunk>) => sumUp(chunks, of, context);
  const name = `over time ${JSON.stringify(of)}`;
  for await (const part of sumScope(context, toSelection(scope, context), { hide, name, sum })) {
    starts.push(part.starts);
    await addLinks(context, part.links, linked);
  }
  starts.push(linked.all.pack().starts);
  // A trace is of the range when it began in it: what it called later counts at the end.
  return overTime(starts, scope, most, 'at the end');
}

interface OverTimePart {
  readonly starts: Starts;
  readonly links: readonly LinkRow[];
}

async function sumUp(
  chunks: AsyncIterable<ScopeChunk>,
  of: string,
  context: ConsoleContext,
): Promise<{ value: OverTimePart; bytes: number }> {
  const calls = new CallsOf(of);
  const links: LinkRow[] = [];
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    addOwn(context, keys, calls);
    for (const link of context.store.index.graph.linksOf(keys)) links.push(link);
  }
  const { starts, bytes } = calls.all.pack();
  return { value: { starts, links }, bytes: bytes + LINK_BYTES * links.length };
}

/** Keeps the calls that are counted at a node or a line, as the map counts them. */
class CallsOf implements CallSink {
  readonly all: StartsList = new StartsList();
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  addSegment({ node, flags, startMicros, endMicros }: Parameters<CallSink['addSegment']>[0]): void {
    if (nodeKey(node) === this.#id) this.#add(flags, startMicros, endMicros);
  }

  addCall({ from, to, flags, startMicros, endMicros }: Parameters<CallSink['addCall']>[0]): void {
    const isOfClient = from.type === 'client' && nodeKey(from) === this.#id;
    if (isOfClient || edgeId(from, to, (flags & FLAGS.link) !== 0) === this.#id)
      this.#add(flags, startMicros, endMicros);
  }

  #add(flags: number, at: number, endMicros: number | null | undefined): void {
    this.all.add(at, typeof endMicros === 'number' ? worstOf(flags) : 'open');
  }
}
