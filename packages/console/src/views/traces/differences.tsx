import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Difference, DifferencesAnswer } from '../../contract/index.ts';
import type { DifferenceKind } from '../../model/difference-scopes.ts';
import { attributeLabel, attributeTerm, valueLabel, withTerm } from '../../model/filter-terms.ts';
import { formatCount, formatShare } from '../../model/units.ts';
import { differenceKind, differenceKinds, differences } from '../../state/analysis.ts';
import { bindKeys } from '../../state/keys.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { Broken } from '../../ui/broken.tsx';
import { Icon } from '../../ui/icon.tsx';

const WORDS: Readonly<Record<DifferenceKind, readonly [label: string, part: string, rest: string]>> = {
  filter: ['These', 'these', 'others'],
  time: ['This time', 'in this time', 'at other times'],
  failing: ['Failing', 'failing', 'others'],
};

/** The values that some traces have more often than others; a click filters by one, with Alt by all others. */
export function Differences({ onClose }: { onClose: () => void }): JSX.Element {
  useLayoutEffect(() => bindKeys({ Escape: onClose }), [onClose]);
  const kind = differenceKind.value ?? 'failing';
  const answer = differences.data.value;
  const problem = differences.problem.value;
  return (
    <aside class="drawer differences pane-in" aria-label="Differences">
      <header>
        <h2>What is different?</h2>
        <span class="spring" />
        <button type="button" class="button quiet" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <span class="segmented" role="group" aria-label="Traces to compare">
        {differenceKinds.value.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === kind}
            onClick={() => setQuery({ differ: each }, { replace: true })}
          >
            {WORDS[each][0]}
          </button>
        ))}
      </span>
      {problem ? (
        <Broken what="The differences cannot be read" error={problem.message} />
      ) : (
        answer && <Values answer={answer} kind={kind} />
      )}
    </aside>
  );
}

function Values({ answer, kind }: { answer: DifferencesAnswer; kind: DifferenceKind }): JSX.Element {
  const { part, rest, values } = answer;
  const [, ofPart, ofRest] = WORDS[kind];
  const counts = (
    <p data-revision={differences.revision.value}>
      <strong>{formatCount(part)}</strong> {ofPart}, <strong>{formatCount(rest)}</strong> {ofRest}.
    </p>
  );
  if (part === 0 || rest === 0)
    return (
      <>
        {counts}
        <p class="muted">Both sides need traces to compare.</p>
      </>
    );
  return (
    <>
      {counts}
      {values.length === 0 && <p class="muted">No value is certainly more frequent on one side.</p>}
      <ul class="difference-list">
        {values.map((value) => (
          <Value
            key={`${value.kind} ${value.key ?? ''} ${typeof value.value} ${value.value}`}
            value={value}
            answer={answer}
            kind={kind}
          />
        ))}
      </ul>
      {values.length > 0 && <p class="muted">Click: only these. Alt + click: not these.</p>}
    </>
  );
}

function Value({
  value: difference,
  answer,
  kind,
}: {
  value: Difference;
  answer: DifferencesAnswer;
  kind: DifferenceKind;
}): JSX.Element {
  const { value, part, rest } = difference;
  const [, ofPart, ofRest] = WORDS[kind];
  return (
    <li>
      <button
        type="button"
        onClick={(event) =>
          setQuery({ filter: withTerm(queryOf('filter') ?? '', attributeTerm(difference, value), event.altKey) })
        }
      >
        <span class="difference-name">
          <span class="muted">{attributeLabel(difference)}</span> <bdi>{valueLabel(difference, value)}</bdi>
        </span>
        <Side count={part} total={answer.part} word={ofPart} fill="difference-part" />
        <Side count={rest} total={answer.rest} word={ofRest} fill="difference-rest" />
      </button>
    </li>
  );
}

function Side({ count, total, word, fill }: { count: number; total: number; word: string; fill: string }): JSX.Element {
  return (
    <span class="difference-side">
      <span class="share-track" aria-hidden="true">
        <span class={`share-bar ${fill}`} style={{ width: `${(count / total) * 100}%` }} />
      </span>
      <span class="num">{formatShare(count / total)}</span>
      <span class="muted">
        {formatCount(count)} {word}
      </span>
    </span>
  );
}
