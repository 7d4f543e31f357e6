import { diffLines } from 'diff';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { EntityAnswer, ReceivedDocument } from '../../contract/index.ts';
import { prettyJson } from '../../model/json-value.ts';
import { curlForDocument } from '../../model/snippets.ts';
import { formatClock } from '../../model/time.ts';
import { formatBytes } from '../../model/units.ts';
import { prettyVerbatim } from '../../model/verbatim-json.ts';
import { visibleText } from '../../model/visible-text.ts';
import { boot } from '../../state/live.ts';
import { copy } from '../../state/toasts.ts';

// A longer text makes scrolling slow.
const LONGEST_SHOWN = 100_000;

/** The documents verbatim, the assembled entity, and the difference of both. */
export function RawTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const [shown, setShown] = useState<'assembled' | 'received' | 'difference'>('assembled');
  const [chosen, setChosen] = useState(0);
  const assembled = useMemo(() => prettyJson(answer.document), [answer]);
  const received = answer.received[Math.min(chosen, answer.received.length - 1)];
  const receivedText = useMemo(
    () => received && (received.text.length > 10 * LONGEST_SHOWN ? received.text : prettyVerbatim(received.text)),
    [received],
  );
  const comparable = useMemo(() => received && prettyText(received.text), [received]);
  const text = shown === 'assembled' ? assembled : (receivedText ?? '');
  return (
    <div class="stack">
      <div class="toolbar plain">
        {(['assembled', 'received', 'difference'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={shown === each}
            disabled={each !== 'assembled' && !received}
            onClick={() => setShown(each)}
          >
            {each === 'assembled' ? 'As assembled' : each === 'received' ? 'As received' : 'Difference'}
          </button>
        ))}
        <span class="spring" />
        <button
          type="button"
          class="button"
          onClick={() => void copy(shown === 'received' && received ? received.text : text, 'the JSON')}
        >
          Copy JSON
        </button>
        {received && (
          <button
            type="button"
            class="button"
            onClick={() =>
              void copy(
                curlForDocument(boot.value?.listening.url ?? location.origin, received.text),
                'a curl command that sends it again',
              )
            }
          >
            Copy curl
          </button>
        )}
      </div>
      {shown !== 'assembled' && answer.received.length > 1 && (
        <select
          class="select"
          aria-label="Document"
          value={String(chosen)}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        >
          {answer.received.map((document, index) => (
            <option key={index} value={String(index)}>
              {describe(document)}
            </option>
          ))}
        </select>
      )}
      {shown !== 'assembled' && received && <p class="muted">{describe(received)}</p>}
      {shown === 'difference' && comparable !== undefined ? (
        <Difference before={comparable} after={assembled} />
      ) : (
        <pre class="raw">
          {visibleText(text.slice(0, LONGEST_SHOWN))}
          {text.length > LONGEST_SHOWN && `\n… ${formatBytes(text.length)}, copy it to see all`}
        </pre>
      )}
    </div>
  );
}

function Difference({ before, after }: { before: string; after: string }): JSX.Element {
  const parts = useMemo(
    () => (before.length + after.length > 4 * LONGEST_SHOWN ? undefined : diffLines(before, after)),
    [before, after],
  );
  if (!parts) return <p class="muted">Too large to compare here.</p>;
  if (parts.every(({ added, removed }) => !added && !removed)) return <p class="muted">No difference.</p>;
  return (
    <pre class="raw">
      {parts.map(({ value, added, removed }, index) => (
        <span key={index} class={added ? 'diff-added' : removed ? 'diff-removed' : 'muted'}>
          {visibleText(value).replace(/^(?=.)/gm, added ? '+ ' : removed ? '− ' : '  ')}
        </span>
      ))}
    </pre>
  );
}

function describe({ arrived, way, sender, bytes }: ReceivedDocument): string {
  return `${formatClock(arrived)} by ${way}${sender === '' ? '' : ` from ${sender}`}, ${formatBytes(bytes)}`;
}

function prettyText(text: string): string {
  try {
    return prettyJson(JSON.parse(text));
  } catch {
    return text;
  }
}
