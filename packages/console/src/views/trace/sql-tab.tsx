import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EntityAnswer } from '../../contract/index.ts';
import { objectIn, textIn } from '../../model/json-value.ts';
import { describeFault } from '../../state/faults.ts';
import { Broken } from '../../ui/broken.tsx';
import { Code } from '../../ui/code.tsx';
import { JsonScalar } from '../../ui/json-tree.tsx';

// A longer statement is shown as received: its formatting would stop the page.
const LONGEST_FORMATTED = 50_000;

/** The statement, laid out, and what the database is. */
export function SqlTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const [isRaw, setRaw] = useState(false);
  const { sanitized_query, ...others } = objectIn(answer.document['sql']);
  const raw = textIn(sanitized_query);
  const { formatted, problem } = useFormatted(raw, textIn(others['database_type']) ?? '');
  return (
    <div class="stack">
      {raw !== undefined && (
        <>
          <Code text={isRaw ? raw : (formatted ?? raw)} what="the statement" />
          {problem !== '' && <Broken what="Shown as received, for it cannot be laid out" error={problem} />}
          <button type="button" class="link" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            {isRaw ? 'Laid out' : 'As received'}
          </button>
        </>
      )}
      <dl class="facts">
        {Object.entries(others).map(([key, value]) => (
          <>
            <dt>{key.replaceAll('_', ' ')}</dt>
            <dd>
              <JsonScalar value={value} />
            </dd>
          </>
        ))}
      </dl>
    </div>
  );
}

/** The statement laid out, or why it is not. */
function useFormatted(query: string | undefined, database: string): { formatted: string | undefined; problem: string } {
  const [state, setState] = useState<{ formatted: string | undefined; problem: string }>(AS_RECEIVED);
  useEffect(() => {
    let isWanted = true;
    setState(AS_RECEIVED);
    if (query !== undefined && query.length <= LONGEST_FORMATTED)
      void import('./format-sql.ts')
        .then(({ formatSql }) => isWanted && setState({ formatted: formatSql(query, database), problem: '' }))
        .catch((error: unknown) => isWanted && setState({ formatted: undefined, problem: describeFault(error) ?? '' }));
    return () => {
      isWanted = false;
    };
  }, [query, database]);
  return state;
}

const AS_RECEIVED = { formatted: undefined, problem: '' };
