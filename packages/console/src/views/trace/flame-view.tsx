import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type FlameBox, type FlameNode, flameNode, layoutFlame } from '../../model/flame.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { select, selected, tree } from '../../state/trace.ts';
import { flame } from '../../state/trace-sums.ts';
import { serviceHues } from './service-colours.ts';

const LEVEL_HEIGHT = 24;

/** Where the time is spent: calls of one name merged, each as wide as the time of its own and of everything below it. */
export function FlameView(): JSX.Element {
  const top = flame.value;
  const asked = queryOf('flame');
  const { node, drawn } = useMemo(() => {
    const found = flameNode(top, asked);
    return { node: found, drawn: layoutFlame(found) };
  }, [top, asked]);
  const hues = useComputed(() => serviceHues(tree.value));
  const current = drawn.boxes.find(({ node: { id } }) => id === selected.value) ?? drawn.boxes[0];
  return (
    <>
      <div class="toolbar statistics-bar">
        <span class="muted">
          Width: time of its own and of everything below it, {formatDuration(node.value)} in all. Click to enlarge.
        </span>
        {drawn.hasMore && <span class="muted">Narrower ones are drawn when enlarged.</span>}
        <span class="spring" />
        {node !== top && (
          <button type="button" class="button" onClick={() => setQuery({ flame: undefined }, { replace: true })}>
            Whole trace
          </button>
        )}
      </div>
      <div class="flame" role="tree" aria-label="Flame view" onKeyDown={(event) => onKey(event, drawn.boxes)}>
        <div class="flame-body" role="presentation" style={{ height: `${drawn.levels * LEVEL_HEIGHT}px` }}>
          {drawn.boxes.map((box) => (
            <Box
              key={box.node.id}
              box={box}
              of={top.value}
              hue={hues.value.get(box.node.owner ?? '') ?? 0}
              isCurrent={box === current}
              isZoomed={box.node === node}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function Box({
  box: { node, level, from, to },
  of,
  hue,
  isCurrent,
  isZoomed,
}: {
  box: FlameBox;
  of: number;
  hue: number;
  isCurrent: boolean;
  isZoomed: boolean;
}): JSX.Element {
  const text = describe(node, of);
  return (
    <button
      type="button"
      id={boxId(node)}
      role="treeitem"
      aria-level={level + 1}
      aria-selected={isCurrent}
      aria-label={text}
      title={text}
      tabIndex={isCurrent ? 0 : -1}
      class={`flame-box hue-${hue}${node.failed > 0 ? ' flame-failed' : ''}${isZoomed ? ' flame-zoomed' : ''}`}
      style={{ top: `${level * LEVEL_HEIGHT}px`, left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
      onClick={() => enlarge(node)}
    >
      <span class="flame-text">
        <bdi>{node.name}</bdi>
        {node.count > 1 && ` × ${formatCount(node.count)}`} <span>{formatDuration(node.value)}</span>
      </span>
    </button>
  );
}

function enlarge(node: FlameNode): void {
  if (node.id !== '') select(node.id, { flame: node.parent?.parent === undefined ? undefined : node.id });
  else setQuery({ flame: undefined }, { replace: true });
}

/** Arrows move as the boxes lie: up to what called, down to the widest below, to the sides among siblings. */
function onKey(event: KeyboardEvent, boxes: readonly FlameBox[]): void {
  const at = boxes.find(({ node }) => boxId(node) === document.activeElement?.id)?.node;
  if (!at) return;
  const siblings = at.parent?.children ?? [at];
  const place = siblings.indexOf(at);
  const next = {
    ArrowUp: at.parent,
    ArrowDown: at.children[0],
    ArrowLeft: siblings[place - 1],
    ArrowRight: siblings[place + 1],
  }[event.key];
  if (!(event.key in MOVES)) return;
  event.preventDefault();
  event.stopPropagation();
  const box = next && document.getElementById(boxId(next));
  if (!box) return;
  box.focus();
  if (next.id !== '') select(next.id);
}

const MOVES = { ArrowUp: true, ArrowDown: true, ArrowLeft: true, ArrowRight: true };

function boxId({ id }: FlameNode): string {
  return `flame-${id}`;
}

function describe({ name, count, failed, total, self, value }: FlameNode, of: number): string {
  const times = count > 1 ? ` × ${formatCount(count)}` : '';
  const failures = failed > 0 ? `, ${formatCount(failed)} failed` : '';
  const sum = count > 0 ? `, total ${formatDuration(total)}` : '';
  return `${name}${times}: ${formatDuration(value)}, ${formatShare(value / Math.max(1, of))}${sum}, self ${formatDuration(self)}${failures}`;
}
