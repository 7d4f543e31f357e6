import { format, parse, removeTerm } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import type { TracesAnswer } from '../../contract/index.ts';
import { formatCount } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';

/** Nothing matches: what there is, and each term that could go, with what would be seen then. */
export function NoMatch({ answer }: { answer: TracesAnswer }): JSX.Element {
  const filter = queryOf('filter') ?? '';
  const without = (term: string): string => {
    const tree = parse(term).tree;
    const rest = tree && removeTerm(parse(filter).tree, tree);
    return rest ? format(rest) : '';
  };
  return (
    <div class="scrolls">
      <div class="empty" data-revision="no-match">
        <h2>No trace matches</h2>
        <p>
          There are {formatCount(answer.scanned)} traces in this time
          {answer.hidden > 0 ? `, and ${formatCount(answer.hidden)} that match are hidden` : ''}.
        </p>
        {(answer.withoutTerm ?? []).map(({ term, total }) => (
          <p key={term}>
            <button type="button" class="button" onClick={() => setQuery({ filter: without(term) })}>
              Without <code>{term}</code>
            </button>{' '}
            <span class="muted">
              {formatCount(total)} {total === 1 ? 'trace' : 'traces'}
            </span>
          </p>
        ))}
        <p>
          {answer.hidden > 0 && (
            <button type="button" class="button" onClick={() => setQuery({ hide: undefined })}>
              Show what is hidden
            </button>
          )}{' '}
          {filter !== '' && (
            <button type="button" class="button" onClick={() => setQuery({ filter: undefined })}>
              Without any filter
            </button>
          )}{' '}
          <button type="button" class="button" onClick={() => setQuery({ timeRange: 'all' })}>
            Look at all time
          </button>
        </p>
      </div>
    </div>
  );
}
