import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { formatCount } from '../../model/units.ts';
import { errors } from '../../state/errors.ts';
import { bindKeys } from '../../state/keys.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { useRowKeys } from '../../ui/row-keys.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ProblemNote } from '../empty/problem-note.tsx';
import { HideChips } from '../hide-chips.tsx';
import { ErrorGroups } from './error-groups.tsx';
import { StatusGroups } from './status-groups.tsx';

/** Root causes in groups, and failures without exception. */
export function ErrorsPage(): JSX.Element {
  const answer = errors.data.value;
  const problem = errors.problem.value;
  const tab = queryOf('tab') === 'statuses' ? 'statuses' : 'exceptions';
  useRowKeys('.errors .row-button, .errors td > .link');
  useLayoutEffect(() => bindKeys({ Escape: () => setQuery({ select: undefined }, { replace: true }) }), []);
  return (
    <>
      <h1 class="sr-only">Errors</h1>
      <div class="toolbar">
        {answer && (
          <span>
            <strong>
              {formatCount(answer.groups.length)} {answer.groups.length === 1 ? 'kind' : 'kinds'} of exception
            </strong>{' '}
            <span class="muted">
              in {formatCount(answer.traces)} {answer.traces === 1 ? 'trace' : 'traces'}
            </span>
          </span>
        )}
        <HideChips />
      </div>
      <Tabs
        name="errors"
        tabs={[
          { id: 'exceptions', label: 'Exceptions', count: answer?.groups.length },
          { id: 'statuses', label: 'Failed without exception', count: answer?.withoutException.length },
        ]}
        selected={tab}
        onSelect={(next) => setQuery({ tab: next === 'exceptions' ? undefined : next }, { replace: true })}
      />
      {problem && <ProblemNote problem={problem} />}
      <div
        id="panel-errors"
        role="tabpanel"
        aria-labelledby={`tab-errors-${tab}`}
        tabIndex={0}
        class="scrolls"
        data-revision={errors.revision.value}
      >
        {answer &&
          (tab === 'exceptions' ? <ErrorGroups answer={answer} /> : <StatusGroups groups={answer.withoutException} />)}
      </div>
    </>
  );
}
