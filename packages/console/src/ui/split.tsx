import type { ComponentChildren, JSX } from 'preact';
import { prefer, preferences } from '../state/preferences.ts';

const LEAST = 280;
const MOST = 1_000;

/** Two parts beside each other; the border between them moves by mouse and by arrows. Below 900 px the second one lies under the first. */
export function Split({ children }: { children: readonly [ComponentChildren, ComponentChildren] }): JSX.Element {
  const width = preferences.value.paneWidth;
  const set = (wanted: number): void => prefer({ paneWidth: Math.round(Math.max(LEAST, Math.min(MOST, wanted))) });
  return (
    <div class="split" style={{ '--pane': `${width}px` }}>
      {children[0]}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the details"
        aria-valuenow={width}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        class="split-border"
        onKeyDown={(event) => {
          const step = event.key === 'ArrowLeft' ? 20 : event.key === 'ArrowRight' ? -20 : 0;
          if (step === 0) return;
          event.preventDefault();
          event.stopPropagation();
          set(width + step);
        }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) set(innerWidth - event.clientX);
        }}
      />
      {children[1]}
    </div>
  );
}
