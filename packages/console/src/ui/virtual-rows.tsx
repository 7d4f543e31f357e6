import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type PartialKeys,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { ComponentChildren, HTMLAttributes, JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The scrolled element, and a function that reveals a row. */
export interface RowScroller {
  /** Moves nothing when the row is in view already. */
  reveal(index: number): void;
  readonly element: HTMLElement | null;
}

/** Rows of one height, of which only those in view are in the page. */
export function VirtualRows({
  count,
  rowHeight,
  head,
  headHeight = 0,
  scroller,
  render,
  keyOf,
  onRange,
  ...rest
}: {
  count: number;
  rowHeight: number;
  /** Stays at the top. */
  head?: ComponentChildren;
  headHeight?: number;
  scroller?: RefObject<RowScroller | null>;
  render: (index: number, top: number) => JSX.Element;
  keyOf: (index: number) => string;
  /** The last row in the page, whenever it changes. */
  onRange?: (last: number) => void;
} & Omit<HTMLAttributes<HTMLDivElement>, 'ref' | 'children'>): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const [virtualizer] = useState(
    () => new Virtualizer<HTMLDivElement, Element>(toOptions(0, rowHeight, box, () => {})),
  );
  virtualizer.setOptions(toOptions(count, rowHeight, box, () => redraw((drawn) => drawn + 1)));
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useLayoutEffect(() => onRange?.(last), [last, count]);
  if (scroller) {
    scroller.current = {
      get element() {
        return box.current;
      },
      reveal: (index) => {
        const element = box.current;
        if (!element) return;
        const top = index * rowHeight;
        const view = element.clientHeight - headHeight;
        if (top < element.scrollTop) element.scrollTop = top;
        else if (top + rowHeight > element.scrollTop + view) element.scrollTop = top + rowHeight - view;
      },
    };
  }
  return (
    <div {...rest} class={`grid ${rest.class ?? ''}`} ref={box}>
      {head}
      <div class="grid-body" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        {items.map(({ index }) => (
          <Keyed key={keyOf(index)}>{render(index, index * rowHeight)}</Keyed>
        ))}
      </div>
    </div>
  );
}

function Keyed({ children }: { children: JSX.Element }): JSX.Element {
  return children;
}

function toOptions(
  count: number,
  rowHeight: number,
  box: RefObject<HTMLDivElement | null>,
  changed: () => void,
): PartialKeys<VirtualizerOptions<HTMLDivElement, Element>, never> {
  return {
    count,
    overscan: 10,
    estimateSize: () => rowHeight,
    getScrollElement: () => box.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: changed,
  };
}
