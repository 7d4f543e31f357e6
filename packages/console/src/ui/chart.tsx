import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type CountScale, countOf, countsToLabel, heightOf } from '../model/count-scale.ts';
import { describeFault } from '../state/faults.ts';
import { preferences, shownTheme } from '../state/preferences.ts';
import { Broken } from './broken.tsx';

/** One stack of a bar chart: a colour of the theme, and a number for each bar. */
export interface Stack {
  /** A custom property, such as `--ok`. */
  readonly colour: string;
  readonly values: readonly number[];
}

/**
 * Bars beside each other, each of some stacks; the first one is at the bottom. As high as their counts are on the scale that is preferred.
 * Dragging over bars selects them.
 */
export function BarChart({
  stacks,
  label,
  summary,
  height = 96,
  onSelect,
}: {
  stacks: readonly Stack[];
  /** The label below the border before a bar; also called for the end of the last one. */
  label: (border: number) => string;
  /** The chart in words, for screen readers. */
  summary: string;
  height?: number;
  /** The first and the last bar that were dragged over. */
  onSelect?: (first: number, last: number) => void;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef({ label, onSelect, stacks });
  latest.current = { label, onSelect, stacks };
  const count = stacks[0]?.values.length ?? 0;
  const { countScale } = preferences.value;
  const theme = shownTheme.value;
  const [problem, setProblem] = useState('');

  useEffect(() => {
    const element = box.current;
    if (!element || count === 0) return;
    let isWanted = true;
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    // Loaded when first drawn: the list is there before its charts.
    void import('uplot')
      .then(({ default: Plot }) => {
        if (!isWanted) return;
        const bars = Plot.paths.bars?.({ size: [0.86, 64], align: 0 });
        const { stacks: drawn } = latest.current;
        plot.current = new Plot(
          toOptions(element, drawn, count, height, bars, countScale, latest),
          toData(drawn, count, countScale),
          element,
        );
        observer.observe(element);
      })
      .catch((error: unknown) => setProblem(describeFault(error) ?? ''));
    return () => {
      isWanted = false;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [count, height, theme, countScale, stacks.map(({ colour }) => colour).join()]);
  useEffect(() => {
    plot.current?.setData(toData(stacks, count, countScale));
  }, [stacks]);
  return (
    <div role="img" aria-label={summary} class="chart">
      <div ref={box} style={{ height: `${height}px` }}>
        {problem !== '' && (
          <>
            <Broken what="The chart cannot be drawn" error={problem} />
            <p class="muted">{summary}</p>
          </>
        )}
      </div>
    </div>
  );
}

// The stack above is drawn first and as high as all below it together; what is below is drawn over it.
function toData(stacks: readonly Stack[], count: number, scale: CountScale): uPlot.AlignedData {
  const bars = Array.from({ length: count }, (_, bar) => bar);
  const sums = stacks.map((_, top) =>
    bars.map((bar) =>
      heightOf(
        stacks.slice(0, top + 1).reduce((sum, { values }) => sum + (values[bar] ?? 0), 0),
        scale,
      ),
    ),
  );
  return [bars, ...sums.reverse()] as uPlot.AlignedData;
}

function toOptions(
  element: HTMLElement,
  stacks: readonly Stack[],
  count: number,
  height: number,
  bars: uPlot.Series.PathBuilder | undefined,
  scale: CountScale,
  latest: {
    readonly current: { label: (border: number) => string; onSelect?: ((a: number, b: number) => void) | undefined };
  },
): uPlot.Options {
  const colour = (name: string): string => resolveColour(element, name);
  const axis = {
    stroke: colour('--muted'),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    ticks: { show: false },
  };
  return {
    width: Math.max(50, element.clientWidth),
    height,
    padding: [6, 24, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: latest.current.onSelect !== undefined, y: false, setScale: false },
    },
    scales: {
      x: { time: false, range: [-0.5, count - 0.5] },
      y: { range: (_, __, max) => [0, Math.max(heightOf(1, scale), max)] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 3,
        grid: { show: false },
        splits: (plot) => bordersToLabel(count, plot.width).map((border) => border - 0.5),
        values: (_, splits) => splits.map((split) => latest.current.label(split + 0.5)),
      },
      {
        ...axis,
        size: 40,
        gap: 4,
        grid: { stroke: colour('--rule'), width: 1 },
        splits: (_, __, ___, max) => countsToLabel(countOf(max, scale), scale).map((each) => heightOf(each, scale)),
        values: (_, splits) =>
          splits
            .map((split) => countOf(split, scale))
            .map((each) => (each >= 10_000 ? `${Math.round(each / 1_000)}k` : String(each))),
      },
    ],
    series: [
      {},
      ...[...stacks].reverse().map((stack) => ({
        fill: colour(stack.colour),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      })),
    ],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          const first = Math.max(0, Math.round(plot.posToVal(left, 'x')));
          const last = Math.min(count - 1, Math.round(plot.posToVal(left + width, 'x')));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onSelect?.(first, last);
        },
      ],
    },
  };
}

function bordersToLabel(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 90))));
  return Array.from({ length: Math.floor(count / step) + 1 }, (_, index) => index * step);
}

// A canvas knows no custom properties, and no light-dark().
function resolveColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
