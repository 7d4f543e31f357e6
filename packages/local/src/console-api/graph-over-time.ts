import type { GraphOverTimeAnswer, Outcome } from '@otel-xray/console/contract';
import { FLAGS, worstOf } from '../flags.ts';
import type { JsonObject } from '../json.ts';
import { addTraces, type CallSink } from '../read-graph.ts';
import { nodeKey } from '../service-node.ts';
import { toTimeSlots } from '../time-slots.ts';
import type { ConsoleContext } from './console-context.ts';
import { edgeId } from './graph.ts';
import { optionalInteger, optionalText, readScope } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { selectScope, toSelection } from './scope.ts';

/** `POST /-/graph/over-time`: the calls of one node or line of the map, by when they began. */
export async function queryGraphOverTime(input: JsonObject, context: ConsoleContext): Promise<GraphOverTimeAnswer> {
  const scope = readScope(input);
  const of = optionalText(input, 'of');
  if (of === undefined) throw new ProblemError('of: expected the id of a node or a line of the map.');
  const most = optionalInteger(input, 'slots', 1, 200) ?? 60;
  const calls = new CallsOf(of);
  for await (const { rows } of selectScope(context, toSelection(scope, context), scope.hide))
    addTraces(
      context,
      rows.map(({ key }) => key),
      calls,
    );
  const { from, step, count } = toTimeSlots(scope.start ?? calls.first, scope.end ?? calls.last + 1, most);
  const slots = Array.from({ length: count }, () => ({ ok: 0, error: 0, throttle: 0, fault: 0, open: 0 }));
  for (const { at, outcome } of calls.all) {
    // A trace is of the range when it began in it: what it called later counts at the end.
    const slot = slots[Math.max(0, Math.min(count - 1, Math.floor((at - from) / step)))];
    if (slot) slot[outcome]++;
  }
  return { start: from, step, slots };
}

/** Keeps the calls that are counted at a node or a line, as the map counts them. */
class CallsOf implements CallSink {
  readonly all: { readonly at: number; readonly outcome: Outcome }[] = [];
  first: number = Number.POSITIVE_INFINITY;
  last: number = Number.NEGATIVE_INFINITY;
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
    this.first = Math.min(this.first, at);
    this.last = Math.max(this.last, at);
    this.all.push({ at, outcome: typeof endMicros === 'number' ? worstOf(flags) : 'open' });
  }
}
