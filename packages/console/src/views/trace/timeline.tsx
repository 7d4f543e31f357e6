import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { axisTicks } from '../../model/axis.ts';
import { type Row, rowIndexOf } from '../../model/rows.ts';
import { extent, findText, hits, rows, select, selected, trace, tree, view, zoomTo } from '../../state/trace.ts';
import { type RowScroller, VirtualRows } from '../../ui/virtual-rows.tsx';
import { serviceHues } from './service-colours.ts';
import { TIMELINE_ROW_HEIGHT, TimelineRow } from './timeline-row.tsx';

const HEAD_HEIGHT = 28;

/** All rows of the trace over one time axis. */
export function Timeline(): JSX.Element {
  const scroller = useRef<RowScroller>(null);
  const hues = useComputed(() => serviceHues(tree.value));
  const all = rows.value.rows;
  const at = selected.value === undefined ? -1 : rowIndexOf(all, selected.value);
  // Reveals a row out of view; a selected row in view does not move.
  useEffect(() => {
    if (at !== -1) scroller.current?.reveal(at);
  }, [selected.value]);
  const { start, end } = view.value;
  const from = start - extent.value.start;
  const isFinding = findText.value.trim() !== '' && hits.value.length > 0;
  return (
    <VirtualRows
      class={`timeline${isFinding ? ' finding' : ''}`}
      role="treegrid"
      aria-label="Timeline"
      aria-rowcount={all.length + 1}
      data-revision={trace.revision.value}
      count={all.length}
      rowHeight={TIMELINE_ROW_HEIGHT}
      headHeight={HEAD_HEIGHT}
      scroller={scroller}
      keyOf={(index) => all[index]?.id ?? String(index)}
      onWheel={pan}
      head={
        <div role="rowgroup" class="row-head-group">
          <div role="row" class="timeline-head">
            <span role="columnheader">Service · operation</span>
            <span role="columnheader" class="timeline-axis" onDblClick={() => zoomTo()}>
              {axisTicks(from, end - start).map(({ at, label }) => (
                <span key={at} class="timeline-tick" style={{ left: `${at * 100}%` }}>
                  {label}
                </span>
              ))}
            </span>
          </div>
        </div>
      }
      render={(index, top) => {
        const row = all[index] as Row;
        return (
          <TimelineRow
            row={row}
            index={index}
            top={top}
            hues={hues.value}
            isSelected={index === at}
            onSelect={select}
          />
        );
      }}
    />
  );
}

/** Shift and the wheel move along the time, Ctrl and the wheel zoom. */
function pan(event: WheelEvent): void {
  const { start, end } = view.peek();
  const whole = extent.peek();
  const length = end - start;
  if (event.ctrlKey) {
    event.preventDefault();
    const factor = event.deltaY > 0 ? 1.25 : 0.8;
    const middle = start + length / 2;
    zoomTo(Math.max(whole.start, middle - (length * factor) / 2), Math.min(whole.end, middle + (length * factor) / 2));
  } else if (event.shiftKey && (start > whole.start || end < whole.end)) {
    event.preventDefault();
    const delta = event.deltaY || event.deltaX;
    const step = Math.max(whole.start - start, Math.min(whole.end - end, (length / 600) * delta));
    zoomTo(start + step, end + step);
  }
}
