import type { JSX } from 'preact';
import type { Hide } from '../contract/index.ts';
import { joinList } from '../model/route.ts';
import { formatCount } from '../model/units.ts';
import { hides, queryOf, setQuery } from '../state/route.ts';

/** The error group and the hidden traces of the page, each with a way to remove it, and the number of hidden traces. */
export function HideChips({ hidden }: { hidden?: number | undefined }): JSX.Element | null {
  const error = queryOf('error');
  if (hides.value.length === 0 && error === undefined) return null;
  return (
    <span class="chips">
      {error !== undefined && (
        <span class="chip">
          <span class="muted">with error:</span> <bdi>{queryOf('errorName') ?? error}</bdi>
          <button
            type="button"
            aria-label="Show traces with other errors, too"
            onClick={() => setQuery({ error: undefined, errorName: undefined })}
          >
            ✕
          </button>
        </span>
      )}
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
      {hidden !== undefined && hides.value.length > 0 && <span class="muted">{formatCount(hidden)} hidden</span>}
    </span>
  );
}

function describe(hide: Hide): string {
  if (hide === 'health') return 'health checks';
  if (hide === 'static') return 'static files';
  return hide.slice(hide.indexOf(':') + 1);
}
