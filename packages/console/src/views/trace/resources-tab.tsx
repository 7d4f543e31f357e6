import type { JSX } from 'preact';
import type { EntityAnswer } from '../../contract/index.ts';
import { isObject } from '../../model/json-value.ts';
import { resourceType } from '../../model/resource-type.ts';
import { JsonScalar, JsonTree } from '../../ui/json-tree.tsx';

const BLOCKS = ['origin', 'resource_arn', 'service', 'aws', 'http'] as const;

/** Where it ran and what it called. */
export function ResourcesTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const { document, entity } = answer;
  return (
    <div class="stack">
      {entity.node && (
        <p>
          <strong>{resourceType(entity.node.type).label}</strong>{' '}
          <span class="muted">account {entity.node.account}</span>
        </p>
      )}
      {BLOCKS.filter((key) => document[key] !== undefined).map((key) => (
        <section key={key}>
          <h3>{key}</h3>
          {isObject(document[key]) ? <JsonTree value={document[key]} /> : <JsonScalar value={document[key]} />}
        </section>
      ))}
    </div>
  );
}
