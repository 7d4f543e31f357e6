import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EntityAnswer } from '../../contract/index.ts';
import { isObject, objectIn } from '../../model/json-value.ts';
import { JsonTree } from '../../ui/json-tree.tsx';

/** Everything else that was recorded, by namespace. */
export function MetadataTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const [wanted, setWanted] = useState('');
  const text = wanted.trim().toLowerCase();
  const namespaces = Object.entries(objectIn(answer.document['metadata']));
  return (
    <div class="stack">
      <input
        class="input"
        type="search"
        placeholder="Filter keys and values"
        aria-label="Filter metadata"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {namespaces.map(([namespace, members]) => (
        <section key={namespace}>
          <h3>
            <bdi>{namespace}</bdi>
          </h3>
          <JsonTree key={text} value={text === '' ? members : matching(members, text)} />
        </section>
      ))}
    </div>
  );
}

/** The members whose key or text holds the wanted one. */
function matching(members: unknown, text: string): unknown {
  if (!isObject(members)) return members;
  return Object.fromEntries(
    Object.entries(members).filter(
      ([key, value]) => key.toLowerCase().includes(text) || JSON.stringify(value)?.toLowerCase().includes(text),
    ),
  );
}
