import type { JSX } from 'preact';
import { describeRange } from '../../model/time.ts';
import { formatBytes, formatCount } from '../../model/units.ts';
import { intake, intakeCounters, notes } from '../../state/intake.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { useRowKeys } from '../../ui/row-keys.ts';
import { Spark } from '../../ui/spark.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ProblemNote } from '../empty/problem-note.tsx';
import { Accepted } from './accepted.tsx';
import { NotesByKind } from './notes-by-kind.tsx';
import { Rejected } from './rejected.tsx';
import { SamplingPanel } from './sampling-panel.tsx';
import { Telemetry } from './telemetry.tsx';

type TabId = 'documents' | 'rejected' | 'notes' | 'sampling' | 'telemetry';

/** Received documents with their transport, and rejected ones with the reason. */
export function IntakePage(): JSX.Element {
  const answer = intake.data.value;
  const problem = intake.problem.value;
  const counters = intakeCounters.value;
  const tab =
    (['rejected', 'notes', 'sampling', 'telemetry'] as const).find((each) => each === queryOf('tab')) ?? 'documents';
  useRowKeys('#panel-intake tbody :is(a, summary)');
  return (
    <>
      <h1 class="sr-only">Intake</h1>
      {problem && <ProblemNote problem={problem} />}
      {answer && (
        <div class="intake-facts">
          <dl class="numbers">
            <Figure label="datagrams" value={formatCount(counters?.datagrams ?? 0)} />
            <Figure label="documents taken" value={formatCount(counters?.documents ?? 0)} />
            <Figure
              label="rejected"
              value={formatCount(counters?.rejected ?? 0)}
              isBad={(counters?.rejected ?? 0) > 0}
            />
            <Figure label="repaired" value={formatCount(counters?.repaired ?? 0)} />
            {counters?.kernelDrops !== undefined && (
              <Figure
                label="dropped by the kernel"
                value={formatCount(counters.kernelDrops)}
                isBad={counters.kernelDrops > 0}
              />
            )}
            {counters !== undefined && counters.hurried > 0 && (
              <>
                <Figure label="too much at once: traces waited for" value={formatCount(counters.hurried)} isBad />
                <Figure
                  label="traces not listed yet"
                  value={formatCount(counters.waiting)}
                  isBad={counters.waiting > 0}
                />
              </>
            )}
            {counters !== undefined && counters.outsideView.ahead > 0 && (
              <Figure label="ahead of the clock: in no view" value={formatCount(counters.outsideView.ahead)} isBad />
            )}
            {counters !== undefined && counters.outsideView.old > 0 && (
              <Figure label="older than the default view" value={formatCount(counters.outsideView.old)} />
            )}
            <Figure label="API calls" value={formatCount(counters?.apiCalls ?? 0)} />
            <Figure label="OTLP requests" value={formatCount(counters?.otlpRequests ?? 0)} />
            <Figure label="sampling requests" value={formatCount(counters?.samplingRequests ?? 0)} />
            <div>
              <dt>documents, last minute</dt>
              <dd>
                <Spark
                  values={inThrees(answer.lastMinute)}
                  label={`Documents in the last minute: ${answer.lastMinute.reduce((a, b) => a + b, 0)}`}
                />
              </dd>
            </div>
          </dl>
          <p class="muted">
            Listens on {answer.listening.url} by UDP and HTTP, receive buffer{' '}
            {formatBytes(answer.listening.receiveBufferBytes)} of{' '}
            {formatBytes(answer.listening.receiveBufferAskedBytes)} asked for · keeps {formatCount(answer.store.traces)}{' '}
            traces, {formatBytes(answer.store.bytes)} of at most {formatBytes(answer.store.maxBytes)}, for{' '}
            {answer.store.retentionDays} days,{' '}
            {answer.store.dataDir === ':memory:' ? 'in memory' : `in ${answer.store.dataDir}`}
          </p>
        </div>
      )}
      <Tabs<TabId>
        name="intake"
        tabs={[
          { id: 'documents', label: 'Documents' },
          { id: 'rejected', label: 'Rejected', count: counters?.rejected },
          { id: 'notes', label: 'Notes by kind', count: notes.data.value?.kinds.length },
          { id: 'sampling', label: 'Sampling' },
          { id: 'telemetry', label: 'Telemetry', count: answer?.telemetry.length },
        ]}
        selected={tab}
        onSelect={(next) => setQuery({ tab: next === 'documents' ? undefined : next }, { replace: true })}
      />
      <div
        id="panel-intake"
        role="tabpanel"
        aria-labelledby={`tab-intake-${tab}`}
        tabIndex={0}
        class="scrolls padded"
        data-revision={intake.revision.value}
      >
        {answer && tab === 'documents' && <Accepted entries={answer.accepted} />}
        {answer && tab === 'rejected' && <Rejected entries={answer.rejected} />}
        {tab === 'notes' && notes.problem.value && <ProblemNote problem={notes.problem.value} />}
        {tab === 'notes' && notes.data.value && (
          <NotesByKind answer={notes.data.value} range={describeRange(queryOf('timeRange'))} />
        )}
        {answer && tab === 'sampling' && <SamplingPanel samplers={answer.samplers} />}
        {answer && tab === 'telemetry' && <Telemetry records={answer.telemetry} />}
      </div>
    </>
  );
}

function Figure({ label, value, isBad = false }: { label: string; value: string; isBad?: boolean }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={isBad ? 'status-fault' : ''}>{value}</dd>
    </div>
  );
}

function inThrees(seconds: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(seconds.length / 3) }, (_, index) =>
    seconds.slice(index * 3, index * 3 + 3).reduce((sum, count) => sum + count, 0),
  );
}
