import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isObject } from '../model/json-value.ts';
import { formatCount } from '../model/units.ts';
import { visibleText } from '../model/visible-text.ts';

const CUT = 2_000;
const MOST_MEMBERS = 100;

/** Any JSON as a tree that opens level by level; long strings are cut, so that one value never freezes the page. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }): JSX.Element {
  const [isOpen, setOpen] = useState(depth < 1);
  const [most, setMost] = useState(MOST_MEMBERS);
  const label = name === undefined ? null : <bdi class="json-key">{visibleText(name)}</bdi>;
  if (!isObject(value) && !Array.isArray(value))
    return (
      <div class="json-leaf">
        {label}
        {label && ': '}
        <JsonScalar value={value} />
      </div>
    );
  const entries = Object.entries(value);
  return (
    <div class="json-node">
      <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? '▾' : '▸'} {label}{' '}
        <span class="muted">{Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </button>
      {isOpen && (
        <div class="json-members">
          {entries.slice(0, most).map(([key, member]) => (
            <JsonTree key={key} name={key} value={member} depth={depth + 1} />
          ))}
          {entries.length > most && (
            <button type="button" class="link" onClick={() => setMost(most + 10 * MOST_MEMBERS)}>
              {entries.length - most} more
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Text, a number, yes or no; long text is cut. */
export function JsonScalar({ value }: { value: unknown }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  if (typeof value !== 'string') return <span class="json-value">{String(value)}</span>;
  if (value.length <= CUT || isWhole) return <bdi class="json-value wrap">{visibleText(value)}</bdi>;
  return (
    <span>
      <bdi class="json-value wrap">{visibleText(value.slice(0, CUT))}</bdi>…{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        all {formatCount(value.length)} characters
      </button>
    </span>
  );
}
