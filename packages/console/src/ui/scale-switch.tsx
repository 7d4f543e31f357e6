import type { JSX } from 'preact';
import { prefer, preferences } from '../state/preferences.ts';

/** Changes the scale of the counts in all charts. */
export function ScaleSwitch(): JSX.Element {
  const isLogarithmic = preferences.value.countScale === 'logarithmic';
  return (
    <button
      type="button"
      class="link"
      title="Scale of the counts, in all charts"
      onClick={() => prefer({ countScale: isLogarithmic ? 'linear' : 'logarithmic' })}
    >
      {isLogarithmic ? 'linear' : 'logarithmic'}
    </button>
  );
}
