import { Graph, layout } from '@dagrejs/dagre';

/** Sizes of nodes to place, without contents: a worker makes the layout, and it is cached. */
export interface LayoutRequest {
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string }[];
}

/** Where everything is; centres of nodes, and lines with the place of their label. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  readonly edges: Readonly<
    Record<
      string,
      { readonly points: readonly { readonly x: number; readonly y: number }[]; readonly x: number; readonly y: number }
    >
  >;
}

const LABEL = { width: 84, height: 34 };

/** Places nodes in ranks from left to right, and keeps room for the label of each edge. */
export function layoutMap({ nodes, edges }: LayoutRequest): MapLayout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 44, edgesep: 18, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { id, from, to } of edges)
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, { ...LABEL, labelpos: 'c' }, id);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const placed: MapLayout = {
    width: finite(size.width),
    height: finite(size.height),
    nodes: Object.fromEntries(
      graph.nodes().map((id) => {
        const { x, y } = graph.node(id) as { x: number; y: number };
        return [id, { x: round(x), y: round(y) }];
      }),
    ),
    edges: Object.fromEntries(
      graph.edges().map((edge) => {
        const label = graph.edge(edge) as { points?: { x: number; y: number }[]; x?: number; y?: number };
        const points = (label.points ?? []).map(({ x, y }) => ({ x: round(x), y: round(y) }));
        const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
        return [edge.name ?? '', { points, x: round(label.x ?? middle.x), y: round(label.y ?? middle.y) }];
      }),
    ),
  };
  return placed;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
