import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GraphAnswer, Statistics } from '../../contract/index.ts';
import { resourceType } from '../../model/resource-type.ts';
import { formatCount, formatDuration, formatRate, formatShare } from '../../model/units.ts';
import { setQuery } from '../../state/route.ts';
import { useFindByName } from '../../ui/find-by-name.tsx';

interface Line {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly statistics: Statistics | undefined;
}

const COLUMNS = ['Name', 'Type', 'Calls', 'A minute', 'Average', 'p95', 'Failing'] as const;
type Column = (typeof COLUMNS)[number];

/** More are no help to anyone who scrolls, and stop the page for seconds. */
const MOST_LINES = 1_000;

/** The map as two tables: for keyboards, for readers of screens, and for maps that nobody can draw. */
export function GraphTable({ graph }: { graph: GraphAnswer }): JSX.Element {
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label="The map as tables">
      <div class="column wide">
        <Sortable
          title="Nodes"
          rangeMicros={graph.end - graph.start}
          lines={graph.nodes.map(({ id, name, type, statistics }) => ({
            id,
            name,
            type: resourceType(type).label,
            statistics,
          }))}
        />
        <Sortable
          title="Calls"
          rangeMicros={graph.end - graph.start}
          lines={graph.edges.map(({ id, from, to, link, statistics }) => ({
            id,
            name: `${nameOf(from)} → ${nameOf(to)}`,
            type: link ? 'link' : 'call',
            statistics,
          }))}
        />
      </div>
    </div>
  );
}

function Sortable({
  title,
  lines,
  rangeMicros,
}: {
  title: string;
  lines: readonly Line[];
  rangeMicros: number;
}): JSX.Element {
  const [sort, setSort] = useState<{ column: Column; isUp: boolean }>({ column: 'Calls', isUp: false });
  const { field, found } = useFindByName(lines, title.toLowerCase());
  const sorted = [...found].sort(
    (a, b) => (sort.isUp ? 1 : -1) * compare(sortValue(a, sort.column), sortValue(b, sort.column)),
  );
  return (
    <section>
      <h2>
        {title} <span class="muted">{formatCount(lines.length)}</span>
      </h2>
      {lines.length > MOST_LINES && (
        <p>
          {field}{' '}
          <span class="muted" role="status">
            {sorted.length > MOST_LINES
              ? `The first ${formatCount(MOST_LINES)} of ${formatCount(sorted.length)} are here: sort, or find the others by name.`
              : `${formatCount(sorted.length)} found`}
          </span>
        </p>
      )}
      <table class="table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column}
                class={isText(column) ? '' : 'num'}
                aria-sort={sort.column !== column ? 'none' : sort.isUp ? 'ascending' : 'descending'}
              >
                <button
                  type="button"
                  class="link"
                  onClick={() => setSort({ column, isUp: sort.column === column ? !sort.isUp : isText(column) })}
                >
                  {column}
                  {sort.column === column && (sort.isUp ? ' ↑' : ' ↓')}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST_LINES).map((line) => (
            <tr key={line.id}>
              <td class="wrap">
                <button type="button" class="link" onClick={() => setQuery({ view: undefined, select: line.id })}>
                  <bdi>{line.name}</bdi>
                </button>
              </td>
              <td>{line.type}</td>
              {COLUMNS.slice(2).map((column) => (
                <td key={column} class="num">
                  {format(line, column, rangeMicros)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function isText(column: Column): boolean {
  return column === 'Name' || column === 'Type';
}

function sortValue({ name, type, statistics }: Line, column: Column): string | number {
  switch (column) {
    case 'Name':
      return name;
    case 'Type':
      return type;
    case 'Calls':
    case 'A minute':
      return statistics?.total ?? -1;
    case 'Average':
      return statistics?.average ?? -1;
    case 'p95':
      return statistics?.p95 ?? -1;
    case 'Failing':
      return failingShare(statistics);
  }
}

function format(line: Line, column: Column, rangeMicros: number): string {
  const { statistics } = line;
  if (!statistics) return '—';
  switch (column) {
    case 'Calls':
      return formatCount(statistics.total);
    case 'A minute':
      return formatRate(statistics.total, rangeMicros).replace('/min', '');
    case 'Average':
      return formatDuration(statistics.average);
    case 'p95':
      return formatDuration(statistics.p95);
    default:
      return formatShare(Math.max(0, failingShare(statistics)));
  }
}

function failingShare(statistics: Statistics | undefined): number {
  return statistics && statistics.total > 0 ? (statistics.total - statistics.ok) / statistics.total : -1;
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
