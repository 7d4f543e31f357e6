import type { Service } from '../graph/service-graph.ts';
import { paint } from './paint.ts';
import { printable } from './printable.ts';
import { type Side, table } from './table.ts';

/** The printed members of a node that GetServiceGraph returns. */
export type MapNode = Pick<Service, 'ReferenceId' | 'Name' | 'Type' | 'State' | 'SummaryStatistics'> & {
  readonly Edges?: readonly Pick<Service['Edges'][number], 'ReferenceId' | 'SummaryStatistics'>[];
};

/** The service map as lines: a table of nodes, then the calls between them. */
export function serviceMap(services: readonly MapNode[]): string[] {
  const nodes = inOrderOfCalls(services);
  const nameOf = new Map(services.map(({ ReferenceId, Name }) => [ReferenceId, printable(Name)]));
  const rows = nodes.map((node) => [
    paint.strong(printable(node.Name)),
    printable(node.Type || 'service'),
    ...numbersOf(node),
  ]);
  const edges = nodes.flatMap((node) =>
    (node.Edges ?? []).map((edge) => [
      node.Type === 'client' ? 'client' : printable(node.Name),
      '→',
      nameOf.get(edge.ReferenceId) ?? '',
      `${edge.SummaryStatistics.TotalCount} calls`,
      averageOf(edge.SummaryStatistics),
    ]),
  );
  return [
    ...table([COLUMNS.map(paint.quiet), ...rows], SIDES),
    '',
    ...table(edges, ['end', 'end', 'end', 'start', 'start']),
  ];
}

/** From the outside in: who calls, then whom they call, our services before what they use. */
function inOrderOfCalls(services: readonly MapNode[]): MapNode[] {
  const nodeOf = new Map(services.map((node) => [node.ReferenceId, node]));
  const ordered = new Set(services.filter(({ Type }) => Type === 'client'));
  // A set also walks over what is added on the way.
  for (const { Edges = [] } of ordered) {
    const called = Edges.map(({ ReferenceId }) => nodeOf.get(ReferenceId)).filter((node) => node !== undefined);
    for (const node of called.sort(byStateAndName)) ordered.add(node);
  }
  return [...ordered, ...services.filter((node) => !ordered.has(node))];
}

function byStateAndName(a: MapNode, b: MapNode): number {
  return Number(b.State === 'active') - Number(a.State === 'active') || a.Name.localeCompare(b.Name);
}

type Statistics = NonNullable<MapNode['SummaryStatistics']>;

function numbersOf({ Type, SummaryStatistics: statistics }: MapNode): string[] {
  // The client is drawn because it calls; what it waits for is on its edge.
  if (Type === 'client' || !statistics) return Array(6).fill('');
  const { ErrorStatistics: errors, FaultStatistics: faults } = statistics;
  return [
    String(statistics.TotalCount),
    count(statistics.OkCount, paint.ok),
    count(errors.OtherCount, paint.error),
    count(errors.ThrottleCount, paint.throttle),
    count(faults.TotalCount, paint.fault),
    averageOf(statistics),
  ];
}

function count(number: number, colour: (text: string) => string): string {
  return number > 0 ? colour(String(number)) : paint.quiet('0');
}

function averageOf({ TotalCount, TotalResponseTime }: Statistics): string {
  return TotalCount > 0 ? `${((TotalResponseTime / TotalCount) * 1_000).toFixed(1)} ms` : '';
}

const COLUMNS = ['node', 'type', 'calls', 'ok', 'error', 'throttle', 'fault', 'average'];
const SIDES: readonly Side[] = ['end', 'end', 'start', 'start', 'start', 'start', 'start', 'start'];
