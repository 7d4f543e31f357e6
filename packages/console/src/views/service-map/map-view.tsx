import { select as d3Select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GraphAnswer } from '../../contract/index.ts';
import { focusMap, type MapEdge } from '../../model/map-focus.ts';
import type { LayoutRequest, MapLayout } from '../../model/map-layout.ts';
import { describeFault } from '../../state/faults.ts';
import { bindKeys } from '../../state/keys.ts';
import { layoutOf } from '../../state/layout.ts';
import { Broken } from '../../ui/broken.tsx';
import { edgePath } from './edge-path.ts';
import { MapEdgeView } from './map-edge.tsx';
import { nodeBoxes, roomyLabels } from './map-labels.ts';
import { MapNodeView, nodeSize } from './map-node.tsx';
import { neighbour } from './neighbour.ts';

// Labels of 14 px are 11 px then: a larger map is panned instead.
const LEAST_FIT = 0.8;
// Small maps have larger letters.
const LEAST_SMALL_FIT = 0.62;
const MOST_FIT = 1.15;
// Below it labels are not read anyway, and drawing them is what makes panning slow.
const DETAIL_FROM = 0.5;

/** The map itself: nodes with rings, lines between them, moved and zoomed by one transform. */
export function MapView({
  graph,
  focus,
  hops,
  folds,
  selectedId,
  onSelectNode,
  onSelectEdge,
  onFocus,
  isSmall = false,
}: {
  graph: GraphAnswer;
  focus: string | undefined;
  hops: number;
  folds: boolean;
  selectedId: string | undefined;
  onSelectNode: (id: string) => void;
  onSelectEdge: (id: string) => void;
  onFocus?: (id: string) => void;
  isSmall?: boolean;
}): JSX.Element {
  const map = useMemo(() => focusMap(graph, focus, hops, folds), [graph, focus, hops, folds]);
  const request = useMemo<LayoutRequest>(
    () => ({
      nodes: map.nodes.map((node) => ({ id: node.id, ...nodeSize(node, isSmall) })),
      edges: map.edges.map(({ id, from, to }) => ({ id, from, to })),
    }),
    [map, isSmall],
  );
  const key = JSON.stringify(request);
  const [placed, setPlaced] = useState<{ key: string; layout: MapLayout } | undefined>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isWanted = true;
    setProblem('');
    layoutOf(request)
      .then((layout) => isWanted && setPlaced({ key, layout }))
      .catch((error: unknown) => isWanted && setProblem(describeFault(error) ?? ''));
    return () => {
      isWanted = false;
    };
  }, [key]);

  const svg = useRef<SVGSVGElement>(null);
  const group = useRef<SVGGElement>(null);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | undefined>(undefined);
  const [inView, setInView] = useState<{ ids: ReadonlySet<string>; hasDetails: boolean }>({
    ids: new Set(),
    hasDetails: true,
  });
  const layout = placed?.layout;
  const size = useRef({ width: 0, height: 0 });
  // Whether the user moved it: then a new node must not move the view.
  const isMoved = useRef(false);
  const latest = useRef(layout);
  latest.current = layout;

  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const made = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.1, 4])
      .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: Event | null }) => {
        if (sourceEvent) isMoved.current = true;
        group.current?.setAttribute('transform', transform.toString());
        setInView((before) => visible(latest.current, transform, size.current, before));
      });
    behaviour.current = made;
    // Read when it changes, not in every frame: that would make the browser lay out all of the map.
    const observer = new ResizeObserver(() => {
      size.current = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    size.current = { width: element.clientWidth, height: element.clientHeight };
    d3Select(element).call(made).on('dblclick.zoom', null);
    return () => {
      observer.disconnect();
      d3Select(element).on('.zoom', null);
    };
  }, []);

  const fit = (): void => {
    const element = svg.current;
    if (!element || !behaviour.current || !layout) return;
    const { clientWidth, clientHeight } = element;
    const whole = Math.min(clientWidth / layout.width, clientHeight / layout.height);
    const scale = Math.min(MOST_FIT, Math.max(isSmall ? LEAST_SMALL_FIT : LEAST_FIT, whole));
    const isTooWide = layout.width * scale > clientWidth;
    const centre = focus === undefined ? undefined : layout.nodes[focus];
    const x =
      isTooWide && centre
        ? clientWidth / 2 - centre.x * scale
        : isTooWide
          ? 16
          : (clientWidth - layout.width * scale) / 2;
    const isTooHigh = layout.height * scale > clientHeight;
    const y =
      isTooHigh && centre
        ? clientHeight / 2 - centre.y * scale
        : isTooHigh
          ? 8
          : (clientHeight - layout.height * scale) / 2;
    d3Select(element).call(behaviour.current.transform, zoomIdentity.translate(x, y).scale(scale));
    isMoved.current = false;
  };
  const zoomBy = (factor: number): void => {
    if (svg.current && behaviour.current) d3Select(svg.current).call(behaviour.current.scaleBy, factor);
    isMoved.current = true;
  };
  // Another part of the map is fitted again; the same one with other nodes stays where the user moved it.
  useEffect(() => {
    isMoved.current = false;
  }, [focus, hops, folds]);
  const before = useRef<MapLayout | undefined>(undefined);
  useEffect(() => {
    const by = isMoved.current && layout && before.current ? shiftOf(before.current, layout, selectedId) : undefined;
    if (by && svg.current && behaviour.current) d3Select(svg.current).call(behaviour.current.translateBy, -by.x, -by.y);
    else fit();
    before.current = layout;
  }, [placed?.key]);
  useLayoutEffect(() => {
    if (isSmall) return;
    return bindKeys({ '+': () => zoomBy(1.25), '-': () => zoomBy(0.8), '0': fit });
  }, [layout]);
  // Pans the selected node into view, and out from under the panel; nothing changes its size.
  useEffect(() => {
    const element = svg.current;
    const centre = selectedId === undefined ? undefined : layout?.nodes[selectedId];
    if (!element || !behaviour.current || !centre) return;
    const transform = transformOf(element);
    const free = freeOf(element);
    const margin = isSmall ? SMALL_MARGIN : MARGIN;
    const x = wayInto(transform.applyX(centre.x), free.width, margin);
    const y = wayInto(transform.applyY(centre.y), free.height, margin);
    if (x !== 0 || y !== 0) d3Select(element).call(behaviour.current.translateBy, x / transform.k, y / transform.k);
  }, [selectedId, layout === undefined]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const id = (event.target as Element).closest('[data-node]')?.getAttribute('data-node');
    if (!id || !layout) return;
    const next = neighbour(map, layout, id, event.key);
    if (event.key === 'Enter' || event.key === ' ') onSelectNode(id);
    else if (next !== undefined) document.getElementById(`node-${next}`)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const rangeMicros = roundedRange(graph);
  const names = useMemo(() => new Map(map.nodes.map((node) => [node.id, node.name])), [map]);
  // The same functions as long as the map exists, so that only changes are rendered again.
  const handlers = useRef({ onSelectNode, onSelectEdge, onFocus });
  handlers.current = { onSelectNode, onSelectEdge, onFocus };
  const [stable] = useState(() => ({
    selectNode: (id: string) => handlers.current.onSelectNode(id),
    selectEdge: (id: string) => handlers.current.onSelectEdge(id),
    focus: (id: string) => handlers.current.onFocus?.(id),
  }));
  const roomy = useMemo(() => {
    if (!layout) return new Set<string>();
    const places = new Map(
      map.edges.flatMap(({ id, from, to }) => {
        const [line, start, end] = [layout.edges[id], layout.nodes[from], layout.nodes[to]];
        return line && start && end ? [[id, edgePath(line, start, end).label] as const] : [];
      }),
    );
    // Failing lines first, then those with most calls.
    const lines = [...map.edges].sort(
      (a, b) => failingOf(b) - failingOf(a) || b.statistics.total - a.statistics.total || (a.id < b.id ? -1 : 1),
    );
    return roomyLabels(lines, places, nodeBoxes(request.nodes, layout));
  }, [layout, map]);
  const isSelectedHere = selectedId !== undefined && layout?.nodes[selectedId] !== undefined;
  const first = isSelectedHere ? selectedId : leftmost(layout);
  return (
    <div class="map-box" data-revision={placed?.key === key ? graph.signature : 'laying out'}>
      {problem !== '' && <Broken what="The map cannot be laid out" error={problem} />}
      <svg
        ref={svg}
        class={`map${isSmall ? ' map-small' : ''}`}
        role="group"
        aria-label={`Service map: ${map.nodes.length} nodes, ${map.edges.length} lines`}
        onKeyDown={onKeyDown}
      >
        <g ref={group}>
          {layout &&
            map.edges.map((edge) => {
              const line = layout.edges[edge.id];
              const from = layout.nodes[edge.from];
              const to = layout.nodes[edge.to];
              return line && from && to ? (
                <MapEdgeView
                  key={edge.id}
                  edge={edge}
                  line={line}
                  start={from}
                  end={to}
                  from={names.get(edge.from) ?? ''}
                  to={names.get(edge.to) ?? ''}
                  isSelected={edge.id === selectedId}
                  hasLabel={
                    inView.hasDetails &&
                    !isSmall &&
                    (roomy.has(edge.id) || edge.id === selectedId) &&
                    (inView.ids.has(edge.from) || inView.ids.has(edge.to))
                  }
                  onSelect={stable.selectEdge}
                />
              ) : null;
            })}
          {layout &&
            map.nodes.map((node) => {
              const centre = layout.nodes[node.id];
              return centre ? (
                <MapNodeView
                  key={node.id}
                  node={node}
                  x={centre.x}
                  y={centre.y}
                  rangeMicros={rangeMicros}
                  isSelected={node.id === selectedId}
                  isFirst={node.id === first}
                  hasDetails={inView.hasDetails && inView.ids.has(node.id)}
                  isSmall={isSmall}
                  onSelect={stable.selectNode}
                  {...(onFocus && { onFocus: stable.focus })}
                />
              ) : null;
            })}
        </g>
      </svg>
      {!isSmall && (
        <div class="map-zoom">
          <button type="button" class="button" aria-label="Zoom out" onClick={() => zoomBy(0.8)}>
            −
          </button>
          <button type="button" class="button" aria-label="Zoom in" onClick={() => zoomBy(1.25)}>
            +
          </button>
          <button type="button" class="button" onClick={fit}>
            Fit
          </button>
        </div>
      )}
    </div>
  );
}

/** The shift of the selected node, else of the first one that stayed; nothing when none stayed. */
function shiftOf(before: MapLayout, now: MapLayout, looked: string | undefined): { x: number; y: number } | undefined {
  const id = [looked, ...Object.keys(before.nodes)].find(
    (each) => each !== undefined && before.nodes[each] && now.nodes[each],
  );
  const [from, to] = id === undefined ? [] : [before.nodes[id], now.nodes[id]];
  return from && to ? { x: to.x - from.x, y: to.y - from.y } : undefined;
}

function failingOf({ statistics: { total, ok } }: MapEdge): number {
  return total - ok;
}

function leftmost(layout: MapLayout | undefined): string | undefined {
  return Object.entries(layout?.nodes ?? {}).sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0];
}

// A range that reaches to now grows by the moment; the rates that are shown do not.
function roundedRange({ start, end }: GraphAnswer): number {
  return Math.ceil((end - start) / 10e6) * 10e6;
}

const MARGIN = 80;

// A node of a small map with its name.
const SMALL_MARGIN = 45;

/** How far something must move to be this far inside; nothing where it is, or where there is no room. */
function wayInto(at: number, size: number, margin: number): number {
  if (size < 2 * margin) return 0;
  return Math.max(margin, Math.min(size - margin, at)) - at;
}

/** The part of the map that the panel does not cover: the panel is on the right, or in a narrow window on the lower half. */
function freeOf(map: SVGSVGElement): { readonly width: number; readonly height: number } {
  const { left, top, width, height } = map.getBoundingClientRect();
  const panel = map.closest('.map-page')?.querySelector('.map-panel')?.getBoundingClientRect();
  if (!panel) return { width, height };
  const isBeside = panel.left - left > width - panel.width - MARGIN && panel.left - left > MARGIN;
  return isBeside ? { width: panel.left - left, height } : { width, height: panel.top - top };
}

/** The nodes in view; the same object when they are the same, so that panning draws nothing anew. */
function visible(
  layout: MapLayout | undefined,
  transform: ZoomTransform,
  { width, height }: { readonly width: number; readonly height: number },
  before: { ids: ReadonlySet<string>; hasDetails: boolean },
): { ids: ReadonlySet<string>; hasDetails: boolean } {
  const hasDetails = transform.k >= DETAIL_FROM || (layout !== undefined && Object.keys(layout.nodes).length < 40);
  if (!hasDetails) return before.hasDetails ? { ids: new Set(), hasDetails } : before;
  const ids = new Set<string>();
  for (const [id, { x, y }] of Object.entries(layout?.nodes ?? {})) {
    const left = transform.applyX(x);
    const top = transform.applyY(y);
    if (left > -MARGIN && top > -MARGIN && left < width + MARGIN && top < height + MARGIN) ids.add(id);
  }
  const isSame =
    hasDetails === before.hasDetails && ids.size === before.ids.size && [...ids].every((id) => before.ids.has(id));
  return isSame ? before : { ids, hasDetails };
}

function transformOf(element: SVGSVGElement): ZoomTransform {
  return (element as unknown as { __zoom?: ZoomTransform }).__zoom ?? zoomIdentity;
}
