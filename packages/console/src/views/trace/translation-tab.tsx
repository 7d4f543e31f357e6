import type { JSX } from 'preact';
import type { EntityAnswer, TranslatedAttribute } from '../../contract/index.ts';
import { JsonScalar, JsonTree } from '../../ui/json-tree.tsx';

const WORDS: Readonly<Record<TranslatedAttribute['outcome'], string>> = {
  field: 'field',
  annotation: 'annotation',
  metadata: 'metadata',
  dropped: 'dropped',
  cut: 'cut',
};

/** The way of each attribute of the span behind this document. */
export function TranslationTab({ answer: { translation } }: { answer: EntityAnswer }): JSX.Element {
  if (!translation) return <p class="muted">This did not come as a span of OpenTelemetry.</p>;
  return (
    <div class="stack">
      <table class="table">
        <thead>
          <tr>
            <th>Attribute</th>
            <th>Became</th>
            <th>Where</th>
          </tr>
        </thead>
        <tbody>
          {translation.attributes.map(({ attribute, value, outcome, targets, reason }) => (
            <tr key={attribute}>
              <td class="wrap">
                <bdi class="mono">{attribute}</bdi>
                <div class="muted wrap">
                  <JsonScalar value={typeof value === 'object' ? JSON.stringify(value) : value} />
                </div>
              </td>
              <td>
                <span class={`outcome outcome-${outcome}`}>{WORDS[outcome]}</span>
              </td>
              <td class="wrap">
                {targets.map((target) => (
                  <div key={target} class="mono">
                    {target}
                  </div>
                ))}
                {reason !== undefined && <span class="muted">{reason}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <section>
        <h3>The span as received</h3>
        <JsonTree value={translation.span} />
      </section>
    </div>
  );
}
