import type { ComponentType, JSX } from 'preact';
import type { MapEdge } from '../../model/map-focus.ts';
import type { MapLayout } from '../../model/map-layout.ts';
import { worstShare } from '../../model/ring.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { memo } from '../../ui/memo.tsx';
import { edgePath, type Point } from './edge-path.ts';

interface MapEdgeProperties {
  edge: MapEdge;
  line: MapLayout['edges'][string];
  /** Centres of both nodes' boxes. */
  start: Point;
  end: Point;
  /** Names of both nodes. */
  from: string;
  to: string;
  isSelected: boolean;
  hasLabel: boolean;
  onSelect: (id: string) => void;
}

/** A line between two nodes: as wide as there are calls, broken for queues and links, with its numbers in the middle. */
export const MapEdgeView: ComponentType<MapEdgeProperties> = memo(DrawnEdge);

function DrawnEdge({
  edge,
  line,
  start,
  end,
  from,
  to,
  isSelected,
  hasLabel,
  onSelect,
}: MapEdgeProperties): JSX.Element {
  const { statistics, link } = edge;
  const worst = worstShare(statistics);
  const width = 1.4 + Math.log10(statistics.total + 1) * 0.9;
  const { path, tip, angle, label: middle } = edgePath(line, start, end);
  // Begins with the visible text, for speech input.
  const failing = worst ? ` ${formatShare(worst.share)} ${worst.status}` : '';
  // A receiver works on its own: the caller does not wait for it.
  const time = link ? 'link' : formatDuration(statistics.average);
  const label = `${from} to ${to}: ${time}${failing}, ${formatCount(statistics.total)} ${statistics.total === 1 ? 'call' : 'calls'}`;
  return (
    <g
      class={`map-edge${isSelected ? ' selected' : ''}${worst ? ` line-${worst.status}` : ''}`}
      role="button"
      tabindex={-1}
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
        <g transform={`translate(${middle.x} ${middle.y})`}>
          {!link && (
            <text class="map-edge-label" y={-5}>
              {`${time} `}
            </text>
          )}
          {worst && (
            <text class={`map-edge-label status-${worst.status}`} y={15}>
              {formatShare(worst.share)} {worst.status}
            </text>
          )}
        </g>
      )}
    </g>
  );
}
