import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { get, RequestProblem } from '../../api/client.ts';
import type { TraceAnswer } from '../../contract/index.ts';
import { readPastedId, toXRayForm } from '../../model/pasted-id.ts';
import { type Route, withQuery } from '../../model/route.ts';
import { bindKeys } from '../../state/keys.ts';
import { listRoute, navigate, queryOf, route } from '../../state/route.ts';
import { useRowKeys } from '../../ui/row-keys.ts';
import { CompareFilters } from './compare-filters.tsx';
import { CompareTraces } from './compare-traces.tsx';

/** Two traces beside each other, or two filters over one range. */
export function ComparePage(): JSX.Element {
  const now = route.value;
  useLayoutEffect(
    () =>
      bindKeys({
        Escape: () => now && navigate(listRoute(now)),
        s: () => now && navigate(swapped(now)),
      }),
    [now],
  );
  useRowKeys('.compare .quiet-link');
  const [a = '', b = ''] = now?.ids ?? [];
  if (now && now.ids.length === 0)
    return <CompareFilters filterA={queryOf('filterA') ?? ''} filterB={queryOf('filterB') ?? ''} />;
  return <Pair a={a} b={b} />;
}

/** The same comparison the other way around. */
function swapped(now: Route): Route {
  const { filterA, filterB } = now.query;
  return withQuery({ ...now, ids: [...now.ids].reverse() }, { filterA: filterB, filterB: filterA });
}

function Pair({ a, b }: { a: string; b: string }): JSX.Element {
  const first = useTrace(a);
  const second = useTrace(b);
  return (
    <>
      <div class="toolbar">
        <h1>Compare traces</h1>
        <span class="spring" />
        <IdField label="A" id={a} onId={(id) => navigate({ page: 'compare', ids: [id, b], query: {} })} />
        <IdField label="B" id={b} onId={(id) => navigate({ page: 'compare', ids: [a, id], query: {} })} />
        <a class="button" href="#/compare">
          Compare filters
        </a>
      </div>
      {first.trace && second.trace ? (
        <CompareTraces a={first.trace} b={second.trace} />
      ) : (
        <div class="empty">
          <p>Paste the id of each trace above, or choose two in the list.</p>
          {first.problem !== '' && <p class="status-fault">A: {first.problem}</p>}
          {second.problem !== '' && <p class="status-fault">B: {second.problem}</p>}
        </div>
      )}
    </>
  );
}

function IdField({ label, id, onId }: { label: string; id: string; onId: (id: string) => void }): JSX.Element {
  return (
    <label>
      <span class="muted">{label} </span>
      <input
        class="input mono id-field"
        value={id === '_' ? '' : id}
        placeholder="trace id or header"
        onChange={(event) => {
          const pasted = readPastedId(event.currentTarget.value);
          if (pasted) onId(pasted.traceId);
        }}
      />
    </label>
  );
}

function useTrace(id: string): { trace: TraceAnswer | undefined; problem: string } {
  const [state, setState] = useState<{ trace: TraceAnswer | undefined; problem: string }>({
    trace: undefined,
    problem: '',
  });
  useEffect(() => {
    const known = toXRayForm(id);
    if (known === undefined)
      return setState({ trace: undefined, problem: id === '_' || id === '' ? '' : `${id} is not a trace id` });
    const abort = new AbortController();
    get<TraceAnswer>(`/-/traces/${known}`, {}, abort.signal)
      .then((trace) => setState({ trace, problem: '' }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState({
            trace: undefined,
            problem: error instanceof RequestProblem ? error.message : 'the server does not answer',
          });
      });
    return () => abort.abort();
  }, [id]);
  return state;
}
