import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { post, RequestProblem } from '../../api/client.ts';
import type { AggregateAnswer, AggregateQuery, Refiner } from '../../contract/index.ts';
import { totalOf } from '../../model/histogram.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { scope, setQuery } from '../../state/route.ts';
import { BarChart } from '../../ui/chart.tsx';

const BARS = 28;

/** Two filters over one range of time: response times, and the values that differ. */
export function CompareFilters({ filterA, filterB }: { filterA: string; filterB: string }): JSX.Element {
  const a = useAggregate(filterA);
  const b = useAggregate(filterB);
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label="Comparison">
      <div class="column wide">
        <h1>Compare filters</h1>
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            setQuery({ filterA: String(data.get('a')), filterB: String(data.get('b')) });
          }}
        >
          <label>
            <span class="muted">Filter A</span>
            <input class="input mono" name="a" defaultValue={filterA} placeholder="all traces" />
          </label>
          <label>
            <span class="muted">Filter B</span>
            <input class="input mono" name="b" defaultValue={filterB} placeholder="all traces" />
          </label>
          <button type="submit" class="button primary">
            Compare
          </button>
        </form>
        {a.problem !== '' && <p class="status-fault">A: {a.problem}</p>}
        {b.problem !== '' && <p class="status-fault">B: {b.problem}</p>}
        {a.answer && b.answer && <Both a={a.answer} b={b.answer} />}
      </div>
    </div>
  );
}

function Both({ a, b }: { a: AggregateAnswer; b: AggregateAnswer }): JSX.Element {
  const borders = useMemo(() => commonBorders(a, b), [a, b]);
  return (
    <>
      <section>
        <h2>Response time, over one axis</h2>
        <Side label="A" answer={a} borders={borders} colour="--service-1" />
        <Side label="B" answer={b} borders={borders} colour="--service-3" />
      </section>
      <Differing a={a} b={b} />
    </>
  );
}

function Side({
  label,
  answer,
  borders,
  colour,
}: {
  label: string;
  answer: AggregateAnswer;
  borders: readonly number[];
  colour: string;
}): JSX.Element {
  const values = useMemo(() => spread(answer, borders), [answer, borders]);
  return (
    <div>
      <h3>
        {label}: {formatCount(answer.total)} traces
      </h3>
      <BarChart
        stacks={[{ colour, values }]}
        label={(border) => formatDuration(borders[border] ?? 0)}
        summary={`${label}: ${answer.total} traces by response time`}
        height={110}
      />
    </div>
  );
}

function Differing({ a, b }: { a: AggregateAnswer; b: AggregateAnswer }): JSX.Element {
  const rows = useMemo(() => differingValues(a, b), [a, b]);
  if (rows.length === 0) return <p class="muted">No value differs.</p>;
  return (
    <section>
      <h2>Differences</h2>
      <table class="table">
        <thead>
          <tr>
            <th>Value</th>
            <th class="num">of A</th>
            <th class="num">of B</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, shareA, shareB }) => (
            <tr key={name}>
              <td class="mono wrap">
                <bdi>{name}</bdi>
              </td>
              <td class="num">{formatShare(shareA)}</td>
              <td class="num">{formatShare(shareB)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function useAggregate(filter: string): { answer: AggregateAnswer | undefined; problem: string } {
  const [state, setState] = useState<{ answer: AggregateAnswer | undefined; problem: string }>({
    answer: undefined,
    problem: '',
  });
  const asked = { ...scope.value, filter, slots: 1 } satisfies AggregateQuery;
  useEffect(() => {
    const abort = new AbortController();
    post<AggregateAnswer>('/-/traces/aggregate', asked, abort.signal)
      .then((answer) => setState({ answer, problem: '' }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState({
            answer: undefined,
            problem: error instanceof RequestProblem ? error.message : 'the server does not answer',
          });
      });
    return () => abort.abort();
  }, [JSON.stringify(asked)]);
  return state;
}

function commonBorders(a: AggregateAnswer, b: AggregateAnswer): number[] {
  const all = [...a.responseTime, ...b.responseTime];
  const least = Math.max(1, Math.min(...all.map(({ from }) => from)));
  const most = Math.max(least + 1, ...all.map(({ to }) => to));
  if (all.length === 0) return [1, 2];
  return Array.from({ length: BARS + 1 }, (_, index) => least * (most / least) ** (index / BARS));
}

function spread({ responseTime }: AggregateAnswer, borders: readonly number[]): number[] {
  const values = new Array<number>(borders.length - 1).fill(0);
  for (const bucket of responseTime) {
    const middle = Math.sqrt(Math.max(1, bucket.from) * Math.max(1, bucket.to));
    const index = Math.max(
      0,
      borders.findLastIndex((border) => border <= middle),
    );
    const bar = Math.min(values.length - 1, index);
    values[bar] = (values[bar] ?? 0) + totalOf(bucket);
  }
  return values;
}

function differingValues(a: AggregateAnswer, b: AggregateAnswer): { name: string; shareA: number; shareB: number }[] {
  const shares = new Map<string, { shareA: number; shareB: number }>();
  const add = (refiners: readonly Refiner[], total: number, key: 'shareA' | 'shareB'): void => {
    for (const { kind, key: annotation, values } of refiners)
      for (const { value, count } of values) {
        const name = `${annotation ?? kind} = ${value}`;
        const found = shares.get(name) ?? { shareA: 0, shareB: 0 };
        shares.set(name, { ...found, [key]: total === 0 ? 0 : count / total });
      }
  };
  add(a.refiners, a.total, 'shareA');
  add(b.refiners, b.total, 'shareB');
  return [...shares]
    .map(([name, each]) => ({ name, ...each }))
    .filter(({ shareA, shareB }) => Math.abs(shareA - shareB) > 0.05)
    .sort((x, y) => Math.abs(y.shareA - y.shareB) - Math.abs(x.shareA - x.shareB))
    .slice(0, 15);
}
