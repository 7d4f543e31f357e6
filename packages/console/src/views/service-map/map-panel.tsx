import type { FilterTree } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import type { GraphAnswer, GraphEdge, GraphNode, Statistics } from '../../contract/index.ts';
import { terms, withTerm } from '../../model/filter-terms.ts';
import { focusMap } from '../../model/map-focus.ts';
import { resourceType } from '../../model/resource-type.ts';
import { joinList, splitList, toPage } from '../../model/route.ts';
import { formatCount, formatDuration, formatRate, formatShare } from '../../model/units.ts';
import { focusLater } from '../../state/focus.ts';
import { graphOverTime } from '../../state/graph.ts';
import { navigate, queryOf, route, setQuery } from '../../state/route.ts';
import { Broken } from '../../ui/broken.tsx';
import { DurationHistogram } from '../../ui/histogram.tsx';
import { Icon, ResourceIcon } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { OverTime } from '../over-time.tsx';

/** The numbers of the selected node or line, and the way to its traces. */
export function MapPanel({
  graph,
  focus,
  hops,
  folds,
  selectedId,
}: {
  graph: GraphAnswer;
  focus: string | undefined;
  hops: number;
  folds: boolean;
  selectedId: string;
}): JSX.Element | null {
  const node = graph.nodes.find(({ id }) => id === selectedId);
  const edge = graph.edges.find(({ id }) => id === selectedId);
  const folded = focusMap(graph, focus, hops, folds).nodes.find(({ id }) => id === selectedId)?.folded;
  if (!node && !edge && !folded) return null;
  return (
    <aside class="map-panel pane-in" aria-label="Selected">
      <button
        type="button"
        class="button quiet map-panel-close"
        aria-label="Close"
        onClick={() => {
          setQuery({ select: undefined }, { replace: true });
          focusLater(`node-${selectedId}`);
        }}
      >
        <Icon name="close" />
      </button>
      {node && <NodePanel graph={graph} node={node} />}
      {edge && <EdgePanel graph={graph} edge={edge} />}
      {folded && <FoldedPanel nodes={folded} graph={graph} />}
    </aside>
  );
}

function NodePanel({ graph, node }: { graph: GraphAnswer; node: GraphNode }): JSX.Element {
  const { statistics } = node;
  const callers = graph.edges.filter(({ to }) => to === node.id);
  const calls = graph.edges.filter(({ from }) => from === node.id);
  const isClient = node.type === 'client';
  const hide = (): void =>
    setQuery({ hide: joinList([...splitList(queryOf('hide')), `service:${node.name}`]), select: undefined });
  return (
    <div class="stack">
      <header>
        <h2>
          <ResourceIcon name={resourceType(node.type).icon} size={18} /> <bdi>{node.name}</bdi>
        </h2>
        <p class="muted">
          {resourceType(node.type).label}
          {node.type !== undefined && node.type !== resourceType(node.type).label && ` · ${node.type}`}
          {!node.active && !isClient && ' · inferred: sends nothing of its own'}
        </p>
      </header>
      {statistics && <Numbers statistics={statistics} rangeMicros={graph.end - graph.start} />}
      {statistics && (
        <section>
          <h3>Response time</h3>
          <DurationHistogram
            bins={statistics.histogram}
            what={`Response time of ${node.name}`}
            onSelect={(from, to) => viewTraces(terms.service(node, terms.between('responsetime', from, to)))}
          />
        </section>
      )}
      <CallsOverTime />
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          onClick={() => (isClient ? viewTraces() : viewTraces(terms.service(node)))}
        >
          View traces
        </button>
        {!isClient && (
          <button type="button" class="button" onClick={() => viewTraces(terms.service(node, terms.failing()))}>
            Only failing
          </button>
        )}
        {!isClient && (
          <button type="button" class="button" onClick={() => explainFailures(node)}>
            What is different?
          </button>
        )}
        <button type="button" class="button" onClick={() => setQuery({ focus: node.id, hops: '1' })}>
          Focus
        </button>
        {node.root && (
          <button type="button" class="button" onClick={hide}>
            Hide
          </button>
        )}
      </div>
      <Neighbours title="Called by" graph={graph} edges={callers} end="from" />
      <Neighbours title="Calls" graph={graph} edges={calls} end="to" />
    </div>
  );
}

function EdgePanel({ graph, edge }: { graph: GraphAnswer; edge: GraphEdge }): JSX.Element {
  const from = graph.nodes.find(({ id }) => id === edge.from);
  const to = graph.nodes.find(({ id }) => id === edge.to);
  if (!from || !to) return <p>This line is gone.</p>;
  const isFromClient = from.type === 'client';
  const term = (block?: FilterTree): FilterTree =>
    isFromClient ? terms.service(to, block) : terms.edge(from, to, block);
  return (
    <div class="stack">
      <header>
        <h2>
          <bdi>{from.name}</bdi> → <bdi>{to.name}</bdi>
        </h2>
        <p class="muted">
          {edge.link ? 'queue or link: the receiver works on its own' : 'as the caller saw it, network included'}
        </p>
      </header>
      <Numbers statistics={edge.statistics} rangeMicros={graph.end - graph.start} />
      <section>
        <h3>{edge.link ? 'Age of messages when taken' : 'Response time'}</h3>
        <DurationHistogram
          bins={edge.link ? (edge.ages ?? []) : edge.statistics.histogram}
          what={`${edge.link ? 'Age of messages' : 'Response time'} from ${from.name} to ${to.name}`}
          {...(!edge.link && {
            onSelect: (least: number, most: number) => viewTraces(term(terms.between('responsetime', least, most))),
          })}
        />
      </section>
      <CallsOverTime />
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => viewTraces(term())}>
          View traces
        </button>
        <button type="button" class="button" onClick={() => viewTraces(term(terms.failing()))}>
          Only failing
        </button>
      </div>
    </div>
  );
}

function CallsOverTime(): JSX.Element | null {
  const answer = graphOverTime.data.value;
  const problem = graphOverTime.problem.value;
  if (problem) return <Broken what="Calls over time cannot be read" error={problem.message} />;
  return answer ? <OverTime title="Calls over time" what="calls" answer={answer} /> : null;
}

function FoldedPanel({ nodes, graph }: { nodes: readonly GraphNode[]; graph: GraphAnswer }): JSX.Element {
  const edges = graph.edges.filter(({ to }) => nodes.some(({ id }) => id === to));
  return (
    <div class="stack">
      <header>
        <h2>
          {nodes.length} {resourceType(nodes[0]?.type).plural}
        </h2>
      </header>
      <Neighbours title="Folded here" graph={graph} edges={edges} end="to" />
    </div>
  );
}

function Numbers({ statistics, rangeMicros }: { statistics: Statistics; rangeMicros: number }): JSX.Element {
  const { total } = statistics;
  return (
    <>
      <p class="map-counts">
        {(['ok', 'error', 'throttle', 'fault'] as const).map((status) => (
          <span key={status} class={`status status-${status}`}>
            <Mark status={status} />
            {formatCount(statistics[status])} {status}
            {status !== 'ok' && statistics[status] > 0 && total > 0 && (
              <span class="muted"> {formatShare(statistics[status] / total)}</span>
            )}
          </span>
        ))}
      </p>
      <dl class="numbers">
        {(
          [
            ['calls', formatCount(total)],
            ['a minute', formatRate(total, rangeMicros).replace('/min', '')],
            ['average', formatDuration(statistics.average)],
            ['p50', formatDuration(statistics.p50)],
            ['p95', formatDuration(statistics.p95)],
            ['longest', formatDuration(statistics.max)],
          ] as const
        ).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Neighbours({
  title,
  graph,
  edges,
  end,
}: {
  title: string;
  graph: GraphAnswer;
  edges: readonly GraphEdge[];
  end: 'from' | 'to';
}): JSX.Element | null {
  if (edges.length === 0) return null;
  const rows = [...edges].sort((a, b) => b.statistics.total - a.statistics.total);
  return (
    <section>
      <h3>{title}</h3>
      <table class="table">
        <thead>
          <tr>
            <th>Node</th>
            <th class="num">Calls</th>
            <th class="num">Average</th>
            <th class="num">p95</th>
            <th class="num">Failing</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_NEIGHBOURS).map((edge) => {
            const { statistics } = edge;
            const failing = statistics.total - statistics.ok;
            return (
              <tr key={edge.id}>
                <td class="wrap">
                  <button type="button" class="link" onClick={() => setQuery({ select: edge.id }, { replace: true })}>
                    <bdi>{graph.nodes.find(({ id }) => id === edge[end])?.name ?? edge[end]}</bdi>
                  </button>
                </td>
                <td class="num">{formatCount(statistics.total)}</td>
                <td class="num">{formatDuration(statistics.average)}</td>
                <td class="num">{formatDuration(statistics.p95)}</td>
                <td class={`num ${failing > 0 ? 'status-fault' : ''}`}>
                  {statistics.total === 0 ? '' : formatShare(failing / statistics.total)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > MOST_NEIGHBOURS && (
        <p class="muted">{formatCount(rows.length - MOST_NEIGHBOURS)} more with fewer calls: in the table.</p>
      )}
    </section>
  );
}

const MOST_NEIGHBOURS = 100;

/** Compares the traces in which a node failed with its others. */
function explainFailures(node: GraphNode): void {
  const now = route.peek();
  if (!now) return;
  const filter = now.query['filter'] ?? '';
  navigate(
    toPage('traces', now, {
      filter: withTerm(filter, terms.service(node, terms.failing())),
      differ: 'filter',
      against: withTerm(filter, terms.service(node)),
    }),
  );
}

function viewTraces(term?: FilterTree): void {
  const now = route.peek();
  if (!now) return;
  const filter = now.query['filter'] ?? '';
  navigate(toPage('traces', now, { filter: term ? withTerm(filter, term) : filter }));
}
