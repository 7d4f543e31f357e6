import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EntityAnswer } from '../../contract/index.ts';
import { objectIn, textIn } from '../../model/json-value.ts';
import { Code } from '../../ui/code.tsx';
import { JsonScalar } from '../../ui/json-tree.tsx';

// What is longer is shown as it came: formatting it would stop the page.
const LONGEST_FORMATTED = 50_000;

/** The statement, laid out, and what the database is. */
export function SqlTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const [isRaw, setRaw] = useState(false);
  const { sanitized_query, ...others } = objectIn(answer.document['sql']);
  const raw = textIn(sanitized_query);
  const formatted = useFormatted(raw, textIn(others['database_type']) ?? '');
  return (
    <div class="stack">
      {raw !== undefined && (
        <>
          <Code text={isRaw ? raw : (formatted ?? raw)} what="the statement" />
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

function useFormatted(query: string | undefined, database: string): string | undefined {
  const [formatted, setFormatted] = useState<string | undefined>();
  useEffect(() => {
    let isWanted = true;
    setFormatted(undefined);
    if (query !== undefined && query.length <= LONGEST_FORMATTED)
      void import('./format-sql.ts')
        .then(({ formatSql }) => isWanted && setFormatted(formatSql(query, database)))
        .catch(() => {});
    return () => {
      isWanted = false;
    };
  }, [query, database]);
  return formatted;
}
