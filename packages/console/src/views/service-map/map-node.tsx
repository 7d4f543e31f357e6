import type { ComponentType, JSX } from 'preact';
import { RESOURCE_ICONS } from '../../icons/resource-icons.ts';
import type { MapNode } from '../../model/map-focus.ts';
import { resourceType } from '../../model/resource-type.ts';
import { type Arc, ringOf, worstShare } from '../../model/ring.ts';
import { STATUS_WORDS } from '../../model/status.ts';
import { formatDuration, formatRate, formatShare } from '../../model/units.ts';
import { MARK_SHAPES } from '../../ui/mark.tsx';
import { memo } from '../../ui/memo.tsx';
import { RING_LIFT } from './edge-path.ts';

const RADIUS = 27;
const RING = 6;
const CHARACTER = 7.4;
const LONGEST_NAME = 22;

/** The size of a node with its labels. */
export function nodeSize({ name }: MapNode, isSmall: boolean): { width: number; height: number } {
  const width = Math.max(
    isSmall ? 80 : 132,
    Math.min(name.length, LONGEST_NAME) * CHARACTER * (isSmall ? 1.42 : 1) + 12,
  );
  return { width, height: 2 * RADIUS + (isSmall ? 44 : 74) };
}

interface MapNodeProperties {
  node: MapNode;
  x: number;
  y: number;
  rangeMicros: number;
  isSelected: boolean;
  /** Whether Tab reaches it. */
  isFirst: boolean;
  hasDetails: boolean;
  /** Only ring, drawing and name. */
  isSmall: boolean;
  onSelect: (id: string) => void;
  onFocus?: (id: string) => void;
}

/** A node: ring, drawing, name, type, and numbers. */
export const MapNodeView: ComponentType<MapNodeProperties> = memo(DrawnNode);

function DrawnNode({
  node,
  x,
  y,
  rangeMicros,
  isSelected,
  isFirst,
  hasDetails,
  isSmall,
  onSelect,
  onFocus,
}: MapNodeProperties): JSX.Element {
  const { statistics } = node;
  const { width } = nodeSize(node, isSmall);
  const arcs = statistics ? ringOf(statistics) : [];
  const worst = statistics && worstShare(statistics);
  const name = shorten(node.name);
  const numbers =
    statistics && statistics.total > 0
      ? `${formatDuration(statistics.average)} · ${formatRate(statistics.total, rangeMicros)}`
      : '';
  return (
    <g
      data-node={node.id}
      class={`map-node${isSelected ? ' selected' : ''}${node.active ? '' : ' inferred'}`}
      transform={`translate(${x} ${y - RING_LIFT})`}
      onClick={() => onSelect(node.id)}
    >
      {/* The words stand beside the button: its name says them in full. */}
      <g
        id={`node-${node.id}`}
        class="map-button"
        role="button"
        tabindex={isFirst ? 0 : -1}
        aria-label={describeNode(node, rangeMicros)}
        aria-pressed={isSelected}
      >
        <rect
          class="map-focus"
          x={-width / 2}
          y={-RADIUS - 9}
          width={width}
          height={2 * RADIUS + (isSmall ? 40 : 82)}
          rx={10}
        />
        <circle class="map-disc" r={RADIUS - RING / 2} />
        {arcs.length === 0 && <circle class="map-ring map-ring-none" r={RADIUS} />}
        {arcs.map((arc) => (
          <ArcPath key={arc.status} arc={arc} />
        ))}
        {!node.active && arcs.length > 0 && <circle class="map-broken" r={RADIUS + RING / 2 + 3} />}
        {hasDetails && (
          <path
            class="map-icon"
            d={RESOURCE_ICONS[resourceType(node.type).icon]}
            transform="translate(-13 -13) scale(1.08)"
          />
        )}
        {hasDetails && worst && (
          <g class={`mark-${worst.status}`} transform={`translate(${RADIUS * 0.5} ${RADIUS * 0.42})`}>
            <circle class="map-badge" r={11} cx={7} cy={7} />
            <path d={MARK_SHAPES[worst.status]} fill="currentColor" transform="translate(0.5 0.5) scale(1.08)" />
          </g>
        )}
      </g>
      {hasDetails && (
        <>
          <text class="map-name" y={RADIUS + (isSmall ? 24 : 20)}>
            {name}
          </text>
          {!isSmall && (
            <text class="map-type" y={RADIUS + 35}>
              {shorten(node.folded ? '' : resourceType(node.type).label)}
            </text>
          )}
          {!isSmall && (
            <text class="map-numbers" y={RADIUS + (node.folded ? 36 : 51)}>
              {numbers}
            </text>
          )}
          {worst && !isSmall && (
            <text class={`map-share status-${worst.status}`} y={RADIUS + (node.folded ? 51 : 66)}>
              {formatShare(worst.share)} {STATUS_WORDS[worst.status]}
            </text>
          )}
          {node.hiddenNeighbours > 0 && onFocus && (
            <g
              class="map-stub"
              transform={`translate(${RADIUS + 6} ${-RADIUS})`}
              onClick={(event) => {
                event.stopPropagation();
                onFocus(node.id);
              }}
            >
              <rect x={-4} y={-13} width={34} height={20} rx={10} />
              <text x={13} y={2}>
                +{node.hiddenNeighbours}
              </text>
            </g>
          )}
        </>
      )}
    </g>
  );
}

function shorten(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

function ArcPath({ arc: { status, from, to } }: { arc: Arc }): JSX.Element {
  if (to - from >= 359.99) return <circle class={`map-ring line-${status}`} r={RADIUS} />;
  // A hair between two shares, so that they differ without colour.
  const start = from + 1.5;
  const end = to - 1.5;
  const point = (degrees: number): string => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(RADIUS * Math.cos(angle)).toFixed(2)} ${(RADIUS * Math.sin(angle)).toFixed(2)}`;
  };
  return (
    <path
      class={`map-ring line-${status}`}
      d={`M ${point(start)} A ${RADIUS} ${RADIUS} 0 ${end - start > 180 ? 1 : 0} 1 ${point(end)}`}
    />
  );
}

/** The name, then everything that is drawn, in words. */
function describeNode({ name, type, statistics, active, folded }: MapNode, rangeMicros: number): string {
  const parts = [name, ...(folded ? [] : [resourceType(type).label])];
  if (statistics && statistics.total > 0) {
    parts.push(
      `${formatDuration(statistics.average)} average`,
      `${formatRate(statistics.total, rangeMicros).replace('/min', '')} calls a minute`,
    );
    for (const status of ['fault', 'throttle', 'error'] as const)
      if (statistics[status] > 0) parts.push(`${formatShare(statistics[status] / statistics.total)} ${status}`);
  }
  if (!active && type !== 'client') parts.push('inferred from calls');
  return parts.join(', ');
}
