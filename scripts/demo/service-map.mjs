// What GetServiceGraph answers, as a table of nodes and a list of edges.
import { paint } from './paint.mjs';
import { table } from './table.mjs';

const COLUMNS = ['node', 'type', 'calls', 'ok', 'error', 'throttle', 'fault', 'average'];
const SIDES = ['end', 'end', ...Array(6).fill('start')];

/** The service map as lines. */
export function serviceMap(services) {
  const nodes = inOrderOfCalls(services);
  const nameOf = new Map(services.map(({ ReferenceId, Name }) => [ReferenceId, Name]));
  const rows = nodes.map((node) => [paint.strong(node.Name), node.Type ?? 'service', ...numbersOf(node)]);
  const edges = nodes.flatMap((node) =>
    (node.Edges ?? []).map((edge) => [
      node.Type === 'client' ? 'client' : node.Name,
      '→',
      nameOf.get(edge.ReferenceId),
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
function inOrderOfCalls(services) {
  const nodeOf = new Map(services.map((node) => [node.ReferenceId, node]));
  const ordered = new Set(services.filter(({ Type }) => Type === 'client'));
  // A set also walks over what is added on the way.
  for (const { Edges = [] } of ordered) {
    const called = Edges.map(({ ReferenceId }) => nodeOf.get(ReferenceId));
    for (const node of called.sort(byStateAndName)) ordered.add(node);
  }
  return [...ordered, ...services.filter((node) => !ordered.has(node))];
}

const byStateAndName = (a, b) =>
  Number(b.State === 'active') - Number(a.State === 'active') || a.Name.localeCompare(b.Name);

function numbersOf({ Type, SummaryStatistics: statistics }) {
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

const count = (number, colour) => (number ? colour(number) : paint.quiet('0'));

function averageOf({ TotalCount, TotalResponseTime }) {
  return TotalCount ? `${((TotalResponseTime / TotalCount) * 1000).toFixed(1)} ms` : '';
}
