import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { curlExample, environmentSnippets } from '../../model/snippets.ts';
import { formatCount } from '../../model/units.ts';
import { intakeCounters } from '../../state/intake.ts';
import { boot } from '../../state/live.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { Code } from '../../ui/code.tsx';
import { Tabs } from '../../ui/tabs.tsx';

const SHOW_VARIABLES_AFTER_MILLIS = 30_000;

/** Nothing has come yet: where it listens, a trace to send, and after a while the variables to set. */
export function EmptyStore(): JSX.Element | null {
  const [isLate, setLate] = useState(false);
  const [chosen, setChosen] = useState('0');
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SHOW_VARIABLES_AFTER_MILLIS);
    return () => clearTimeout(timer);
  }, []);
  const now = boot.value;
  if (!now) return null;
  const snippets = environmentSnippets(now);
  const snippet = snippets[Number(chosen)] ?? snippets[0];
  const counters = intakeCounters.value;
  const hasOnlyRejected = counters !== undefined && counters.documents === 0 && counters.rejected > 0;
  const isNarrow = queryOf('timeRange') !== 'all';
  return (
    <div class="scrolls">
      <div class="empty">
        <h2>Waiting for the first trace</h2>
        <p>
          Local X-Ray listens on <code>{now.listening.url}</code>, by UDP and HTTP on port {now.listening.port}. A trace
          is here half a second after it was sent.
        </p>
        {isNarrow && (
          <p>
            <button type="button" class="link" onClick={() => setQuery({ timeRange: 'all' })}>
              Look at all time
            </button>{' '}
            if you expect older ones.
          </p>
        )}
        {hasOnlyRejected && (
          <div class="banner bad">
            <span>
              <strong>
                {formatCount(counters.rejected)}{' '}
                {counters.rejected === 1 ? 'document came and was' : 'documents came and were'} rejected:
              </strong>{' '}
              {Object.entries(counters.rejectedBy)
                .map(([reason, count]) => `${count} × ${reason}`)
                .join(', ')}
            </span>
            <a href="#/intake?tab=rejected">See them</a>
          </div>
        )}
        <h3>Send one</h3>
        <Code text={curlExample(now)} what="the command" />
        {isLate || hasOnlyRejected ? (
          <>
            <h3>Nothing comes? Set one of these where your program runs</h3>
            <div class="card">
              <Tabs
                name="sdk"
                tabs={snippets.map(({ title }, index) => ({ id: String(index), label: title }))}
                selected={chosen}
                onSelect={setChosen}
              />
              <div id="panel-sdk" role="tabpanel" aria-labelledby={`tab-sdk-${chosen}`} class="pane-body stack">
                {snippet && (
                  <>
                    <Code text={snippet.text} what={`what ${snippet.title} needs`} />
                    <p class="muted">{snippet.note}</p>
                  </>
                )}
              </div>
            </div>
          </>
        ) : (
          <p>
            <button type="button" class="link" onClick={() => setLate(true)}>
              What to set in my program
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
