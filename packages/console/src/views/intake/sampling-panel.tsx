import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { post } from '../../api/client.ts';
import type { SamplerEntry } from '../../contract/index.ts';
import { type MatchingRule, matchingRule, type TriedRequest } from '../../model/sampling-match.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount, formatShare } from '../../model/units.ts';
import { describeFault } from '../../state/faults.ts';
import { onEvent } from '../../state/live.ts';
import { Broken } from '../../ui/broken.tsx';

interface SamplingRule extends MatchingRule {
  readonly FixedRate: number;
  readonly ReservoirSize: number;
}

/** The rules, their samplers, and the rule that a request would meet. */
export function SamplingPanel({ samplers }: { samplers: readonly SamplerEntry[] }): JSX.Element {
  const { rules, problem } = useRules();
  const [tried, setTried] = useState<TriedRequest>({ service: '', type: '', host: '', method: 'GET', path: '/' });
  const match = matchingRule(rules, tried);
  const field = (key: keyof TriedRequest, label: string): JSX.Element => (
    <label>
      <span class="muted">{label}</span>
      <input
        class="input"
        value={tried[key]}
        onInput={(event) => setTried({ ...tried, [key]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="stack">
      <h2>Rules</h2>
      {problem !== '' && <Broken what="The rules cannot be read" error={problem} />}
      <table class="table">
        <thead>
          <tr>
            <th class="num">Priority</th>
            <th>Name</th>
            <th>Requests</th>
            <th class="num">Reservoir</th>
            <th class="num">Rate</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.RuleName} class={rule === match ? 'is-match' : ''}>
              <td class="num">{rule.Priority}</td>
              <td class="wrap">
                <bdi>{rule.RuleName}</bdi>
                {rule === match && <span class="tag">matches</span>}
              </td>
              <td class="mono wrap">
                {rule.HTTPMethod} <span class="muted">host</span> {rule.Host} <span class="muted">path</span>{' '}
                {rule.URLPath} <span class="muted">service</span> {rule.ServiceName}
              </td>
              <td class="num">{rule.ReservoirSize}/s</td>
              <td class="num">{formatShare(rule.FixedRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Test a request</h2>
      <form class="fields" onSubmit={(event) => event.preventDefault()}>
        {field('method', 'Method')}
        {field('host', 'Host')}
        {field('path', 'Path')}
        {field('service', 'Service')}
        {field('type', 'Service type')}
      </form>
      <p role="status">
        {match ? (
          <>
            It falls under <strong>{match.RuleName}</strong>.
          </>
        ) : (
          'No rule matches.'
        )}
      </p>
      <h2>Who asks</h2>
      {samplers.length === 0 ? (
        <p class="muted">No sampler has asked for targets yet.</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>Client</th>
              <th>Rule</th>
              <th class="num">Requests</th>
              <th class="num">Sampled</th>
              <th class="num">Borrowed</th>
              <th>Last target</th>
              <th>Last</th>
            </tr>
          </thead>
          <tbody>
            {samplers.map(({ clientId, ruleName, requests, sampled, borrowed, target, last }) => (
              <tr key={clientId + ruleName}>
                <td class="mono">{clientId}</td>
                <td class="wrap">{ruleName}</td>
                <td class="num">{formatCount(requests)}</td>
                <td class="num">{formatCount(sampled)}</td>
                <td class="num">{formatCount(borrowed)}</td>
                <td class="wrap">
                  {target &&
                    `${target.quota}/s until ${formatClock(target.until, 0)}, then ${formatShare(target.fixedRate)}${target.boost === undefined ? '' : `, boosted to ${formatShare(target.boost)}`}`}
                </td>
                <td class="tabular">{formatClock(last, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function useRules(): { rules: readonly SamplingRule[]; problem: string } {
  const [problem, setProblem] = useState('');
  const [rules, setRules] = useState<readonly SamplingRule[]>([]);
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        const answer = await post<{ SamplingRuleRecords?: { SamplingRule: SamplingRule }[] }>('/GetSamplingRules', {});
        setRules(
          (answer.SamplingRuleRecords ?? [])
            .map(({ SamplingRule: rule }) => rule)
            .sort((a, b) => a.Priority - b.Priority),
        );
        setProblem('');
      } catch (error) {
        setProblem(describeFault(error) ?? '');
      }
    };
    void load();
    return onEvent((name) => {
      if (name === 'config' || name === 'reset' || name === 'resync') void load();
    });
  }, []);
  return { rules, problem };
}
