import type { JSX } from 'preact';
import type { Hide } from '../contract/index.ts';
import { joinList } from '../model/route.ts';
import { formatCount } from '../model/units.ts';
import { hides, setQuery } from '../state/route.ts';

/** What is left out, each with a way to bring it back, and how many traces that are. */
export function HideChips({ hidden }: { hidden?: number | undefined }): JSX.Element | null {
  if (hides.value.length === 0) return null;
  return (
    <span class="chips">
      {hides.value.map((hide) => (
        <span key={hide} class="chip">
          <span class="muted">hidden:</span> <bdi>{describe(hide)}</bdi>
          <button
            type="button"
            aria-label={`Show ${describe(hide)} again`}
            onClick={() => setQuery({ hide: joinList(hides.value.filter((each) => each !== hide)) })}
          >
            ✕
          </button>
        </span>
      ))}
      {hidden !== undefined && <span class="muted">{formatCount(hidden)} hidden</span>}
    </span>
  );
}

function describe(hide: Hide): string {
  if (hide === 'health') return 'health checks';
  if (hide === 'static') return 'static files';
  return hide.slice(hide.indexOf(':') + 1);
}
