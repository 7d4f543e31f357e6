import type { JSX } from 'preact';
import type { MapEdge } from '../../model/map-focus.ts';
import type { MapLayout } from '../../model/map-layout.ts';
import { worstOf } from '../../model/ring.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';

const NODE_GAP = 12;

/** A line between two nodes: as wide as there are calls, broken for queues and links, with its numbers in the middle. */
export function MapEdgeView({
  edge,
  line,
  names: [from, to],
  isSelected,
  hasLabel,
  onSelect,
}: {
  edge: MapEdge;
  line: MapLayout['edges'][string];
  names: readonly [string, string];
  isSelected: boolean;
  hasLabel: boolean;
  onSelect: (id: string) => void;
}): JSX.Element {
  const { statistics, link } = edge;
  const failing = statistics.total - statistics.ok;
  const share = statistics.total === 0 ? 0 : failing / statistics.total;
  const worst = worstOf(statistics);
  const width = 1.4 + Math.log10(statistics.total + 1) * 0.9;
  const { path, tip, angle } = smooth(line.points.map(({ x, y }) => ({ x, y: y - 22 })));
  const label = `${from} to ${to}, ${formatCount(statistics.total)} calls, ${formatDuration(statistics.average)} average${failing > 0 ? `, ${formatShare(share)} failing` : ''}${link ? ', link' : ''}`;
  return (
    <g
      class={`map-edge${isSelected ? ' selected' : ''}${failing > 0 && worst ? ` line-${worst}` : ''}`}
      role="button"
      tabIndex={-1}
      aria-label={label}
      aria-pressed={isSelected}
      data-edge={edge.id}
      onClick={() => onSelect(edge.id)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') onSelect(edge.id);
      }}
    >
      <title>{label}</title>
      <path class="map-hit" d={path} />
      <path class={`map-line${link ? ' map-link' : ''}`} d={path} style={{ strokeWidth: `${width}px` }} />
      <path
        class="map-arrow"
        d="M 0 0 L -9 -4.500 L -9 4.500 Z"
        transform={`translate(${tip.x} ${tip.y}) rotate(${angle})`}
      />
      {hasLabel && statistics.total > 0 && (
        <g transform={`translate(${line.x} ${line.y - 22})`}>
          <text class="map-edge-label" y={failing > 0 ? -4 : -5}>
            {formatDuration(statistics.average)}
          </text>
          {failing > 0 && (
            <text class={`map-edge-label status-${worst ?? 'ok'}`} y={13}>
              {formatShare(share)} {worst}
            </text>
          )}
        </g>
      )}
    </g>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A soft line through the points, ended before the node so that the arrow's tip touches its ring. */
function smooth(points: readonly Point[]): { path: string; tip: Point; angle: number } {
  const [first = { x: 0, y: 0 }] = points;
  const last = points.at(-1) ?? first;
  const before = points.at(-2) ?? first;
  const angle = Math.atan2(last.y - before.y, last.x - before.x);
  // Lines end at the box of a node, which is wider than its ring.
  const tip = { x: last.x + Math.cos(angle) * NODE_GAP, y: last.y + Math.sin(angle) * NODE_GAP };
  const all = [first, ...points.slice(1, -1), { x: tip.x - Math.cos(angle) * 7, y: tip.y - Math.sin(angle) * 7 }];
  let path = `M ${first.x} ${first.y}`;
  for (let index = 1; index < all.length - 1; index++) {
    const here = all[index] as Point;
    const next = all[index + 1] as Point;
    const isLast = index === all.length - 2;
    const end = isLast ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    path += ` Q ${here.x} ${here.y} ${end.x} ${end.y}`;
  }
  if (all.length === 2) path += ` L ${all[1]?.x} ${all[1]?.y}`;
  return { path, tip, angle: (angle * 180) / Math.PI };
}
