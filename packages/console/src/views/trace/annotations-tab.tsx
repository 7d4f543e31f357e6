import type { FilterTree } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EntityAnswer, Value } from '../../contract/index.ts';
import { terms, withTerm } from '../../model/filter-terms.ts';
import { objectIn } from '../../model/json-value.ts';
import { joinList, type Route, splitList, toPage, withQuery } from '../../model/route.ts';
import { listRoute, navigate, route } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { Icon } from '../../ui/icon.tsx';
import { JsonScalar } from '../../ui/json-tree.tsx';
import { Menu } from '../../ui/menu.tsx';

/** Annotations with their types; each is a term of a filter. */
export function AnnotationsTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const [wanted, setWanted] = useState('');
  const all = Object.entries(objectIn(answer.document['annotations']));
  const text = wanted.toLowerCase();
  const shown = all.filter(([key, value]) => `${key} ${String(value)}`.toLowerCase().includes(text));
  return (
    <div class="stack">
      {all.length > 8 && (
        <input
          class="input"
          type="search"
          placeholder="Filter annotations"
          aria-label="Filter annotations"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      <table class="table">
        <thead>
          <tr>
            <th>Key</th>
            <th>Value</th>
            <th>Type</th>
            <th>
              <span class="sr-only">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([key, value]) => (
            <tr key={key}>
              <td class="mono wrap">
                <bdi>{key}</bdi>
              </td>
              <td class="wrap">
                <JsonScalar value={value} />
              </td>
              <td class="muted">{typeof value === 'string' ? 'text' : typeof value}</td>
              <td>
                <AnnotationMenu name={key} value={value as Value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function withColumn(list: Route, name: string): Route {
  const others = splitList(list.query['columns']).filter((each) => each !== name);
  return withQuery(list, { columns: joinList([...others, name]) });
}

function AnnotationMenu({ name, value }: { name: string; value: Value }): JSX.Element {
  const list = (term: FilterTree, negated: boolean): void => {
    const now = route.peek();
    if (now) navigate(toPage('traces', now, { filter: withTerm(now.query['filter'] ?? '', term, negated) }));
  };
  const term = terms.annotation(name, value);
  return (
    <Menu
      title={`More about ${name}`}
      isDrawing
      className="button quiet small"
      align="right"
      label={<Icon name="more" />}
    >
      <button type="button" onClick={() => list(term, false)}>
        Only traces with this
      </button>
      <button type="button" onClick={() => list(term, true)}>
        Only traces without this
      </button>
      <button
        type="button"
        onClick={() => {
          const now = route.peek();
          if (now) navigate(withColumn(listRoute(now), name));
        }}
      >
        As column of the list
      </button>
      <button type="button" onClick={() => void copy(String(value), 'the value')}>
        Copy the value
      </button>
    </Menu>
  );
}
