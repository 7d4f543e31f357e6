import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { toMinimap } from '../../model/minimap.ts';
import { formatDuration } from '../../model/units.ts';
import { extent, roles, rows, traceNow, view, zoomTo } from '../../state/trace.ts';

const COLUMNS = 160;
const HEIGHT = 28;

/** The whole trace, small: its activity over time, and its failures. Dragging over it zooms; a double click shows all again. */
export function Minimap(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>();
  const whole = extent.value;
  const columns = toMinimap(rows.value.rows, whole, COLUMNS, traceNow.value, (id) => roles.value.get(id) === 'origin');
  const share = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const length = whole.end - whole.start;
  const from = drag ? Math.min(drag.from, drag.to) : (view.value.start - whole.start) / length;
  const to = drag ? Math.max(drag.from, drag.to) : (view.value.end - whole.start) / length;
  return (
    <div class="minimap-row">
      <span class="muted">
        {formatDuration(view.value.end - view.value.start)} of {formatDuration(length)}
      </span>
      <div
        ref={box}
        class="minimap"
        role="img"
        aria-label={`The whole trace, ${formatDuration(length)}; shown are ${formatDuration(view.value.end - view.value.start)}`}
        title="Drag to zoom, double click for all"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: share(event), to: share(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: share(event) })}
        onPointerUp={() => {
          if (drag && Math.abs(drag.to - drag.from) > 0.005)
            zoomTo(whole.start + from * length, whole.start + to * length);
          setDrag(undefined);
        }}
        onDblClick={() => zoomTo()}
      >
        <svg viewBox={`0 0 ${COLUMNS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {columns.map(({ height, status }, index) => (
            <rect
              key={index}
              x={index}
              width={1.02}
              y={HEIGHT - height * (HEIGHT - 2)}
              height={height * (HEIGHT - 2)}
              class={status === 'ok' ? 'minimap-calm' : `fill-${status}`}
            />
          ))}
        </svg>
        {(from > 0 || to < 1) && (
          <>
            <span class="minimap-out" style={{ left: 0, width: `${from * 100}%` }} />
            <span class="minimap-out" style={{ left: `${to * 100}%`, right: 0 }} />
          </>
        )}
      </div>
    </div>
  );
}
