import type { JSX } from 'preact';
import type { Problem } from '../../contract/index.ts';

/** The server's message about a wrong request. */
export function ProblemNote({ problem }: { problem: Problem }): JSX.Element {
  return (
    <div class="banner bad" role="alert">
      <span>
        {problem.message}
        {problem.suggestion !== undefined && (
          <>
            {' '}
            Did you mean <code>{problem.suggestion}</code>?
          </>
        )}
      </span>
    </div>
  );
}
