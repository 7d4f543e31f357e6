import type { ComponentChildren, JSX } from 'preact';
import { prefer, preferences } from '../state/preferences.ts';

const STEP = 20;
/** How the second part lies to the first: which preference is its size, px, and what makes it larger. */
const PLACES = {
  beside: {
    size: 'paneWidth',
    label: 'Width of the details',
    least: 280,
    most: 1_000,
    orientation: 'vertical',
    larger: 'ArrowLeft',
    smaller: 'ArrowRight',
    sizeAt: ({ clientX }: PointerEvent) => innerWidth - clientX,
  },
  below: {
    size: 'paneHeight',
    label: 'Height of the details',
    least: 140,
    most: 800,
    orientation: 'horizontal',
    larger: 'ArrowUp',
    smaller: 'ArrowDown',
    sizeAt: ({ clientY }: PointerEvent) => innerHeight - clientY,
  },
} as const;

/**
 * Two parts, beside or below each other as preferred; the border between them moves by mouse and by arrows. In a small window always
 * below.
 */
export function Split({ children }: { children: readonly [ComponentChildren, ComponentChildren] }): JSX.Element {
  const { panePlace } = preferences.value;
  const { size, label, least, most, orientation, larger, smaller, sizeAt } = PLACES[panePlace];
  const now = preferences.value[size];
  const set = (wanted: number): void => prefer({ [size]: Math.round(Math.max(least, Math.min(most, wanted))) });
  return (
    <div class={`split ${panePlace}`} style={{ '--pane': `${now}px` }}>
      {children[0]}
      <div
        role="separator"
        aria-orientation={orientation}
        aria-label={label}
        aria-valuenow={now}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        class="split-border"
        onKeyDown={(event) => {
          const step = event.key === larger ? STEP : event.key === smaller ? -STEP : 0;
          if (step === 0) return;
          event.preventDefault();
          event.stopPropagation();
          set(now + step);
        }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) set(sizeAt(event));
        }}
      />
      {children[1]}
    </div>
  );
}
